"""The database judges tasks as `domain.standing` does."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from planapp.domain.standing import TaskState, judge_task
from planapp.domain.terms import Light, ReportState, SelfAssessment, Status
from planapp.queries.gap_list import GapFilter
from planapp.queries.task_list import tasks_shown
from planapp.queries.task_standing import STANDINGS
from tests.factories import make_cycle, make_plan, make_task, make_task_report, make_verdict

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)
PERIODS = ((2021, 2025), (2023, 2023), (2016, 2030))
PERCENTS = (None, 0, 19, 40, 59, 80, 100)


def dates_around(start, as_of):
    """No date, and dates at which one of the rules turns."""
    begin = date(start, 1, 1)
    gone = (as_of - begin).days + 1
    turns = (-400, -1, 0, gone - 1, gone, 2 * gone - 2, 2 * gone - 1, 2 * gone, 5 * gone)
    return (None, *(begin + timedelta(days=days) for days in turns))


def make_judged(chance, *, closed):
    """Tasks of every kind in a round of three plans, each with what the rule says of it."""
    rows = []
    for start, end in PERIODS:
        plan = make_plan(period_start=start, period_end=end)
        as_of = date(2023, 12, 31)
        before = make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
        cycle = make_cycle(
            plan=plan, as_of_on=as_of, due_on=DAY - timedelta(days=1) if closed else DAY
        )
        for said, due_on in product((None, *SelfAssessment), dates_around(start, as_of)):
            percent = chance.choice(PERCENTS)
            finished = chance.random() < 0.3
            task = make_task(plan=plan, due_on=due_on)
            if said:
                make_task_report(
                    task=task,
                    cycle=cycle,
                    self_assessment=said,
                    percent=percent,
                    state=ReportState.APPROVED,
                )
            if finished:
                make_verdict(task=task, cycle=before, status=Status.ACHIEVED)
            state = TaskState(
                self_assessment=said,
                percent=percent,
                finished_before=finished,
                due_on=due_on,
                starts_on=date(start, 1, 1),
                ends_on=date(end, 12, 31),
                as_of=as_of,
                window_closed=closed,
            )
            rows.append((task, cycle, judge_task(state)))
    return rows


@pytest.mark.parametrize("closed", (True, False))
@pytest.mark.parametrize("seed", (1, 2))
def test_database_judges_as_the_rule_does(seed, closed):
    rows = make_judged(Random(seed), closed=closed)
    shown = tasks_shown(GapFilter(year=2023), on=DAY).rows.values_list("pk", "computed")
    found = {pk: STANDINGS[place] for pk, place in shown}
    assert found == {task.pk: standing for task, _, standing in rows}


@pytest.mark.parametrize("computed", (True, False))
def test_filter_finds_each_light_and_status(computed):
    rows = make_judged(Random(3), closed=True)
    stands = {task.pk: standing for task, _, standing in rows}
    reported = [(task, cycle) for task, cycle, _ in rows if task.reports.exists()]
    for task, cycle in reported[::7]:
        make_verdict(task=task, cycle=cycle, status=Status.NEARLY, light=Light.YELLOW)
        if not computed:
            stands[task.pk] = (Status.NEARLY, Light.YELLOW)
    chosen = [{"light": light} for light in Light] + [{"status": status} for status in Status]
    chosen.append({"status": Status.BEHIND, "light": Light.RED})
    for each in chosen:
        wanted = tasks_shown(GapFilter(year=2023, computed=computed, **each), on=DAY).rows
        assert set(wanted.values_list("pk", flat=True)) == {
            pk
            for pk, (status, light) in stands.items()
            if each.get("light", light) == light and each.get("status", status) == status
        }
