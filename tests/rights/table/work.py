"""Who gets what from the addresses of planapp/pages/urls/work.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "demo_day": Row(POST, "", "L ooo oo ooo oo oo o"),
    "my_work": Row(GET, "", "L ooo oo 333 33 33 3"),
    "unit_submission": Row(BOTH, "cycle.pk unit.pk", "L ooo 33 333 33 33 3"),
    "submission_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "submission": Row(GET, "submission.pk", "L ooo 44 o44 oo 44 4"),
    "submission:post": Row(POST, "submission.pk", "L ooo 44 344 33 44 4"),
    "sign_off": Row(GET, "submission.pk", "L ooo 44 o44 oo 44 4"),
    "sign_off_file": Row(GET, "submission.pk", "L ooo 44 o44 oo 44 4"),
    "on_behalf": Row(GET, "", "L 333 33 333 3o 33 3"),
    "begin_letter": Row(POST, "cycle.pk letter.unit_id", "L 333 33 333 3o 33 3"),
    "unit_sheets": Row(BOTH, "", "L ooo oo 333 33 33 3"),
    "sheet_preview": Row(BOTH, "", "L ooo oo 333 33 33 3"),
    "marked_sheet": Row(GET, "", "L ooo oo 333 33 33 3"),
    "unit_sheet": Row(GET, "cycle.pk unit.pk", "L ooo 33 333 33 33 3"),
    "figure_entry": Row(BOTH, "cycle.pk indicator.pk", "L ooo 33 333 33 33 3"),
    "figure_correction": Row(BOTH, "cycle.pk indicator.pk =2022-12-31", "L ooo 33 333 33 33 3"),
    "task_entry": Row(BOTH, "cycle.pk task.pk", "L ooo 33 333 33 33 3"),
    "my_extensions": Row(GET, "", "L ooo oo 333 33 33 3"),
    "ask_extension": Row(BOTH, "", "L ooo oo 333 33 33 3"),
    "withdraw_extension": Row(POST, "extension.pk", "L ooo 44 333 33 33 3"),
    "extension_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "decide_extensions": Row(POST, "", "L 333 33 ooo 33 33 3"),
    "extension": Row(GET, "extension.pk", "L 333 33 o44 oo 33 3"),
    "decide_extension": Row(POST, "extension.pk", "L 333 33 o44 33 33 3"),
    "handling": Row(BOTH, "cycle.pk unit.pk", "L 3oo 33 333 33 33 3"),
    "figure_remarks": Row(GET, "cycle.pk indicator.pk", "L 444 o4 444 44 44 4"),
    "figure_remarks:post": Row(POST, "cycle.pk indicator.pk", "L 444 o4 444 44 44 4"),
    "task_remarks": Row(GET, "cycle.pk task.pk", "L 444 o4 444 44 44 4"),
    "task_remarks:post": Row(POST, "cycle.pk task.pk", "L 444 o4 444 44 44 4"),
    "evidence": Row(GET, "evidence.pk", "L ooo o3 o33 oo 33 3"),
    "review_queue": Row(GET, "", "L 333 33 ooo 33 33 3"),
    "decide_selected": Row(BOTH, "", "L 333 33 ooo 33 33 3"),
    "review_report": Row(GET, "=record record.pk", "L 333 33 o44 33 33 3"),
    "decide_report": Row(POST, "=record record.pk", "L 333 33 o44 33 33 3"),
}
