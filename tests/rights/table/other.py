"""Who gets what from the addresses that Django makes of the tables of the admin, and its own."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, Row

PAGES: dict[str, Row] = {
    # Django's own
    "index": Row(GET, "", "L ooo oo ooo oo oo o"),
    "password_change_done": Row(GET, "", "L ooo oo ooo oo oo o"),
    "jsi18n": Row(GET, "", "L ooo oo ooo oo oo o"),
    "app_list": Row(GET, "=planapp", "L ooo oo ooo oo oo 4"),
    "auth_user_password_change": Row(BOTH, "user.pk", "L 333 33 333 33 3o 3"),
    "planapp_progressrecord_export": Row(GET, "=progress =csv", "L ooo oo ooo oo 33 3"),
    "planapp_plan_export": Row(GET, "=plans =csv", "L ooo oo ooo oo 33 3"),
    "planapp_goal_export": Row(GET, "=goals =csv", "L ooo oo ooo oo 33 3"),
    "planapp_indicator_export": Row(GET, "=indicators =csv", "L ooo oo ooo oo 33 3"),
    "planapp_series_export": Row(GET, "=series =csv", "L ooo oo ooo oo 33 3"),
    "planapp_annualtarget_export": Row(GET, "=annual-targets =csv", "L ooo oo ooo oo 33 3"),
    "planapp_task_export": Row(GET, "=tasks =csv", "L ooo oo ooo oo 33 3"),
    "planapp_unit_export": Row(GET, "=units =csv", "L 333 33 ooo oo 33 3"),
    "planapp_user_export": Row(GET, "=users =csv", "L 333 33 333 33 3o 3"),
    "planapp_membership_export": Row(GET, "=memberships =csv", "L 333 33 333 33 3o 3"),
    "planapp_taskreport_export": Row(GET, "=task-reports =csv", "L ooo oo ooo oo 33 3"),
    "planapp_responsibility_export": Row(GET, "=responsibilities =csv", "L ooo oo ooo oo 33 3"),
    "planapp_workday_export": Row(GET, "=workdays =csv", "L 333 33 333 33 o3 3"),
    "planapp_auditevent_export": Row(GET, "", "L 333 33 333 o3 33 3"),
    "planapp_auditevent_export_workbook": Row(GET, "", "L 333 33 333 o3 33 3"),
    "planapp_securityevent_export": Row(GET, "", "L 333 33 333 o3 33 3"),
    "planapp_securityevent_export_workbook": Row(GET, "", "L 333 33 333 o3 33 3"),
}
