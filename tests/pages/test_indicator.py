"""One indicator's page and the verdict on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import Light, ReportState, Status
from planapp.models import Verdict
from planapp.services.gaps import recalculate_stale_gaps
from tests.factories import (
    AT,
    make_annual_target,
    make_cycle,
    make_gap,
    make_indicator,
    make_record,
    make_responsibility,
    make_series,
    make_user,
    make_verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

DECIDED = {"status": "behind", "light": "yellow", "reason": "偏高", "basis": "核查记录"}


def page(client, indicator, **query):
    return client.get(reverse("admin:indicator", args=(indicator.pk,)), query)


def verdict_url(world):
    return reverse("admin:verdict", args=(world.indicator.pk, world.cycle.pk))


def text_of(response):
    return response.content.decode()


def test_page_without_any_gap_says_what_to_do(auditor_client):
    indicator = make_indicator()
    text = text_of(page(auditor_client, indicator))
    assert ("还没有测算" in text, indicator.quote in text) == (True, True)


def test_page_shows_sentence_formula_units_and_targets(world, unit, auditor_client):
    make_annual_target(indicator=world.indicator, value=Decimal(77))
    make_record(series=world.indicator.series, unit=unit, state=ReportState.APPROVED)
    world.indicator.gaps.update(stale=True)
    recalculate_stale_gaps(on=date(2024, 1, 15), at=AT)
    response = page(auditor_client, world.indicator)
    text = text_of(response)
    parts = (
        response.context["explanation"].sentence,
        world.indicator.quote,
        unit.name,
        "77 万千瓦",
    )
    assert [part in text for part in parts] == [True] * 4


def test_page_shows_the_last_closed_cycle_unless_told_otherwise(auditor_client):
    indicator = make_indicator()
    closed = make_gap(
        indicator=indicator,
        cycle=make_cycle(
            plan=indicator.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1)
        ),
    )
    running = make_gap(indicator=indicator, cycle=make_cycle(plan=indicator.plan))
    assert page(auditor_client, indicator).context["gap"] == closed
    assert page(auditor_client, indicator, cycle=running.cycle_id).context["gap"] == running
    assert page(auditor_client, indicator, cycle="x").context["gap"] == closed


@pytest.mark.parametrize(
    ("state", "marked"),
    [
        (ReportState.SUBMITTED, True),
        (ReportState.RETURNED, True),
        (ReportState.APPROVED, False),
        (ReportState.SUPERSEDED, False),
    ],
)
def test_figure_nobody_approved_is_marked(auditor_client, state, marked):
    indicator = make_indicator()
    make_record(series=indicator.series, value=Decimal("12.3"), state=state)
    text = text_of(page(auditor_client, indicator))
    assert ("12.3 万千瓦" in text, "未审核" in text) == (True, marked)


def test_draft_is_its_units_own(supervisor_client):
    indicator = make_indicator()
    make_record(series=indicator.series, value=Decimal("12.3"))
    assert "12.3" not in text_of(page(supervisor_client, indicator))


def test_page_of_what_cannot_be_read_says_why(world, auditor_client):
    indicator = make_indicator(
        plan=world.plan, series=make_series(value_unit="亩"), value_unit="亿元"
    )
    make_record(series=indicator.series, state=ReportState.APPROVED)
    make_gap(indicator=indicator, cycle=world.cycle, stale=True)
    recalculate_stale_gaps(on=date(2024, 1, 15), at=AT)
    assert "无法测算" in text_of(page(auditor_client, indicator))


@pytest.mark.parametrize(
    ("who", "offered"), [("supervisor_client", True), ("auditor_client", False)]
)
def test_form_for_a_verdict_is_the_supervisors(world, request, who, offered):
    text = text_of(page(request.getfixturevalue(who), world.indicator))
    assert (verdict_url(world) in text) is offered


def test_verdict_is_kept_and_leads_back_to_its_cycle(world, supervisor_client, supervisor):
    response = supervisor_client.post(verdict_url(world), DECIDED)
    verdict = Verdict.objects.get()
    assert (verdict.status, verdict.light, verdict.decided_by) == (
        Status.BEHIND,
        Light.YELLOW,
        supervisor,
    )
    assert response["Location"].endswith(f"?cycle={world.cycle.pk}")


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", ""), ("status", "fine"), ("light", "blue"), ("reason", " "), ("basis", "")],
)
def test_verdict_with_an_error_shows_it_and_keeps_what_was_written(
    world, supervisor_client, *, field, value
):
    response = supervisor_client.post(verdict_url(world), DECIDED | {field: value})
    form = response.context["verdict_form"]
    assert (response.status_code, list(form.errors), Verdict.objects.count()) == (200, [field], 0)
    assert response.context["gap"].cycle == world.cycle


def test_verdict_without_any_field_is_an_error_not_a_breakdown(world, supervisor_client):
    response = supervisor_client.post(verdict_url(world))
    assert list(response.context["verdict_form"].errors) == ["status", "light", "reason", "basis"]


def test_form_holds_the_verdict_there_is(world, supervisor_client):
    make_verdict(indicator=world.indicator, cycle=world.cycle, reason="先前的理由")
    form = page(supervisor_client, world.indicator).context["verdict_form"]
    assert form.initial["reason"] == "先前的理由"


def test_verdict_in_a_cycle_of_another_plan_is_not_found(world, supervisor_client):
    url = reverse("admin:verdict", args=(world.indicator.pk, make_cycle().pk))
    assert supervisor_client.post(url, DECIDED).status_code == 404


def test_page_costs_no_more_queries_for_a_longer_history(world, auditor_client, count_queries):
    indicator = make_indicator(plan=world.plan)
    costs = set()
    for year in range(2021, 2024):
        cycle = make_cycle(plan=world.plan, as_of_on=date(year, 6, 30))
        make_gap(indicator=indicator, cycle=cycle)
        make_record(
            series=indicator.series,
            as_of_on=cycle.as_of_on,
            state=ReportState.APPROVED,
            recorded_by=make_user(),
            reviewed_by=make_user(),
        )
        make_responsibility(indicator=indicator)
        make_verdict(indicator=indicator, cycle=cycle)
        costs.add(count_queries(auditor_client, indicator.get_absolute_url()))
    assert len(costs) == 1
