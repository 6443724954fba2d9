"""Every list costs what the table says, with one row and with three."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planapp.domain.terms import DeliveryState, MemberRole
from planapp.pages.urls import PAGES as ADDRESSES
from tests import factories as make
from tests.channels import make_channel, make_delivery
from tests.conftest import make_person
from tests.job_runs import make_job_run
from tests.query_counts import LISTS, NO_LISTS
from tests.rights import world as rights_world
from tests.rights.table import PAGES
from tests.rights.table.rows import POST
from tests.work import make_handling, make_remark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def test_every_page_is_in_the_table_or_named_as_no_list():
    """Of those that are the same for everybody: what hangs on one row has its own tests."""
    measured = {name.partition("?")[0] for name in LISTS}
    pages = {name for path, _, name in ADDRESSES if "<" not in path and PAGES[name].methods != POST}
    assert measured.isdisjoint(NO_LISTS)
    assert sorted(measured | set(NO_LISTS)) == sorted(pages | {"index"})


@pytest.fixture
def world():
    """With one row in each list; the supervisor watches over everything."""
    built = rights_world.build()
    make.make_supervision(user=built.people["supervisor"])
    add_beside(built, number=0)
    client = Client()
    client.force_login(built.people["auditor"])
    client.get(reverse("admin:search"), {"q": rights_world.MARK})  # asks what SQLite can, once
    return built


def add_beside(world: SimpleNamespace, *, number: int) -> None:
    """What the rights' world has nothing of."""
    item = {"cycle": world.cycle, "unit": world.unit}
    reporter = world.people["reporter"]
    make_handling(indicator=world.indicator, person=reporter, **item)
    make_remark(indicator=world.indicator, **item)
    make_person(
        f"person{number}", role=MemberRole.REPORTER, unit=world.unit, full_name=f"李{number}"
    )
    make_job_run()
    make.make_report_run(made_by=world.people["auditor"])
    refuse_delivery(number=number)
    owe_without_people(world)
    make.make_supervision(user=world.people["idle_supervisor"], plan=world.plan)
    Client().force_login(reporter)


def refuse_delivery(*, number: int) -> None:
    """An address that takes nothing, on a channel of its own."""
    owner = make.make_user(username=f"moved{number}", email=f"moved{number}@unit.example")
    make_delivery(
        channel=make_channel(is_default=False),
        message=make.make_message(recipient=owner),
        state=DeliveryState.FAILED,
        claimed_at=make.AT,
        is_refused=True,
    )


def owe_without_people(world: SimpleNamespace) -> None:
    """An item of a unit for which nobody can fill in anything."""
    indicator = make.make_indicator(plan=world.plan, name=f"{rights_world.MARK}代填")
    make.make_responsibility(
        indicator=indicator, unit=make.make_unit(name=f"省无人局{indicator.pk}")
    )


def add_another(world: SimpleNamespace, *, number: int) -> None:
    rights_world.add_plan(world)
    old = make.make_unit(name=f"省旧厅{number}")
    make.make_succession(predecessor=old, successor=world.unit, on=world.cycle.opens_on)
    add_beside(world, number=number)


def measure(world: SimpleNamespace) -> tuple[dict[str, int], dict[str, int]]:
    """The queries of each page, and how long it is."""
    costs, rows = {}, {}
    for name, (who, _) in LISTS.items():
        page, _, query = name.partition("?")
        client = Client()
        client.force_login(world.people[who])
        with CaptureQueriesContext(connection) as context:
            response = client.get(reverse(f"admin:{page}") + f"?{query or 'q=机要'}")
        costs[name] = len(context)
        rows[name] = len(response.content)
    return costs, rows


def test_lists_cost_what_the_table_says_with_one_row_and_with_three(world):
    told = {name: number for name, (_, number) in LISTS.items()}
    costs, rows = measure(world)
    assert costs == told
    for number in (1, 2):
        add_another(world, number=number)
    costs, more = measure(world)
    assert [name for name in LISTS if more[name] <= rows[name]] == []
    assert costs == told
