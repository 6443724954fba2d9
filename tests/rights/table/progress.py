"""Who gets what from the addresses of planapp/pages/urls/progress.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "gap_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "rollups": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "differences": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "goal_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "goal": Row(GET, "goal.pk", "L 333 33 o44 oo 33 3"),
    "goal_verdict": Row(POST, "goal.pk cycle.pk", "L 333 33 o44 33 33 3"),
    "task_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "task": Row(GET, "task.pk", "L 333 33 o44 oo 33 3"),
    "task_verdict": Row(POST, "task.pk cycle.pk", "L 333 33 o44 33 33 3"),
    "task_due_on": Row(POST, "task.pk", "L 333 33 333 3o 33 3"),
    "task_dossier": Row(GET, "task.pk cycle.pk", "L ooo o3 o33 oo 33 3"),
    "indicator": Row(GET, "indicator.pk", "L 333 33 o44 oo 33 3"),
    "verdict": Row(POST, "indicator.pk cycle.pk", "L 333 33 o44 33 33 3"),
    "revisions": Row(GET, "indicator.pk", "L 333 33 o44 oo 33 3"),
    "propose_revision": Row(POST, "indicator.pk", "L 333 33 333 3o 33 3"),
    "annual_targets": Row(BOTH, "indicator.pk", "L ooo 34 344 3o 44 4"),
    "breakdown": Row(BOTH, "indicator.pk", "L 333 33 333 3o 33 3"),
    "figure_dossier": Row(GET, "indicator.pk =2022", "L ooo o3 o33 oo 33 3"),
    "revision_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "confirm_revision": Row(POST, "revision.pk", "L 333 33 333 3o 33 3"),
    "refuse_revision": Row(POST, "revision.pk", "L 333 33 333 3o 33 3"),
    "breakdowns": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "remove_part": Row(POST, "breakdown.pk", "L 333 33 333 3o 33 3"),
    "check_visits": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "check_visit": Row(GET, "visit.pk", "L 333 33 o44 oo 33 3"),
    "add_check_visit": Row(BOTH, "=record record.pk", "L 333 33 o44 33 33 3"),
}
