"""Plans, units, people and files whose names are programs: the pages show them, and run nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from planapp.domain.terms import DocumentStatus, ItemKind, ReportState
from planapp.models import ReportingCycle, Unit, User
from tests.browser.conftest import LogIn
from tests.evidence import make_evidence
from tests.factories import (
    AT,
    make_document,
    make_draft,
    make_draft_item,
    make_goal,
    make_message,
    make_record,
    make_responsibility,
    make_task,
)
from tests.searching import index_everything

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

# Each would leave `window.harmed` behind, one in the text of an element, one out of an attribute.
HARM = "<img src=x onerror='window.harmed=1'><script>window.harmed=1</script>"
OUT = "\"'><svg onload='window.harmed=1'>{{ 7|add:7 }}${7*7}"
PAGES = ("index", "overview", "gap_list", "task_list", "goal_list", "rollups", "matrix", "rankings",
         "review_queue", "reports", "reminder_calendar", "inbox", "comparison")  # fmt: skip
TABLES = ("plan", "unit", "indicator", "task", "goal", "progressrecord", "plandocument", "user")


@pytest.fixture
def spoiled(cycle: ReportingCycle, unit: Unit, reporter: User) -> dict[str, Any]:
    """The plan of the other walks, with all that people can write."""
    plan, indicator = cycle.plan, cycle.plan.indicators.get()
    for row, changes in (
        (plan, {"title": HARM, "issuer": OUT}),
        (unit, {"name": HARM}),
        (indicator, {"name": OUT, "quote": HARM}),
        (indicator.series, {"name": HARM}),
        (reporter, {"full_name": HARM[:60]}),
    ):
        type(row).objects.filter(pk=row.pk).update(**changes)
    task = make_task(plan=plan, title=HARM, quote=OUT)
    make_responsibility(task=task, unit=unit)
    goal = make_goal(plan=plan, heading=OUT, quote=HARM)
    record = make_record(
        series=indicator.series, unit=unit, as_of_on=cycle.as_of_on, narrative=HARM, problems=OUT,
        state=ReportState.SUBMITTED, recorded_by=reporter, submitted_by=reporter, submitted_at=AT,
        source=OUT,
    )  # fmt: skip
    make_evidence(record=record, title=HARM, file_name=f"{OUT}.pdf")
    make_message(recipient=reporter, subject=HARM, body=f"{OUT}\n办理：/admin/{HARM}")
    document = make_document(title=HARM, text=HARM + OUT, status=DocumentStatus.EXTRACTED)
    draft = make_draft(document=document, header={"title": HARM})
    place = {"section": [HARM], "quote": HARM, "start": 0, "end": len(HARM)}
    make_draft_item(draft=draft, kind=ItemKind.GOAL, extracted={"heading": OUT, **place})
    index_everything()
    return {
        "plan": plan.pk, "unit": unit.pk, "indicator": indicator.pk, "task": task.pk,
        "goal": goal.pk, "draft": draft.pk,
    }  # fmt: skip


def walk(page: Page, ways: list[str]) -> list[str]:
    """What ran, or was stopped from running only by the policy."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(
        "window.stopped = []; document.addEventListener('securitypolicyviolation',"
        " event => window.stopped.push(event.violatedDirective + ' ' + event.blockedURI))"
    )
    found = []
    for way in ways:
        answer = page.goto(way)
        assert answer is not None
        harmed, stopped = page.evaluate("[window.harmed || 0, window.stopped]")
        if harmed or stopped or answer.status >= 500:
            found.append(f"{way}: {answer.status} {harmed} {stopped}")
    return found + dialogs


def test_names_that_are_programs_are_only_shown(
    log_in: LogIn, spoiled: dict[str, Any], cycle: ReportingCycle, request: Any
) -> None:
    own = [reverse(f"admin:{name}", args=[pk]) for name, pk in spoiled.items()]
    search = f"{reverse('admin:search')}?q={quote(HARM)}"
    reflected = [f"{reverse('admin:gap_list')}?q={quote(OUT)}&light={quote(HARM)}", search]
    lists = [reverse(f"admin:{name}") for name in PAGES]
    tables = [reverse(f"admin:planapp_{name}_changelist") for name in TABLES[:-1]]
    filled = reverse("admin:figure_entry", args=[cycle.pk, spoiled["indicator"]])
    walks = {
        "supervisor": [*lists, *own, *reflected],
        "administrator": [*own, *tables],
        "auditor": [
            reverse("admin:planapp_user_changelist"),
            f"/admin/planapp/auditevent/?q={HARM}",
        ],
        "reporter": ["/admin/", reverse("admin:my_work"), filled, reverse("admin:inbox"), search],
    }
    faults = {}
    for role, ways in walks.items():
        page = log_in(request.getfixturevalue(role))
        if found := walk(page, ways):
            faults[role] = found
    assert faults == {}
