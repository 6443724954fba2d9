"""What changed against the round before, counted and listed by one rule."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import Change, CycleKind, Light, Status
from planapp.queries.changes import changes_shown
from planapp.queries.gap_list import GapFilter
from tests.factories import make_cycle, make_gap, make_indicator, make_plan, make_verdict

pytestmark = pytest.mark.django_db

ON = date(2024, 3, 1)
DATA = {Light.GREEN: Status.ON_TRACK, Light.YELLOW: Status.BEHIND, Light.RED: Status.BEHIND,
        Light.GREY: Status.NO_DATA}  # fmt: skip


@pytest.fixture
def rounds():
    plan = make_plan()
    return (
        make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1)),
        make_cycle(plan=plan, closed_on=date(2024, 2, 29)),
    )


def make_pair(rounds, before, now):
    """An indicator's gaps in both rounds; None for none in the first."""
    indicator = make_indicator(plan=rounds[0].plan)
    if before is not None:
        make_gap(indicator=indicator, cycle=rounds[0], light=before, status=DATA[before])
    make_gap(indicator=indicator, cycle=rounds[1], light=now, status=DATA[now])
    return indicator


def listed(change, **chosen):
    rows = changes_shown(GapFilter(**chosen), on=ON).of(change)
    return [gap.indicator for gap in rows]


def test_each_change_lists_the_indicators_that_it_counts(rounds):
    made = {
        Change.BETTER: [
            make_pair(rounds, Light.RED, Light.GREEN),
            make_pair(rounds, Light.RED, Light.YELLOW),
        ],
        Change.WORSE: [make_pair(rounds, Light.GREEN, Light.RED)],
        Change.REPORTED: [
            make_pair(rounds, None, Light.GREEN),
            make_pair(rounds, Light.GREY, Light.RED),
        ],
        Change.SILENT: [make_pair(rounds, Light.GREEN, Light.GREY)],
    }
    make_pair(rounds, Light.GREEN, Light.GREEN)
    found = changes_shown(GapFilter(), on=ON)
    assert {change: [gap.indicator for gap in found.of(change)] for change in Change} == made
    assert found.counts == {change: len(own) for change, own in made.items()}


def test_what_was_decided_is_compared_in_both_rounds(rounds):
    indicator = make_pair(rounds, Light.GREEN, Light.GREEN)
    yellow = {"light": Light.YELLOW, "status": Status.BEHIND}
    make_verdict(indicator=indicator, cycle=rounds[0], **yellow)
    assert listed(Change.BETTER) == [indicator]
    make_verdict(indicator=indicator, cycle=rounds[1], light=Light.RED, status=Status.MISSED)
    assert (listed(Change.BETTER), listed(Change.WORSE)) == ([], [indicator])


def test_a_plan_without_an_earlier_round_has_no_changes():
    make_gap()
    assert changes_shown(GapFilter(), on=ON).counts == {}


def test_round_before_is_the_last_of_the_same_kind(rounds):
    plan = rounds[0].plan
    between = make_cycle(plan=plan, as_of_on=date(2023, 6, 30), kind=CycleKind.QUARTERLY)
    indicator = make_pair(rounds, Light.RED, Light.YELLOW)
    make_gap(indicator=indicator, cycle=between, light=Light.GREEN)
    assert listed(Change.BETTER) == [indicator]


def test_filter_narrows_the_changes(rounds):
    make_pair(rounds, Light.RED, Light.GREEN)
    assert listed(Change.BETTER, plan=make_plan().pk) == []
