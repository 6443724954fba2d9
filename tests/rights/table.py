"""Who gets what from every address: one line each, one letter for each kind of person.

o: it opens, or acts; 3: 403, one learns who may; 4: 404, there is no such thing for this person;
L: to the log-in. The rows asked for belong to `unit`, stand in a plan that `supervisor` watches
over, and are supported by `supporter`'s unit. What a list holds is asked by test_walk, too.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "anonymous",
    "reporter",  # of the unit
    "unit_head",
    "unit_admin",
    "supporter",  # of a unit that has a part in the items
    "stranger",  # of a unit that has none
    "supervisor",  # who watches over the plan
    "other_supervisor",  # over another one
    "idle_supervisor",  # over none
    "auditor",
    "administrator",
    "system_admin",
    "security_admin",
    "superuser",  # once the three administrators are appointed
)
GET, POST, BOTH = "get", "post", "get post"


@dataclass(frozen=True)
class Row:
    """How an address is asked for: methods, what stands in it, and what each person gets."""

    methods: str
    args: str
    letters: str

    def expected(self, who: str) -> str:
        return self.letters.replace(" ", "")[COLUMNS.index(who)]


# In groups: anonymous; the unit's own; other units'; supervisors; auditor and administrator;
# system and security administrator; superuser. “name:post” is what the address does when sent to.
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
    "figure_remarks:post": Row(POST, "cycle.pk indicator.pk", "L 444 44 444 44 44 4"),
    "task_remarks": Row(GET, "cycle.pk task.pk", "L 444 o4 444 44 44 4"),
    "task_remarks:post": Row(POST, "cycle.pk task.pk", "L 444 44 444 44 44 4"),
    "evidence": Row(GET, "evidence.pk", "L ooo o3 o33 oo 33 3"),
    "review_queue": Row(GET, "", "L 333 33 ooo 33 33 3"),
    "decide_selected": Row(BOTH, "", "L 333 33 ooo 33 33 3"),
    "review_report": Row(GET, "=record record.pk", "L 333 33 o44 33 33 3"),
    "decide_report": Row(POST, "=record record.pk", "L 333 33 o44 33 33 3"),
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
    "light_policy": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "assignments": Row(BOTH, "plan.pk", "L 333 33 333 3o 33 3"),
    "reform_list": Row(GET, "", "L 333 33 333 3o 33 3"),
    "reform": Row(BOTH, "predecessor.pk", "L 333 33 333 3o 33 3"),
    "check_visits": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "check_visit": Row(GET, "visit.pk", "L 333 33 o44 oo 33 3"),
    "add_check_visit": Row(BOTH, "=record record.pk", "L 333 33 o44 33 33 3"),
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
    "inbox": Row(GET, "", "L ooo oo ooo oo oo o"),
    "message": Row(GET, "message.pk", "L o44 44 444 44 44 4"),
    "my_channel": Row(BOTH, "", "L ooo oo ooo oo oo o"),
    "channels": Row(GET, "", "L 333 33 333 33 o3 3"),
    "add_channel": Row(BOTH, "=wecom", "L 333 33 333 33 o3 3"),
    "channel": Row(BOTH, "channel.pk", "L 333 33 333 33 o3 3"),
    "test_channel": Row(POST, "channel.pk", "L 333 33 333 33 o3 3"),
    "retry_channel": Row(POST, "channel.pk", "L 333 33 333 33 o3 3"),
    "password_change": Row(BOTH, "", "L ooo oo ooo oo oo o"),
    "my_sessions": Row(GET, "", "L ooo oo ooo oo oo o"),
    "end_other_sessions": Row(POST, "", "L ooo oo ooo oo oo o"),
    "end_sessions_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "totp": Row(GET, "", "L ooo oo ooo oo oo o"),
    "set_up_totp": Row(GET, "", "L ooo oo ooo oo oo o"),
    "unlock_account_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "reset_totp_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "unlink_identity_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "supervisions": Row(GET, "", "L 333 33 333 oo 3o 3"),
    "assign_supervisions": Row(BOTH, "", "L 333 33 333 33 3o 3"),
    "end_supervision": Row(POST, "supervision.pk", "L 333 33 333 33 3o 3"),
    "handover": Row(BOTH, "user.pk", "L 44o 44 444 4o 44 4"),
    "unit_accounts": Row(GET, "", "L 33o 33 333 33 33 3"),
    "add_account": Row(BOTH, "", "L 33o 33 333 33 33 3"),
    "reset_password": Row(POST, "user.pk", "L 33o 33 333 33 33 3"),
    "set_offices": Row(POST, "", "L 33o 33 333 33 33 3"),
    "end_membership": Row(POST, "membership.pk", "L 33o 33 333 33 33 3"),
    "unsent": Row(GET, "", "L ooo oo ooo oo oo o"),
    "import_list": Row(GET, "", "L ooo oo 333 oo 3o 3"),
    "import_list:post": Row(POST, "", "L ooo oo 333 3o 3o 3"),
    "import_template": Row(GET, "=goals", "L 444 44 444 4o 44 4"),
    "import_run": Row(BOTH, "import_run.pk", "L o44 44 444 oo 44 4"),
    "ask_import_layout": Row(POST, "import_run.pk", "L o44 44 444 oo 44 4"),
    "check_import": Row(POST, "import_run.pk", "L o44 44 444 oo 44 4"),
    "confirm_import": Row(POST, "import_run.pk", "L o44 44 444 oo 44 4"),
    "cancel_import": Row(POST, "import_run.pk", "L o44 44 444 oo 44 4"),
    # Only once something was marked, which this one is not.
    "marked_import": Row(GET, "import_run.pk", "L 444 44 444 44 44 4"),
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
    "planapp_auditevent_export": Row(GET, "", "L 333 33 333 o3 33 3"),
    "planapp_auditevent_export_workbook": Row(GET, "", "L 333 33 333 o3 33 3"),
    "planapp_securityevent_export": Row(GET, "", "L 333 33 333 o3 33 3"),
    "planapp_securityevent_export_workbook": Row(GET, "", "L 333 33 333 o3 33 3"),
    "head_rule": Row(POST, "plan.pk", "L 333 33 333 3o 33 3"),
}


@dataclass(frozen=True)
class Table:
    """Of a table of the admin: the row asked for; who opens the list, that row, and may change it.

    Who may change rows may add some; nobody may delete any.
    """

    row: str
    lists: str
    opens: str
    changes: str = "L 333 33 333 33 33 3"

    def expected(self, what: str, who: str) -> str:
        letters: str = getattr(self, what)
        return letters.replace(" ", "")[COLUMNS.index(who)]


TABLES: dict[str, Table] = {
    "region": Table(
        "region", "L ooo oo ooo oo 3o 3", "L ooo oo ooo oo 3o 3", "L 333 33 333 3o 33 3"
    ),
    "sector": Table(
        "sector", "L ooo oo ooo oo 33 3", "L ooo oo ooo oo 33 3", "L 333 33 333 3o 33 3"
    ),
    "unit": Table("unit", "L ooo oo ooo oo 3o 3", "L ooo oo ooo oo 3o 3", "L 333 33 333 3o 33 3"),
    "workday": Table(
        "workday", "L ooo oo ooo oo o3 3", "L ooo oo ooo oo o3 3", "L 333 33 333 33 o3 3"
    ),
    "user": Table("user", "L 333 33 333 o3 3o 3", "L 333 33 333 o3 3o 3", "L 333 33 333 33 3o 3"),
    "membership": Table(
        "membership", "L 33o 33 333 o3 3o 3", "L 33o 33 333 o3 3o 3", "L 333 33 333 33 3o 3"
    ),
    "plandocument": Table("paper", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "extractiondraft": Table("paper_draft", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "plan": Table("plan", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "reissue": Table("reissue", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "goal": Table("goal", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "indicator": Table("indicator", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "series": Table("series", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "annualtarget": Table("annual_target", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "targetrevision": Table("revision", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "breakdown": Table("breakdown", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "task": Table("task", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "responsibility": Table("responsibility", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "reportingcycle": Table("cycle", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "progressrecord": Table("record", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "taskreport": Table("report", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "gap": Table("gap", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "verdict": Table("verdict", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "lightpolicy": Table("light_policy", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "reminderrule": Table(
        "reminder_rule", "L 333 33 ooo oo o3 3", "L 333 33 ooo oo o3 3", "L 333 33 333 33 o3 3"
    ),
    "reminder": Table("reminder", "L ooo oo ooo oo 33 3", "L o44 44 o44 oo 33 3"),
    "message": Table("message", "L ooo oo ooo oo oo 3", "L o44 44 444 44 44 3"),
    "auditevent": Table(
        "audit_event", "L 333 33 333 o3 33 3", "L 333 33 333 o3 33 3", "L 333 33 333 o3 33 3"
    ),
    "securityevent": Table("security_event", "L 333 33 333 o3 33 3", "L 333 33 333 o3 33 3"),
}

KINDS = ("changelist", "add", "history", "delete", "change")
# Asked in tests of their own: open to strangers, or nothing but a service of forms.
ASKED_APART = {
    "health", "None", "admin:None", "admin:login", "admin:logout", "admin:login_code",
    "admin:identity_login", "admin:identity_return", "admin:autocomplete",
}  # fmt: skip
# Pages on which whoever gives out rights sees the titles of plans, and nothing of their content.
NAMES_OF_PLANS = {"supervisions", "assign_supervisions"}
# Who is concerned with the plan, and may read its name.
CONCERNED = {
    "reporter", "unit_head", "unit_admin", "supporter", "supervisor", "auditor", "administrator",
}  # fmt: skip
