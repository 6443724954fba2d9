"""Who gets what from the addresses of planapp/pages/urls/search.py."""

from __future__ import annotations

from tests.rights.table.rows import GET, Row

PAGES: dict[str, Row] = {
    "search": Row(GET, "", "L ooo oo ooo oo 33 3"),
}
