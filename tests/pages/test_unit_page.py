"""A unit's page: what it leads and owes, how punctual it was, where it comes from; who sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import Light, ReportState, Role, SelfAssessment, Status
from planapp.models import Urge
from planapp.queries.unit_page import URGES
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_succession,
    make_supervision,
    make_task,
    make_task_report,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def address(unit):
    return reverse("admin:unit", args=(unit.pk,))


def make_led(unit, *, number=1, plan=None):
    """Indicators and a task in an open round, the unit leads; one more it supports."""
    cycle = make_cycle(plan=plan or make_plan())
    for _ in range(number):
        indicator = make_indicator(plan=cycle.plan)
        make_gap(indicator=indicator, cycle=cycle, light=Light.RED, status=Status.BEHIND)
        make_responsibility(indicator=indicator, unit=unit)
        make_responsibility(task=make_task(plan=cycle.plan), unit=unit)
        make_responsibility(task=make_task(plan=cycle.plan), unit=unit, role=Role.SUPPORT)
    return cycle


def test_unit_leads_owes_and_supports(auditor_client):
    unit = make_unit()
    make_led(unit, number=2)
    context = auditor_client.get(address(unit)).context
    assert context["indicators"].total == 2
    assert context["tasks"].total == 2
    assert context["supported_number"] == 2
    assert (context["owed_number"], context["overdue"]) == (4, 0)


def test_punctuality_is_told_by_round_and_year(auditor_client):
    unit = make_unit()
    plan = make_plan()
    indicator = make_indicator(plan=plan)
    make_responsibility(indicator=indicator, unit=unit)
    sent = {2021: datetime(2022, 3, 1, tzinfo=UTC), 2022: datetime(2023, 1, 10, tzinfo=UTC)}
    for year, at in sent.items():
        make_cycle(
            plan=plan, as_of_on=date(year, 12, 31), opens_on=date(year + 1, 1, 1),
            due_on=date(year + 1, 1, 31), closed_on=date(year + 1, 6, 1),
        )  # fmt: skip
        make_record(
            series=indicator.series, unit=unit, as_of_on=date(year, 12, 31), submitted_at=at,
            state=ReportState.APPROVED,
        )  # fmt: skip
    page = auditor_client.get(address(unit))
    punctuality = page.context["punctuality"]
    assert [dict(each.counts) for each in punctuality.rounds] == [{"on_time": 1}, {"late": 1}]
    assert punctuality.trend == [(2021, Decimal("0.0")), (2022, Decimal("100.0"))]
    assert "2021年 0，2022年 100" in page.content.decode()


def test_chain_goes_through_every_reform(auditor_client):
    first, second, unit, heir = (make_unit(name=name) for name in ("甲委", "乙委", "丙厅", "丁局"))
    make_succession(predecessor=first, successor=second, on=date(2010, 1, 1))
    make_succession(predecessor=second, successor=unit, on=date(2018, 1, 1))
    make_succession(predecessor=unit, successor=heir, on=date(2023, 1, 1), scope="医药")
    make_succession(predecessor=heir, successor=first, on=date(2023, 6, 1))  # back to the beginning
    chain = auditor_client.get(address(unit)).context["chain"]
    names = [[[step.unit.name for step in group] for group in side]
             for side in (chain.before, chain.after)]  # fmt: skip
    assert names == [[["丁局"], ["甲委"], ["乙委"]], [["丁局"], ["甲委"], ["乙委"]]]


def test_own_staff_read_the_page_without_links_and_others_find_none(
    reporter_client, outsider_client, unit
):
    cycle = make_led(unit)
    text = reporter_client.get(address(unit)).content.decode()
    assert reverse("admin:plan", args=(cycle.plan_id,)) not in text
    assert cycle.plan.indicators.get().name in text
    assert outsider_client.get(address(unit)).status_code == 404


def test_supervisor_of_a_plan_sees_its_units_and_only_what_they_do_in_it(
    supervisor_client, supervisor
):
    unit, other = make_unit(), make_unit()
    cycle = make_led(unit)
    elsewhere = make_led(unit, plan=make_plan(title="别的规划"))
    make_led(other)
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=cycle.plan)
    page = supervisor_client.get(address(unit))
    assert page.context["indicators"].total == 1
    assert (page.context["owed_number"], page.context["supported_number"]) == (2, 1)
    assert elsewhere.plan.title not in page.content.decode()
    assert supervisor_client.get(address(other)).status_code == 404


def test_supervisor_of_a_plan_opens_those_that_its_duties_passed_to(supervisor_client, supervisor):
    unit, heir, later, other = (make_unit() for _ in range(4))
    cycle = make_led(unit)
    make_succession(predecessor=unit, successor=heir, on=date(2022, 1, 1))
    make_succession(predecessor=heir, successor=later, on=date(2023, 1, 1))
    make_succession(predecessor=unit, successor=other, on=date(2030, 1, 1))
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=cycle.plan)
    pages = [supervisor_client.get(address(each)).status_code for each in (heir, later, other)]
    assert pages == [200, 200, 404]


def test_what_lags_comes_first_the_widest_gap_before_all(auditor_client):
    unit, cycle = make_unit(), make_cycle()
    stands = {"快": ("0.9", Light.GREEN), "慢": ("0.4", Light.YELLOW), "很慢": ("0.1", Light.RED)}
    for name, (completion, light) in stands.items():
        indicator = make_indicator(plan=cycle.plan, name=name)
        make_responsibility(indicator=indicator, unit=unit)
        make_gap(
            indicator=indicator, cycle=cycle, light=light, status=Status.BEHIND,
            completion=Decimal(completion), due_progress=Decimal("0.6"),
        )  # fmt: skip
    for said in (SelfAssessment.SLOW, SelfAssessment.ON_COURSE):
        task = make_task(plan=cycle.plan, title=said.label)
        make_responsibility(task=task, unit=unit)
        make_task_report(task=task, cycle=cycle, self_assessment=said, state=ReportState.APPROVED)
    context = auditor_client.get(address(unit)).context
    names = {part: [gap.indicator.name for gap, _ in context[part]]
             for part in ("late_gaps", "other_gaps")}  # fmt: skip
    assert names == {"late_gaps": ["很慢", "慢"], "other_gaps": ["快"]}
    tasks = {
        part: [str(row.task) for row in context[part]] for part in ("late_tasks", "other_tasks")
    }
    assert tasks == {"late_tasks": ["进度缓慢"], "other_tasks": ["正常推进"]}
    assert (context["late_gap_number"], context["late_task_number"]) == (2, 1)


def test_what_a_unit_drafts_is_told_to_its_own_staff_alone(
    supervisor_client, reporter_client, unit
):
    cycle = make_led(unit)
    series = cycle.plan.indicators.get().series
    make_record(series=series, as_of_on=cycle.as_of_on, unit=unit, state=ReportState.DRAFT)
    told = {
        client: ReportState.DRAFT.label in client.get(address(unit)).content.decode()
        for client in (reporter_client, supervisor_client)
    }
    assert told == {reporter_client: True, supervisor_client: False}


def test_supervisor_of_a_plan_sees_its_urges_behind_many_of_others(supervisor_client, supervisor):
    unit, at = make_unit(), datetime(2024, 1, 2, tzinfo=UTC)
    cycle, elsewhere = make_led(unit), make_led(unit, plan=make_plan())
    about = {"unit": unit, "urged_by": supervisor, "urged_on": at.date()}
    own = Urge.objects.create(cycle=cycle, urged_at=at, **about)
    for _ in range(URGES):
        Urge.objects.create(cycle=elsewhere, urged_at=at + timedelta(days=1), **about)
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=cycle.plan)
    assert supervisor_client.get(address(unit)).context["urges"] == [own]


def test_unit_costs_the_same_for_one_item_and_three(auditor_client, count_queries):
    costs = []
    for number in (1, 3):
        unit = make_unit()
        make_led(unit, number=number)
        costs.append(count_queries(auditor_client, address(unit)))
    assert costs == [56, 56]
