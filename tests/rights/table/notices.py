"""Who gets what from the addresses of planapp/pages/urls/notices.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "notice_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "notice_table": Row(GET, "=csv", "L 333 33 ooo oo 33 3"),
    "new_notice": Row(BOTH, "", "L 333 33 ooo 33 33 3"),
    "notice": Row(GET, "notice.pk", "L ooo 44 o44 oo 44 4"),
    "notice:post": Row(POST, "notice.pk", "L ooo 44 o44 33 44 4"),
    "edit_notice": Row(BOTH, "notice_draft.pk", "L 333 33 o44 33 33 3"),
    "sign_notice": Row(BOTH, "notice_draft.pk", "L 333 33 o44 33 33 3"),
    "notice_paper": Row(GET, "notice.pk", "L ooo 44 o44 oo 44 4"),
    "notice_file": Row(GET, "notice.pk", "L ooo 44 o44 oo 44 4"),
    "my_notices": Row(GET, "", "L ooo oo 333 33 33 3"),
}
