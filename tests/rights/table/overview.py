"""Who gets what from the addresses of planapp/pages/urls/overview.py."""

from __future__ import annotations

from tests.rights.table.rows import GET, Row

PAGES: dict[str, Row] = {
    "overview": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "overview_section": Row(GET, "=indicators", "L 333 33 ooo oo 33 3"),
    "changes": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "owing": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "matrix": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "rankings": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "comparison": Row(GET, "", "L 333 33 ooo oo 33 3"),
}
