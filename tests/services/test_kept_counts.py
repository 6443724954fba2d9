"""Kept counts give what counting item by item gives, whatever is changed after they were kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planapp.domain.terms import Attribute, Light, Role, SelfAssessment, Status
from planapp.models import Breakdown, KeptCount, TouchedPlan
from planapp.queries import kept_counts
from planapp.queries.gap_list import GapFilter, cycles_shown, gaps_in
from planapp.queries.kept_counts import (
    gaps_counted,
    gaps_counted_by_unit,
    rounds_to_count,
    tasks_counted,
    tasks_counted_by_unit,
)
from planapp.queries.tallies import count_gaps, count_tasks
from planapp.queries.task_list import tasks_in
from planapp.queries.unit_tallies import gaps_by_unit, tasks_by_unit
from planapp.rights import Scope
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.gaps import recalculate_stale_gaps
from planapp.services.kept_counts import renew_counts
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_region,
    make_responsibility,
    make_sector,
    make_series,
    make_task,
    make_task_report,
    make_unit,
    make_verdict,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    monkeypatch.setattr(kept_counts, "FEW", 0)


def make_round_of_everything(number):
    """A plan with two rounds and whatever is counted apart."""
    plan = make_plan(sector=make_sector(name=f"领域{number}") if number else None)
    last = make_cycle(plan=plan, closed_on=date(2024, 3, 1))
    first = make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    lead, provider = make_unit(), make_unit()
    whole = make_indicator(plan=plan, attribute=Attribute.BINDING)
    part = make_indicator(plan=plan, series=make_series(region=make_region(), provider=provider))
    Breakdown.objects.create(whole=whole, part=part)
    make_responsibility(indicator=whole, unit=lead)
    for indicator, light in ((whole, Light.RED), (part, Light.GREEN)):
        for cycle in (first, last):
            make_gap(indicator=indicator, cycle=cycle, status=Status.BEHIND, light=light)
    make_gap(indicator=make_indicator(plan=plan, tracked=False), cycle=last)
    make_verdict(indicator=whole, cycle=last)
    silent, done = make_task(plan=plan), make_task(plan=plan)
    for role in (Role.LEAD, Role.RESPONSIBLE):
        make_responsibility(task=done, unit=lead, role=role)
    make_responsibility(task=silent, unit=lead)
    make_task_report(task=done, cycle=first, self_assessment=SelfAssessment.DONE)
    make_verdict(task=silent, cycle=last, status=Status.MISSED, light=Light.RED)
    return plan


@pytest.fixture
def plans():
    found = [make_round_of_everything(number) for number in range(2)]
    assert renew_counts(on=DAY) == 4
    return found


def both(chosen=GapFilter(), *, on=DAY):  # noqa: B008  # frozen
    """What is read of the kept counts and what is counted, of everything that is asked for."""
    cycles, parted = cycles_shown(chosen, on=on), replace(chosen, parts=True)
    rounds = rounds_to_count(chosen, cycles, on=on)
    gaps, all_gaps = gaps_in(cycles, chosen), gaps_in(cycles, parted)
    tasks = tasks_in(cycles, chosen, on=on).rows
    region = "indicator__series__region"
    kept = [
        gaps_counted(chosen, rounds),
        gaps_counted(chosen, rounds, "cycle"),
        gaps_counted(chosen, rounds, "cycle__plan__sector", "indicator__attribute"),
        gaps_counted(parted, rounds, region),
        gaps_counted_by_unit(parted, rounds),
        *(tasks_counted(chosen, rounds, *path) for path in ((), ("plan__region",), ("plan",))),
        tasks_counted_by_unit(chosen, rounds),
    ]
    counted = [
        count_gaps(gaps),
        count_gaps(gaps, "cycle"),
        count_gaps(gaps, "cycle__plan__sector", "indicator__attribute"),
        count_gaps(all_gaps, region),
        gaps_by_unit(all_gaps),
        *(count_tasks(tasks, *path) for path in ((), ("plan__region",), ("plan",))),
        tasks_by_unit(tasks),
    ]
    return kept, counted


def same(chosen=GapFilter(), *, on=DAY):  # noqa: B008  # frozen
    kept, counted = both(chosen, on=on)
    return kept == counted and any(counted)


FILTERS = {
    "light": {"light": Light.RED},
    "computed": {"light": Light.RED, "computed": True},
    "status": {"status": Status.ON_TRACK},
    "year": {"year": 2022},
    "sector": {"sector": 0},
    "attribute": {"attribute": Attribute.BINDING},
    "words": {"words": "装机"},
    "scope": {"scope": Scope(DAY, everything=True)},
}


@pytest.mark.parametrize("chosen", ({}, *FILTERS.values()), ids=("all", *FILTERS))
def test_kept_counts_are_those_of_the_items(plans, chosen):
    assert same(GapFilter(**chosen))
    assert not TouchedPlan.objects.exists()


def test_kept_counts_are_those_of_a_region(plans):
    for region in {
        plans[0].region_id,
        plans[0].indicators.get(breakdown__isnull=False).series.region_id,
    }:
        assert same(GapFilter(region=region))


def test_kept_counts_are_those_of_what_a_person_gets_to_see(plans):
    one_plan = GapFilter(scope=Scope(DAY, plans=frozenset({plans[0].pk})))
    assert same(one_plan)
    assert both(one_plan)[0][0] != both()[0][0]
    lead = plans[0].indicators.filter(tracked=True).first().responsibilities.get().unit_id
    assert same(GapFilter(scope=Scope(DAY, units=frozenset({lead}))))
    assert not any(both(GapFilter(scope=Scope(DAY)))[0])


def test_pages_read_what_is_kept(plans):
    KeptCount.objects.update(number=7)
    kept, counted = both()
    assert all(mine != theirs for mine, theirs in zip(kept, counted, strict=True))


def _tell(row, **fields):
    before = snapshot(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    write_audit(by=None, action="log", subject="", at=AT, changes=[changed(row, before)])


def _tell_new(row):
    write_audit(by=None, action="log", subject="", at=AT, changes=created(row))


CHANGES = {
    "attribute": lambda plan: _tell(plan.indicators.first(), attribute=Attribute.UNSTATED),
    "tracked": lambda plan: _tell(plan.tasks.first(), tracked=False),
    "region": lambda plan: _tell(plan.indicators.last().series, region=make_region()),
    "provider": lambda plan: _tell(plan.indicators.first().series, provider=make_unit()),
    "lead": lambda plan: _tell(
        plan.indicators.first().responsibilities.get(), valid_to=date(2024, 1, 1)
    ),
    "part": lambda plan: _tell(
        Breakdown.objects.get(whole__plan=plan), part=make_indicator(plan=plan)
    ),
    "verdict": lambda plan: _tell_new(
        make_verdict(task=plan.tasks.last(), cycle=plan.cycles.last(), light=Light.RED)
    ),
    "report": lambda plan: _tell_new(
        make_task_report(task=plan.tasks.first(), cycle=plan.cycles.last())
    ),
    "deadline": lambda plan: _tell(plan.tasks.last(), due_on=date(2021, 6, 1)),
    "round": lambda plan: _tell(plan.cycles.last(), as_of_on=date(2023, 6, 30)),
    "new plan": lambda plan: make_round_of_everything(5),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_counted_at_once_and_again_once_kept(plans, change):
    CHANGES[change](plans[0])
    assert same()
    assert renew_counts(on=DAY) == 2  # the rounds of the one plan
    assert same()
    assert not TouchedPlan.objects.exists()


def test_recalculated_gaps_are_counted_again(plans):
    plans[1].indicators.first().gaps.update(stale=True)
    before, _ = both()
    assert recalculate_stale_gaps(on=DAY, at=AT) == 2
    assert same()
    assert both()[0] != before
    assert (renew_counts(on=DAY), renew_counts(on=DAY)) == (2, 0)


def test_recalculation_touches_no_plan_that_stands_between(plans):
    around = [plans[0], make_round_of_everything(2)]
    renew_counts(on=DAY)
    for plan in around:
        plan.indicators.first().gaps.update(stale=True)
    recalculate_stale_gaps(on=DAY, at=AT)
    assert set(TouchedPlan.objects.values_list("plan_id", flat=True)) == {p.pk for p in around}


def test_a_task_without_a_word_is_missing_once_the_round_is_over(plans):
    task = make_task(plan=plans[0])
    cycle = make_cycle(plan=plans[0], as_of_on=date(2024, 12, 31), opens_on=date(2025, 1, 1),
                       due_on=date(2025, 1, 31))  # fmt: skip
    make_gap(indicator=plans[0].indicators.first(), cycle=cycle)
    _tell_new(task)
    open_on, over_on = date(2025, 1, 15), date(2025, 2, 15)
    year = GapFilter(year=2024)
    assert renew_counts(on=open_on) == 3
    assert same(year, on=open_on)
    assert same(year, on=over_on)
    assert renew_counts(on=over_on) == 3
    assert same(year, on=over_on)
    assert same(year, on=open_on)
