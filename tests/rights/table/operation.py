"""Who gets what from the addresses of planapp/pages/urls/operation.py."""

from __future__ import annotations

from tests.rights.table.rows import GET, Row

PAGES: dict[str, Row] = {
    "operation": Row(GET, "", "L 333 33 333 o3 o3 3"),
}
