"""How each task of the table stands in the cycle that is shown."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import CycleKind, Light, ReportState, Role, SelfAssessment, Status
from planapp.queries.gap_list import NONE, GapFilter
from planapp.queries.task_list import load_tasks, task_row, tasks_shown
from tests.factories import (
    make_cycle,
    make_plan,
    make_responsibility,
    make_task,
    make_task_report,
    make_unit,
    make_verdict,
)
from tests.searching import index_everything

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)
APPROVED = {"state": ReportState.APPROVED}
DONE = {"self_assessment": SelfAssessment.DONE, **APPROVED}


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def rounds(plan):
    """The rounds of 2021 to 2023 by their year; the last is the one that is shown."""
    return {
        year: make_cycle(plan=plan, as_of_on=date(year, 12, 31), closed_on=date(year + 1, 3, 1))
        for year in (2021, 2022, 2023)
    }


def standing_of(task, **chosen):
    """What is computed of the only task that is found, and what was decided."""
    shown = tasks_shown(GapFilter(**chosen), on=DAY)
    [found] = load_tasks(shown.rows, shown.cycles)
    assert found.task == task
    return found.judged.computed.status, found.judged.decided.status


def test_task_finished_in_an_earlier_round_stays_finished(plan, rounds):
    task = make_task(plan=plan)
    make_task_report(task=task, cycle=rounds[2021], **DONE)
    found = [standing_of(task, year=year)[0] for year in rounds]
    assert found == [Status.ACHIEVED] * 3


def test_task_finished_later_was_not_finished_before(plan, rounds):
    task = make_task(plan=plan)
    make_task_report(task=task, cycle=rounds[2022], **DONE)
    assert [standing_of(task, year=year)[0] for year in rounds] == [
        Status.NO_DATA,
        Status.ACHIEVED,
        Status.ACHIEVED,
    ]


def test_task_decided_to_be_finished_stays_finished(plan, rounds):
    task = make_task(plan=plan)
    make_verdict(task=task, cycle=rounds[2022], status=Status.EXCEEDED)
    assert standing_of(task, year=2022) == (Status.NO_DATA, Status.EXCEEDED)
    assert standing_of(task) == (Status.ACHIEVED, Status.ACHIEVED)


def test_verdict_that_says_otherwise_takes_it_back(plan, rounds):
    task = make_task(plan=plan)
    make_task_report(task=task, cycle=rounds[2021], **DONE)
    make_verdict(task=task, cycle=rounds[2022], status=Status.MISSED, light=Light.RED)
    assert standing_of(task) == (Status.NO_DATA, Status.NO_DATA)


@pytest.mark.parametrize("state", (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED))
def test_report_that_nobody_approved_counts_for_nothing(plan, rounds, state):
    task = make_task(plan=plan)
    make_task_report(task=task, cycle=rounds[2023], **DONE | {"state": state})
    assert standing_of(task)[0] == Status.NO_DATA


def test_rounds_of_several_plans_are_judged_at_their_own_dates(rounds, plan):
    task = make_task(plan=plan)
    make_task_report(task=task, cycle=rounds[2022], **DONE)
    other = make_plan()
    early = make_cycle(plan=other, as_of_on=date(2022, 6, 30), kind=CycleKind.MIDTERM)
    late = make_cycle(plan=other, as_of_on=date(2024, 12, 31))  # has not begun
    theirs = make_task(plan=other)
    make_task_report(task=theirs, cycle=late, **DONE)
    shown = tasks_shown(GapFilter(), on=DAY)
    rows = load_tasks(shown.rows, shown.cycles)
    found = {row.task.pk: row.judged.computed.status for row in rows}
    assert {cycle.pk for cycle in shown.cycles} == {early.pk, rounds[2023].pk}
    assert found == {task.pk: Status.ACHIEVED, theirs.pk: Status.NO_DATA}


def test_task_is_one_of_each_unit_that_leads_it_or_is_responsible(plan, rounds):
    task, lead, helper = make_task(plan=plan), make_unit(), make_unit()
    make_responsibility(task=task, unit=lead)
    make_responsibility(task=task, unit=helper, role=Role.SUPPORT)
    found = [
        tasks_shown(GapFilter(unit=unit), on=DAY).rows.count()
        for unit in (lead.pk, helper.pk, NONE)
    ]
    assert found == [1, 0, 0]


def test_one_task_is_shown_in_any_of_its_rounds(plan, rounds, django_assert_num_queries):
    task = make_task(plan=plan, tracked=False)
    report = make_task_report(task=task, cycle=rounds[2022], **DONE)
    with django_assert_num_queries(5):
        row = task_row(task, rounds[2022], on=DAY)
    assert (row.report, row.judged.computed.status) == (report, Status.ACHIEVED)


def test_without_any_round_there_is_no_task():
    make_task()
    assert list(tasks_shown(GapFilter(), on=DAY).rows) == []


@pytest.mark.parametrize(
    ("words", "found"),
    (("疫苗", 2), ("疫苗 基地", 1), ("苗基", 1), ("古籍", 0), ("%", 0), (" ", 3)),
)
def test_tasks_are_found_by_each_word_in_name_code_or_text(plan, rounds, words, found):
    make_task(plan=plan, title="建设疫苗基地")
    make_task(plan=plan, title="壮大产业", quote="引进疫苗企业。")
    make_task(plan=plan, title="医养结合")
    index_everything()
    assert tasks_shown(GapFilter(words=words), on=DAY).rows.count() == found
