"""Who gets what from the addresses of planapp/pages/urls/reminders.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "reminder_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "reminder": Row(GET, "reminder.pk", "L 333 33 o44 oo 33 3"),
    "reminder_calendar": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "reminder_calendar_export": Row(GET, "cycle.pk", "L 333 33 o44 oo 33 3"),
    "urge_list": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "urge": Row(BOTH, "cycle.pk =indicator indicator.pk", "L 333 33 o44 33 33 3"),
    "ladders": Row(GET, "", "L 333 33 ooo oo o3 3"),
    "default_ladder": Row(GET, "", "L 333 33 ooo oo o3 3"),
    "default_ladder:post": Row(POST, "", "L 333 33 333 33 o3 3"),
    "plan_ladder": Row(GET, "plan.pk", "L 333 33 o44 oo o3 3"),
    "plan_ladder:post": Row(POST, "plan.pk", "L 333 33 344 33 o3 3"),
    "acknowledge": Row(POST, "message.pk", "L o44 44 444 44 44 4"),
}
