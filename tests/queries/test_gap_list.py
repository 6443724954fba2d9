"""Which gaps the table shows, in which order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Attribute, Light, Role, Status
from planapp.queries.gap_list import GapFilter, gaps_shown, leads_of, verdict_of
from planapp.queries.numbered import gaps_in_order
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
    make_unit,
    make_verdict,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)


def shown(sort="", **chosen):
    return list(gaps_shown(GapFilter(**chosen), on=DAY, sort=sort))


def gap_in(plan, year=2023, *, closed=True, **changes):
    as_of_on = date(year, 12, 31)
    cycle = plan.cycles.filter(as_of_on=as_of_on).first() or make_cycle(
        plan=plan, as_of_on=as_of_on, closed_on=date(year + 1, 3, 1) if closed else None
    )
    indicator = changes.pop("indicator", None) or make_indicator(plan=plan)
    return make_gap(indicator=indicator, cycle=cycle, **changes)


@pytest.mark.parametrize("rows", (1, 3))
def test_gaps_of_any_number_cost_four_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        gap = make_gap()
        make_responsibility(indicator=gap.indicator)
        make_verdict(indicator=gap.indicator, cycle=gap.cycle)
    with django_assert_num_queries(4):
        found = [
            (str(gap), gap.indicator.plan.title, leads_of(gap.indicator), verdict_of(gap))
            for gap in shown()
        ]
    assert len(found) == rows


def test_each_plan_shows_its_last_closed_cycle():
    plan, other = make_plan(), make_plan()
    gap_in(plan, 2021)
    last = gap_in(plan, 2022)
    gap_in(plan, 2023, closed=False)
    theirs = gap_in(other, 2021)
    assert shown() == [last, theirs]


def test_plan_without_a_closed_cycle_shows_its_newest():
    plan = make_plan()
    gap_in(plan, 2022, closed=False)
    newest = gap_in(plan, 2023, closed=False)
    assert shown() == [newest]


def test_cycle_that_closes_later_is_not_closed_yet():
    plan = make_plan()
    closed = gap_in(plan, 2022)
    later = gap_in(plan, 2023)
    later.cycle.closed_on = date(2024, 6, 2)
    later.cycle.save()
    assert shown() == [closed]


def test_year_shows_that_year_of_every_plan():
    plan = make_plan()
    wanted = gap_in(plan, 2021)
    gap_in(plan, 2022)
    assert shown(year=2021) == [wanted]


def test_untracked_indicator_is_not_shown():
    make_gap(indicator=make_indicator(tracked=False))
    assert shown() == []


@pytest.mark.parametrize(
    ("chosen", "wanted", "other"),
    [
        ({"light": "red"}, {"light": Light.RED}, {}),
        ({"status": "behind"}, {"status": Status.BEHIND}, {}),
    ],
)
def test_filter_on_the_gap_keeps_what_fits(chosen, wanted, other):
    plan = make_plan()
    fitting = gap_in(plan, **wanted)
    gap_in(plan, **other)
    assert shown(**chosen) == [fitting]


def test_filter_on_the_indicator_keeps_what_fits():
    plan = make_plan()
    binding = gap_in(
        plan, indicator=make_indicator(plan=plan, attribute=Attribute.BINDING, name="能耗强度")
    )
    gap_in(plan)
    kept = [shown(attribute="binding"), shown(words="能耗"), shown(words=binding.indicator.code)]
    assert kept == [[binding]] * 3


def test_filter_on_the_plan_keeps_its_own():
    gap = make_gap()
    make_gap()
    assert shown(plan=gap.indicator.plan_id) == [gap]


def test_filter_on_a_unit_keeps_what_it_leads_or_provides():
    plan, unit = make_plan(), make_unit()
    led = gap_in(plan)
    make_responsibility(indicator=led.indicator, unit=unit)
    series = make_series(provider=unit)
    provided = gap_in(plan, indicator=make_indicator(plan=plan, series=series))
    supported = gap_in(plan)
    make_responsibility(indicator=supported.indicator, unit=unit, role=Role.SUPPORT)
    ended = gap_in(plan)
    make_responsibility(indicator=ended.indicator, unit=unit, valid_to=date(2022, 1, 1))
    assert shown(unit=unit.pk) == [led, provided]


def test_leads_are_those_in_office_first_things_first():
    gap = make_gap()
    second = make_responsibility(indicator=gap.indicator, order=1).unit
    first = make_responsibility(indicator=gap.indicator, order=0).unit
    make_responsibility(indicator=gap.indicator, valid_to=date(2022, 1, 1))
    make_responsibility(indicator=gap.indicator, role=Role.SUPPORT)
    assert leads_of(shown()[0].indicator) == [first, second]


def test_verdict_is_that_of_the_shown_cycle():
    plan = make_plan()
    gap = gap_in(plan, 2022)
    elsewhere = gap_in(plan, 2021, indicator=gap.indicator)
    verdict = make_verdict(indicator=gap.indicator, cycle=gap.cycle)
    make_verdict(indicator=gap.indicator, cycle=elsewhere.cycle)
    assert verdict_of(shown()[0]) == verdict


def test_sorting_puts_what_is_unknown_last_either_way():
    plan = make_plan()
    low, high = gap_in(plan, lag=Decimal(-5)), gap_in(plan, lag=Decimal(3))
    unknown = gap_in(plan)
    assert shown(sort="lag") == [low, high, unknown]
    assert shown(sort="-lag") == [high, low, unknown]


def test_sorting_by_light_follows_its_weight():
    plan = make_plan()
    gaps = {light: gap_in(plan, light=light) for light in Light}
    order = [Light.RED, Light.YELLOW, Light.GREEN, Light.GREY]
    for sort, lights in (("-light", order), ("light", order[::-1])):
        rows, _ = gaps_in_order(GapFilter(), on=DAY, sort=sort)
        assert list(rows) == [gaps[light] for light in lights]


@pytest.mark.parametrize("sort", ("", "password", "-", "indicator__plan__document__text"))
def test_sorting_by_what_is_no_column_keeps_the_plans_order(sort):
    plan = make_plan()
    first, second = gap_in(plan), gap_in(plan)
    assert shown(sort=sort) == [first, second]
