"""Who owes what on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import PlanStatus, ReportState, Role, SelfAssessment, Status
from planapp.models import ProgressRecord, TaskReport
from planapp.queries.duties import duties_on
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_succession,
    make_task,
    make_task_report,
    make_unit,
    make_user,
    make_verdict,
)

pytestmark = pytest.mark.django_db

OPEN = date(2024, 1, 10)  # within the cycle for 2023: from 1 to 31 January 2024
DUE = date(2024, 1, 31)


def the_duty(day=OPEN, **wanted):
    [duty] = duties_on(day, **wanted)
    return duty


def make_owed_indicator(**changes):
    """An indicator in an open cycle, with its lead unit."""
    indicator = make_indicator(**changes)
    lead = make_responsibility(indicator=indicator).unit
    return indicator, make_cycle(plan=indicator.plan), lead


def make_owed_task(**changes):
    task = make_task(**changes)
    lead = make_responsibility(task=task).unit
    return task, make_cycle(plan=task.plan), lead


def make_rows(rows):
    for _ in range(rows):
        indicator, cycle, lead = make_owed_indicator()
        by = make_user()
        make_record(series=indicator.series, unit=lead, submitted_by=by)
        make_task_report(task=make_task(plan=indicator.plan), cycle=cycle, submitted_by=by)
        make_succession(predecessor=lead)


@pytest.mark.parametrize("rows", (1, 3))
def test_duties_of_any_number_cost_nine_queries(rows, django_assert_num_queries):
    make_rows(rows)
    with django_assert_num_queries(9):
        duties = duties_on(OPEN)
        told = [
            (str(duty.item), duty.cycle.plan.title, str(duty.unit), duty.newest.submitted_by_id)
            for duty in duties
        ]
    assert len(told) == 2 * rows


@pytest.mark.parametrize("rows", (1, 3))
def test_who_returned_any_number_of_reports_costs_two_queries(rows, django_assert_num_queries):
    make_rows(rows)
    for model in (ProgressRecord, TaskReport):
        model.objects.update(state=ReportState.RETURNED, reviewed_by=make_user())
    with django_assert_num_queries(11):
        told = {str(duty.newest.reviewed_by) for duty in duties_on(OPEN)}
    assert len(told) == 2


def test_duties_without_open_cycle_cost_two_queries(django_assert_num_queries):
    make_owed_indicator()
    with django_assert_num_queries(2):
        assert duties_on(date(2023, 12, 31)) == []


def test_duty_of_an_indicator_names_item_unit_and_due_date():
    indicator, cycle, lead = make_owed_indicator()
    duty = the_duty()
    found = (duty.item, duty.indicators, duty.task, duty.cycle, duty.unit, duty.role, duty.due_on)
    assert found == (indicator, (indicator,), None, cycle, lead, Role.LEAD, DUE)


def test_duty_of_a_task_names_item_unit_and_due_date():
    task, cycle, lead = make_owed_task()
    duty = the_duty()
    found = (duty.item, duty.indicators, duty.indicator, duty.cycle, duty.unit, duty.due_on)
    assert found == (task, (), None, cycle, lead, DUE)


@pytest.mark.parametrize("status", (PlanStatus.PREPARING, PlanStatus.ENDED))
def test_duties_of_a_plan_not_being_carried_out_are_none(status):
    make_owed_indicator(plan=make_plan(status=status))
    assert duties_on(OPEN) == []


def test_duties_of_a_closed_cycle_are_none():
    indicator = make_indicator()
    make_cycle(plan=indicator.plan, closed_on=date(2024, 1, 9))
    assert duties_on(OPEN) == []


def test_duties_of_untracked_items_are_none():
    indicator, _, _ = make_owed_indicator(tracked=False)
    make_task(plan=indicator.plan, tracked=False)
    assert duties_on(OPEN) == []


@pytest.mark.parametrize(("target_year", "owed"), [(2022, 0), (2023, 1)])
def test_indicator_after_its_target_year_is_not_owed(target_year, owed):
    make_owed_indicator(target_year=target_year)
    assert len(duties_on(OPEN)) == owed


def test_duties_of_one_plan_leave_out_the_others():
    make_owed_indicator()
    indicator, _, _ = make_owed_indicator()
    assert the_duty(plan=indicator.plan).item == indicator


# Who answers


def test_provider_of_the_series_answers_before_the_lead():
    provider = make_unit()
    _, _, lead = make_owed_indicator(series=make_series(provider=provider))
    duty = the_duty()
    assert (duty.unit, duty.supporting) == (provider, (lead,))


def test_first_of_several_leads_answers_and_the_others_support():
    indicator, _, second = make_owed_indicator()
    indicator.responsibilities.update(order=2)
    first = make_responsibility(indicator=indicator, order=1).unit
    helper = make_responsibility(indicator=indicator, order=0, role=Role.SUPPORT).unit
    duty = the_duty()
    assert (duty.unit, duty.supporting) == (first, (second, helper))


def test_task_without_lead_is_answered_by_the_responsible_unit():
    task = make_task()
    make_cycle(plan=task.plan)
    make_responsibility(task=task, role=Role.SUPPORT)
    unit = make_responsibility(task=task, role=Role.RESPONSIBLE, order=1).unit
    assert the_duty().unit == unit


def test_item_that_nobody_answers_for_has_no_unit():
    task = make_task()
    make_cycle(plan=task.plan)
    helper = make_responsibility(task=task, role=Role.SUPPORT).unit
    duty = the_duty()
    assert (duty.unit, duty.supporting) == (None, (helper,))


def test_responsibility_that_ended_no_longer_answers():
    indicator, _, old = make_owed_indicator()
    indicator.responsibilities.update(valid_to=date(2024, 1, 9))
    new = make_responsibility(indicator=indicator, valid_from=date(2024, 1, 10)).unit
    assert [the_duty(day).unit for day in (date(2024, 1, 9), OPEN)] == [old, new]


def make_reform(lead, *, on=date(2024, 1, 5)):
    """The unit passes into two: returns the first and the second."""
    lead.valid_to = date(2024, 1, 4)
    lead.save()
    return [make_succession(predecessor=lead, on=on).successor for _ in range(2)]


def test_first_successor_of_a_dissolved_unit_answers_and_the_others_see_it():
    _, _, lead = make_owed_indicator()
    first, second = make_reform(lead)
    duty = the_duty()
    assert (duty.unit, duty.supporting) == (first, (second,))


def test_successor_that_was_itself_dissolved_passes_the_duty_on():
    _, _, lead = make_owed_indicator()
    first, _ = make_reform(lead)
    last = make_reform(first)[0]
    assert the_duty().unit == last


def test_unit_dissolved_without_living_successor_still_answers():
    _, _, lead = make_owed_indicator()
    make_reform(lead, on=date(2024, 6, 1))
    assert the_duty().unit == lead


def test_reforms_that_lead_back_end_the_search():
    _, _, lead = make_owed_indicator()
    first, second = make_reform(lead)
    for unit in (first, second):
        unit.valid_to = date(2024, 1, 6)
        unit.save()
        make_succession(predecessor=unit, successor=lead, on=date(2024, 1, 7))
    assert the_duty().unit == lead


# Who sees it


def test_duties_of_units_are_those_they_answer_for_or_support():
    indicator, _, lead = make_owed_indicator()
    helper = make_responsibility(indicator=indicator, role=Role.SUPPORT).unit
    stranger = make_unit()
    roles = [
        [duty.role for duty in duties_on(OPEN, units={unit.pk})]
        for unit in (lead, helper, stranger)
    ]
    assert roles == [[Role.LEAD], [Role.SUPPORT], []]


# One figure, asked once


def test_series_of_two_indicators_of_a_plan_is_asked_once():
    first, _, lead = make_owed_indicator()
    second = make_indicator(plan=first.plan, series=first.series)
    make_responsibility(indicator=second, unit=lead)
    assert the_duty().indicators == (first, second)


def test_series_of_two_plans_is_asked_once_by_the_earlier_due_date():
    provider = make_unit()
    series = make_series(provider=provider)
    late, early = make_indicator(series=series), make_indicator(series=series)
    make_cycle(plan=late.plan)
    make_cycle(plan=early.plan, due_on=date(2024, 1, 20))
    duty = the_duty()
    assert (duty.due_on, duty.indicators) == (date(2024, 1, 20), (early, late))


def test_series_that_two_units_answer_for_is_asked_of_both():
    first, _, lead = make_owed_indicator()
    _, _, other = make_owed_indicator(series=first.series)
    assert [duty.unit for duty in duties_on(OPEN)] == [lead, other]


# How far it is


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        (ReportState.DRAFT, True),
        (ReportState.RETURNED, True),
        (ReportState.SUBMITTED, False),
        (ReportState.APPROVED, False),
    ],
)
def test_duty_of_a_figure_is_open_until_it_is_handed_in(state, is_open):
    indicator, _, lead = make_owed_indicator()
    record = make_record(series=indicator.series, unit=lead, state=state)
    duty = the_duty()
    assert (duty.newest, duty.state, duty.is_open) == (record, state, is_open)


def test_duty_without_any_record_is_open_without_a_state():
    make_owed_indicator()
    duty = the_duty()
    assert (duty.newest, duty.state, duty.is_open) == (None, None, True)


def test_duty_with_a_correction_under_way_stays_closed():
    indicator, _, _ = make_owed_indicator()
    approved = make_record(series=indicator.series, state=ReportState.APPROVED)
    draft = make_record(series=indicator.series, version=2)
    duty = the_duty()
    assert (duty.newest, duty.approved, duty.is_open) == (draft, approved, False)


def test_duty_of_a_task_takes_the_newest_report_of_its_cycle():
    task, cycle, _ = make_owed_task()
    make_task_report(task=task, cycle=make_cycle(plan=task.plan, as_of_on=date(2022, 12, 31)))
    make_task_report(task=task, cycle=cycle, state=ReportState.SUPERSEDED)
    newest = make_task_report(task=task, cycle=cycle, version=2, state=ReportState.SUBMITTED)
    [duty] = [duty for duty in duties_on(OPEN) if duty.cycle == cycle]
    assert (duty.newest, duty.is_open) == (newest, False)


@pytest.mark.parametrize(
    ("state", "last_year"), [(ReportState.APPROVED, Decimal(70)), (ReportState.SUBMITTED, None)]
)
def test_last_year_shows_the_approved_value_only(state, last_year):
    indicator, _, _ = make_owed_indicator()
    day = date(2022, 12, 31)
    make_record(series=indicator.series, as_of_on=day, value=Decimal(70), state=state)
    assert the_duty().last_year == last_year


@pytest.mark.parametrize(
    ("due_on", "report", "owed"),
    [
        (date(2022, 12, 31), (ReportState.APPROVED, SelfAssessment.DONE), 0),
        (date(2022, 12, 31), (ReportState.SUBMITTED, SelfAssessment.DONE), 1),
        (date(2022, 12, 31), (ReportState.APPROVED, SelfAssessment.CONTINUOUS), 1),
        (date(2024, 12, 31), (ReportState.APPROVED, SelfAssessment.DONE), 0),
        (None, (ReportState.APPROVED, SelfAssessment.DONE), 0),
        (None, (ReportState.APPROVED, SelfAssessment.SLOW), 1),
    ],
)
def test_task_approved_as_done_in_an_earlier_round_is_not_owed(due_on, report, owed):
    state, self_assessment = report
    task, _, _ = make_owed_task(due_on=due_on)
    before = make_cycle(plan=task.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    make_task_report(task=task, cycle=before, state=state, self_assessment=self_assessment)
    assert len(duties_on(OPEN)) == owed


@pytest.mark.parametrize(
    ("year", "status", "owed"),
    [
        (2022, Status.ACHIEVED, 0),
        (2022, Status.EXCEEDED, 0),
        (2022, Status.NEARLY, 1),
        (2023, Status.ACHIEVED, 0),
        (2023, Status.MISSED, 1),
    ],
)
def test_task_decided_to_be_finished_is_not_owed(year, status, owed):
    task, cycle, _ = make_owed_task()
    before = make_cycle(plan=task.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    make_verdict(task=task, cycle={2022: before, 2023: cycle}[year], status=status)
    assert len(duties_on(OPEN)) == owed


@pytest.mark.parametrize("year", (2021, 2022))
def test_verdict_for_that_date_or_later_takes_back_what_the_unit_said(year):
    task, _, _ = make_owed_task()
    rounds = {
        each: make_cycle(plan=task.plan, as_of_on=date(each, 12, 31), closed_on=date(2023, 3, 1))
        for each in (2020, 2021, 2022)
    }
    done = {"state": ReportState.APPROVED, "self_assessment": SelfAssessment.DONE}
    make_task_report(task=task, cycle=rounds[2021], **done)
    make_verdict(task=task, cycle=rounds[2020], status=Status.MISSED)
    assert duties_on(OPEN) == []
    make_verdict(task=task, cycle=rounds[year], status=Status.MISSED)
    assert [duty.item for duty in duties_on(OPEN)] == [task]


def test_task_approved_as_done_in_this_cycle_is_shown_in_it():
    task, cycle, _ = make_owed_task(due_on=date(2023, 12, 31))
    report = make_task_report(
        task=task, cycle=cycle, state=ReportState.APPROVED, self_assessment=SelfAssessment.DONE
    )
    assert the_duty().approved == report


@pytest.mark.parametrize(
    ("day", "published", "overdue"),
    [
        (date(2024, 2, 29), False, 0),  # past the cycle's due date, and nobody is late
        (date(2024, 3, 1), True, 0),
        (date(2024, 3, 31), True, 0),
        (date(2024, 4, 1), True, 1),
    ],
)
def test_figure_published_later_is_due_at_the_end_of_that_month(day, published, overdue):
    make_owed_indicator(series=make_series(publication_month=3))
    duties = duties_on(day)
    assert [duty.published for duty in duties] == [published]
    assert [duty.is_open for duty in duties] == [published]
    assert sum(duty.is_overdue(day) for duty in duties) == overdue


def test_quarterly_figure_does_not_wait_for_the_yearly_publication():
    indicator = make_indicator(series=make_series(publication_month=3))
    make_cycle(plan=indicator.plan, as_of_on=date(2024, 6, 30))
    duty = the_duty(date(2024, 7, 5))
    assert (duty.published, duty.due_on) == (True, date(2024, 7, 31))
