"""Who gets what from the addresses of planapp/pages/urls/imports.py."""

from __future__ import annotations

from tests.rights.table.rows import GET, POST, Row

PAGES: dict[str, Row] = {
    "import_list": Row(GET, "", "L ooo oo 333 oo oo 3"),
    "import_list:post": Row(POST, "", "L ooo oo 333 3o oo 3"),
    "import_template": Row(GET, "=goals", "L 444 44 444 4o 44 4"),
    "import_run": Row(GET, "import_run.pk", "L o44 44 444 oo 44 4"),
    "import_run:post": Row(POST, "import_run.pk", "L o44 44 444 33 44 4"),
    "ask_import_layout": Row(POST, "import_run.pk", "L o44 44 444 33 44 4"),
    "check_import": Row(POST, "import_run.pk", "L o44 44 444 33 44 4"),
    "confirm_import": Row(POST, "import_run.pk", "L o44 44 444 33 44 4"),
    "cancel_import": Row(POST, "import_run.pk", "L o44 44 444 33 44 4"),
    # Only once something was marked, which this one is not.
    "marked_import": Row(GET, "import_run.pk", "L 444 44 444 44 44 4"),
}
