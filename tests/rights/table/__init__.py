"""Who gets what from every address and table: one file for each area, as in planapp/pages/urls."""

from __future__ import annotations

from tests.rights.table import (
    accounts,
    briefs,
    imports,
    jobs,
    messages,
    notices,
    operation,
    other,
    overview,
    plans,
    progress,
    reminders,
    reports,
    search,
    work,
)
from tests.rights.table.rows import Row

# In groups: anonymous; the unit's own; other units'; supervisors; auditor and administrator;
# system and security administrator; superuser. “name:post” is what the address does when sent to.
PAGES: dict[str, Row] = {
    **accounts.PAGES,
    **briefs.PAGES,
    **imports.PAGES,
    **jobs.PAGES,
    **messages.PAGES,
    **notices.PAGES,
    **operation.PAGES,
    **other.PAGES,
    **overview.PAGES,
    **plans.PAGES,
    **progress.PAGES,
    **reminders.PAGES,
    **reports.PAGES,
    **search.PAGES,
    **work.PAGES,
}

KINDS = ("changelist", "add", "history", "delete", "change")
# Asked in tests of their own: open to strangers, or nothing but a service of forms.
ASKED_APART = {
    "health", "live", "ready", "metrics", "None", "admin:None",
    "admin:login", "admin:logout", "admin:login_code",
    "admin:identity_login", "admin:identity_return", "admin:autocomplete",
    "api:openapi-json", "api:openapi-view", "api:api-root", "api:nowhere",
    "api:plans", "api:plan", "api:goals", "api:indicators", "api:indicator", "api:tasks",
    "api:units", "api:cycles", "api:gaps", "api:records",
    "api:task_reports",  # by tests/api, with tokens
}  # fmt: skip
# Pages on which whoever gives out rights, or sets rules, sees the titles of plans, and nothing of
# their content.
NAMES_OF_PLANS = {
    "supervisions", "assign_supervisions", "ladders", "plan_ladder", "plan_ladder:post",
}  # fmt: skip
KEEPERS = {"security_admin", "system_admin"}
# Who is concerned with the plan, and may read its name.
CONCERNED = {
    "reporter", "unit_head", "unit_admin", "supporter", "supervisor", "auditor", "administrator",
}  # fmt: skip
