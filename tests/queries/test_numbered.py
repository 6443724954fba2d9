"""Pages of the long lists are slices of the whole, in its order."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import Light
from planapp.queries import kept_counts
from planapp.queries.gap_list import SORTABLE, GapFilter, gaps_shown
from planapp.queries.numbered import gaps_in_order, tasks_in_order
from planapp.queries.task_list import tasks_shown
from planapp.services.kept_counts import renew_counts
from tests.factories import make_cycle, make_gap, make_indicator, make_plan, make_task

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)
SIZES = (3, 0, 1, 4)  # of the plans


@pytest.fixture(autouse=True)
def plans():
    """In another order than their codes."""
    for place, size in zip((2, 0, 3, 1), SIZES, strict=True):
        plan = make_plan(code=f"P{place}")
        cycle = make_cycle(plan=plan, closed_on=date(2024, 3, 1))
        for number in range(size):
            light = Light.RED if number % 2 else Light.GREEN
            indicator = make_indicator(plan=plan, name=f"指标{number}")
            make_gap(indicator=indicator, cycle=cycle, light=light)
            make_task(plan=plan)


def slices(rows):
    windows = [(start, start + size) for start in range(9) for size in (1, 3, 8)]
    return [(start, stop, rows[start:stop]) for start, stop in windows]


@pytest.mark.parametrize("sort", ("", *SORTABLE, "-indicator"))
@pytest.mark.parametrize("few", (20, 0))
def test_slices_of_gaps_are_those_of_the_whole(sort, few, monkeypatch):
    monkeypatch.setattr(kept_counts, "FEW", few)
    renew_counts(on=DAY)
    rows, tally = gaps_in_order(GapFilter(), on=DAY, sort=sort)
    whole = list(gaps_shown(GapFilter(), on=DAY, sort=sort))
    assert (len(rows), tally.total) == (8, 8)
    assert slices(rows) == slices(whole)


@pytest.mark.parametrize(("sort", "first"), (("light", Light.GREEN), ("-light", Light.RED)))
def test_by_light_rows_stand_by_plan_within_each(sort, first):
    rows, _ = gaps_in_order(GapFilter(), on=DAY, sort=sort)
    whole = sorted(gaps_shown(GapFilter(), on=DAY), key=lambda gap: gap.light != first)
    assert slices(rows) == slices(whole)


def test_slices_of_a_filtered_list_are_those_of_the_whole():
    chosen = GapFilter(light=Light.RED)
    rows, tally = gaps_in_order(chosen, on=DAY)
    assert tally.lights == {"green": 0, "yellow": 0, "red": 3, "grey": 0}
    assert slices(rows) == slices(list(gaps_shown(chosen, on=DAY)))


@pytest.mark.parametrize("few", (20, 0))  # rounds: counted item by item, or as they are kept
def test_slices_of_tasks_are_those_of_the_whole(few, monkeypatch):
    monkeypatch.setattr(kept_counts, "FEW", few)
    renew_counts(on=DAY)
    shown = tasks_shown(GapFilter(), on=DAY)
    rows, tally = tasks_in_order(shown, GapFilter(), on=DAY)
    assert (len(rows), tally.total) == (8, 8)
    assert slices(rows) == slices(list(shown.rows))
    assert [rows[3], *rows][0] == list(shown.rows)[3]
