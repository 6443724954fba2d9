"""Addresses: ledgers on their way in."""

from __future__ import annotations

from planapp.pages import (
    imports,
    imports_run,
)
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("imports/", imports.import_list, "import_list"),
    ("imports/template/<slug:kind>/", imports.import_template, "import_template"),
    ("imports/<int:pk>/", imports_run.import_run, "import_run"),
    ("imports/<int:pk>/layout/", imports_run.ask_layout, "ask_import_layout"),
    ("imports/<int:pk>/check/", imports_run.check, "check_import"),
    ("imports/<int:pk>/confirm/", imports_run.confirm, "confirm_import"),
    ("imports/<int:pk>/cancel/", imports_run.cancel, "cancel_import"),
    ("imports/<int:pk>/marked/", imports_run.marked, "marked_import"),
]
