"""Who gets what from the addresses of planapp/pages/urls/plans.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "light_policy": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "assignments": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "reform_list": Row(GET, "", "L 333 33 333 3o 33 3"),
    "reform": Row(BOTH, "predecessor.pk", "L 333 33 333 3o 33 3"),
    "plan_setup": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "written_unit": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "give_default_lead": Row(POST, "plan.pk", "L 333 33 333 3o 33 3"),
    "start_cycle": Row(POST, "plan.pk", "L 333 33 333 3o 33 3"),
    "cycle_list": Row(GET, "", "L 333 33 333 3o 33 3"),
    "open_cycles": Row(BOTH, "", "L 333 33 333 3o 33 3"),
    "cycle": Row(GET, "cycle.pk", "L 333 33 333 3o 33 3"),
    "close_cycle": Row(BOTH, "cycle.pk", "L 333 33 333 3o 33 3"),
    "move_due_date": Row(POST, "cycle.pk", "L 333 33 333 3o 33 3"),
    "reopen_cycle": Row(POST, "cycle.pk", "L 333 33 333 3o 33 3"),
    "plan_withdrawal": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "restore_plan": Row(POST, "plan.pk", "L 333 33 333 3o 33 3"),
    "plan_versions": Row(GET, "plan.pk", "L 333 33 o44 oo 33 3"),
    "upload_reissue": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "reissue": Row(BOTH, "plan.pk draft.pk", "L 333 33 333 3o 33 3"),
    "carry_decisions": Row(POST, "plan.pk draft.pk", "L 333 33 333 3o 33 3"),
    "upload": Row(BOTH, "", "L 333 33 333 3o 33 3"),
    "document": Row(GET, "paper.pk", "L 333 33 o44 oo 33 3"),
    "retry_extraction": Row(POST, "document.pk", "L 333 33 333 3o 33 3"),
    "download": Row(GET, "paper.pk", "L 333 33 o44 oo 33 3"),
    "draft": Row(GET, "paper_draft.pk", "L 333 33 o44 oo 33 3"),
    "accept_rest": Row(POST, "draft.pk", "L 333 33 333 3o 33 3"),
    "read_again": Row(POST, "draft.pk", "L 333 33 333 3o 33 3"),
    "add_item": Row(BOTH, "draft.pk", "L 333 33 333 3o 33 3"),
    "publish": Row(BOTH, "draft.pk", "L 333 33 333 3o 33 3"),
    "decide_item": Row(POST, "item.pk", "L 333 33 333 3o 33 3"),
    "item_form": Row(BOTH, "item.pk", "L 333 33 333 3o 33 3"),
    "take_base": Row(POST, "item.pk", "L 333 33 333 3o 33 3"),
    "merge_item": Row(POST, "item.pk", "L 333 33 333 3o 33 3"),
    "split_item": Row(BOTH, "item.pk", "L 333 33 333 3o 33 3"),
    "checkup": Row(GET, "", "L 333 33 ooo 3o 33 3"),
    "head_rule": Row(POST, "plan.pk", "L 333 33 333 3o 33 3"),
}
