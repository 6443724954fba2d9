"""Every page by every kind of person, compared with one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import ReportState
from planapp.models import LoginSession, SecurityEvent
from planapp.pages.urls import PAGES
from tests.evidence import make_evidence
from tests.factories import make_breakdown, make_record, make_revision, make_user

pytestmark = pytest.mark.django_db

UNIT_STAFF = {"reporter", "unit_head", "unit_admin"}
REPORTING = UNIT_STAFF | {"outsider"}
SEE_ALL = {"supervisor", "auditor", "administrator"}
EVERYBODY = REPORTING | SEE_ALL | {"nobody"}
PEOPLE = sorted(EVERYBODY)


@dataclass(frozen=True)
class Page:
    """How a page is asked for, who may, and what the others get."""

    method: str
    args: tuple[str, ...]
    allowed: set[str]
    others: int = 403


GET, POST = "get", "post"
# Nobody owes what is not there.
UNASKED = {"figure_entry", "figure_correction", "task_entry", "unit_sheet"}
INDICATOR, TASK = ("cycle.pk", "indicator.pk"), ("cycle.pk", "task.pk")
TABLE = {
    "demo_day": Page(POST, (), EVERYBODY),
    "my_work": Page(GET, (), REPORTING),
    "unit_sheets": Page(GET, (), REPORTING),
    "unit_sheet": Page(GET, ("cycle.pk", "record.unit_id"), UNIT_STAFF),
    "sheet_preview": Page(GET, (), REPORTING),
    "marked_sheet": Page(GET, (), REPORTING),
    "figure_entry": Page(GET, INDICATOR, UNIT_STAFF),
    "figure_correction": Page(GET, (*INDICATOR, "=2022-12-31"), UNIT_STAFF),
    "task_entry": Page(GET, TASK, UNIT_STAFF),
    "evidence": Page(GET, ("evidence.pk",), UNIT_STAFF | SEE_ALL),
    "review_queue": Page(GET, (), {"supervisor"}),
    "approve_selected": Page(POST, (), {"supervisor"}),
    "review_report": Page(GET, ("=record", "record.pk"), {"supervisor"}),
    "decide_report": Page(POST, ("=record", "record.pk"), {"supervisor"}),
    "gap_list": Page(GET, (), SEE_ALL),
    "rollups": Page(GET, (), SEE_ALL),
    "differences": Page(GET, (), SEE_ALL),
    "goal_list": Page(GET, (), SEE_ALL),
    "goal": Page(GET, ("goal.pk",), SEE_ALL),
    "goal_verdict": Page(POST, ("goal.pk", "cycle.pk"), {"supervisor"}),
    "task_list": Page(GET, (), SEE_ALL),
    "task": Page(GET, ("task.pk",), SEE_ALL),
    "task_verdict": Page(POST, ("task.pk", "cycle.pk"), {"supervisor"}),
    "task_due_on": Page(POST, ("task.pk",), {"administrator"}),
    "indicator": Page(GET, ("indicator.pk",), SEE_ALL),
    "verdict": Page(POST, ("indicator.pk", "cycle.pk"), {"supervisor"}),
    "revisions": Page(GET, ("indicator.pk",), SEE_ALL),
    "propose_revision": Page(POST, ("indicator.pk",), {"administrator"}),
    "annual_targets": Page(GET, ("indicator.pk",), UNIT_STAFF | {"administrator"}),
    "breakdown": Page(GET, ("indicator.pk",), {"administrator"}),
    "revision_list": Page(GET, (), SEE_ALL),
    "confirm_revision": Page(POST, ("revision.pk",), {"administrator"}),
    "refuse_revision": Page(POST, ("revision.pk",), {"administrator"}),
    "breakdowns": Page(GET, (), SEE_ALL),
    "remove_part": Page(POST, ("breakdown.pk",), {"administrator"}),
    "light_policy": Page(GET, ("plan.pk",), {"administrator"}),
    "plan_setup": Page(GET, ("plan.pk",), {"administrator"}),
    "written_unit": Page(GET, ("plan.pk",), {"administrator"}),
    "give_default_lead": Page(POST, ("plan.pk",), {"administrator"}),
    "start_cycle": Page(POST, ("plan.pk",), {"administrator"}),
    "end_cycle": Page(POST, ("plan.pk", "cycle.pk"), {"administrator"}),
    "plan_versions": Page(GET, ("plan.pk",), SEE_ALL),
    "upload_reissue": Page(GET, ("plan.pk",), {"administrator"}),
    "reissue": Page(GET, ("plan.pk", "draft.pk"), {"administrator"}),
    "carry_decisions": Page(POST, ("plan.pk", "draft.pk"), {"administrator"}),
    "upload": Page(GET, (), {"administrator"}),
    "document": Page(GET, ("document.pk",), SEE_ALL),
    "retry_extraction": Page(POST, ("document.pk",), {"administrator"}),
    "download": Page(GET, ("document.pk",), SEE_ALL),
    "draft": Page(GET, ("draft.pk",), SEE_ALL),
    "accept_rest": Page(POST, ("draft.pk",), {"administrator"}),
    "read_again": Page(POST, ("draft.pk",), {"administrator"}),
    "add_item": Page(GET, ("draft.pk",), {"administrator"}),
    "publish": Page(GET, ("draft.pk",), {"administrator"}),
    "decide_item": Page(POST, ("item.pk",), {"administrator"}),
    "item_form": Page(GET, ("item.pk",), {"administrator"}),
    "take_base": Page(POST, ("item.pk",), {"administrator"}),
    "merge_item": Page(POST, ("item.pk",), {"administrator"}),
    "split_item": Page(GET, ("item.pk",), {"administrator"}),
    "checkup": Page(GET, (), {"supervisor", "administrator"}),
    "inbox": Page(GET, (), EVERYBODY),
    "message": Page(GET, ("message.pk",), {"reporter"}, others=404),
    "password_change": Page(GET, (), EVERYBODY),
    "my_sessions": Page(GET, (), EVERYBODY),
    "end_other_sessions": Page(POST, (), EVERYBODY),
    "end_sessions_of": Page(POST, ("stranger.pk",), {"administrator"}),
    "unit_accounts": Page(GET, (), {"unit_admin"}),
    "add_account": Page(GET, (), {"unit_admin"}),
    "reset_password": Page(POST, ("message.recipient_id",), {"unit_admin"}),
    "end_membership": Page(POST, ("membership.pk",), {"unit_admin"}),
    "unsent": Page(GET, (), EVERYBODY),
}
WRITES_TOO = (
    "figure_entry",
    "figure_correction",
    "task_entry",
    "unit_sheets",
    "sheet_preview",
    "annual_targets",
    "breakdown",
    "light_policy",
    "plan_setup",
    "written_unit",
    "upload",
    "publish",
    "upload_reissue",
    "reissue",
    "item_form",
    "split_item",
    "add_item",
    "add_account",
)


@pytest.fixture(autouse=True)
def _proposal_and_part(world):
    """What some pages are about and no other test of pages needs."""
    world.revision = make_revision(indicator=world.indicator)
    world.breakdown = make_breakdown(whole=world.indicator)
    world.evidence = make_evidence(record=world.record, file=ContentFile(b"%PDF-", name="a.pdf"))
    world.stranger = make_user()
    world.membership = world.message.recipient.memberships.get()


@pytest.fixture(autouse=True)
def _earlier_year(world):
    """A figure that counts already, so that there is something to correct."""
    make_record(
        series=world.indicator.series,
        unit=world.record.unit,
        as_of_on=date(2022, 12, 31),
        state=ReportState.APPROVED,
    )


def url_of(name, world):
    args = []
    for path in TABLE[name].args:
        if path.startswith("="):
            args.append(path[1:])
            continue
        row, _, field = path.partition(".")
        args.append(getattr(getattr(world, row), field))
    return reverse(f"admin:{name}", args=args)


def ask(client, method, url, data=None):
    """The answer, read to its end."""
    response = getattr(client, method)(url, data)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def client_of(who, request):
    client = Client()
    client.force_login(make_user() if who == "nobody" else request.getfixturevalue(who))
    return client


def everything():
    """All rows of the product, but for what every visit leaves behind."""
    rows = {}
    for model in apps.get_app_config("planapp").get_models():
        if model in {LoginSession, SecurityEvent}:
            continue
        found = list(model._default_manager.order_by("pk").values())
        rows[model.__name__] = [{k: v for k, v in row.items() if k != "read_at"} for row in found]
    return rows


def test_table_names_every_page():
    assert {name for _, _, name in PAGES} - {"style"} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_page_is_open_to_whom_the_table_says(name, world, request):
    page, url = TABLE[name], url_of(name, world)
    clients = {who: client_of(who, request) for who in PEOPLE}
    found = {}
    for who, client in clients.items():
        response = ask(client, page.method, url)
        to_login = "login" in response.get("Location", "")
        answered = response.status_code in {200, 302, 400} and not to_login
        found[who] = "open" if answered else response.status_code
    assert found == {who: "open" if who in page.allowed else page.others for who in PEOPLE}


@pytest.mark.parametrize("name", WRITES_TOO)
def test_writing_page_without_the_right_changes_nothing(name, world, request):
    others = [who for who in PEOPLE if who not in TABLE[name].allowed]
    clients = [client_of(who, request) for who in others]
    before = everything()
    given = {"value": "1", "vintage": "final", "submit": "", "self_assessment": "done"}
    answers = {client.post(url_of(name, world), given).status_code for client in clients}
    assert (answers, everything()) == ({403}, before)


@pytest.mark.parametrize("name", TABLE)
def test_page_without_login_leads_to_the_login(name, world):
    page, client = TABLE[name], Client()
    response = ask(client, page.method, url_of(name, world))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", [name for name in TABLE if TABLE[name].method == GET])
def test_get_changes_nothing(name, world, request):
    who = (
        "administrator"
        if "administrator" in TABLE[name].allowed
        else sorted(TABLE[name].allowed)[0]
    )
    client, before = client_of(who, request), everything()
    ask(client, GET, url_of(name, world))
    assert everything() == before


@pytest.mark.parametrize("name", [name for name in TABLE if TABLE[name].method == POST])
def test_get_of_a_page_that_acts_is_not_allowed(name, world, request):
    who = sorted(TABLE[name].allowed)[0]
    client, before = client_of(who, request), everything()
    assert client.get(url_of(name, world)).status_code == 405
    assert everything() == before


@pytest.mark.parametrize(
    "name", [*(name for name in TABLE if TABLE[name].method == POST), *WRITES_TOO]
)
def test_post_without_the_forms_token_is_refused(name, world, request):
    client = Client(enforce_csrf_checks=True)
    client.force_login(request.getfixturevalue(sorted(TABLE[name].allowed)[0]))
    before = everything()
    assert client.post(url_of(name, world)).status_code == 403
    assert everything() == before


def test_refusal_says_who_may_and_what_to_do(reporter_client):
    response = reporter_client.get(reverse("admin:review_queue"))
    text = response.content.decode()
    assert response.status_code == 403
    assert ("只有督查人员可以打开这一页。" in text, "联系本单位管理员" in text) == (True, True)


def test_refusal_of_a_foreign_item_says_why(world, outsider_client):
    response = outsider_client.get(url_of("figure_entry", world))
    assert "不由您的单位牵头填报" in response.content.decode()


@pytest.mark.parametrize("name", [name for name in TABLE if TABLE[name].args])
def test_page_of_a_row_that_is_not_there_is_not_found(name, world, request):
    page = TABLE[name]
    who = next(iter(sorted(page.allowed)))
    args = [path[1:] if path.startswith("=") else 987654321 for path in page.args]
    response = ask(client_of(who, request), page.method, reverse(f"admin:{name}", args=args))
    assert response.status_code == (403 if name in UNASKED else 404)
