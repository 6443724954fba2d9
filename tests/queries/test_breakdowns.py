"""Broken-down indicators with their parts, in a stated number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.breakdown import Mismatch
from planapp.domain.terms import PartsMake
from planapp.models import Breakdown
from planapp.queries.breakdowns import breakdown_of, breakdowns_shown, whose_part
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.queries.overview import overview_on
from planapp.queries.plan_figures import figures_of_region
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_region,
    make_reissue,
    make_responsibility,
    make_series,
    make_unit,
    shared_region,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 1)


def broken_down(*targets, plan=None, cycle=None, actuals=()):
    plan = plan or make_plan()
    cycle = cycle or make_cycle(plan=plan)
    whole = make_indicator(plan=plan, target=Decimal(120))
    make_gap(indicator=whole, cycle=cycle, actual=Decimal(60))
    for place, target in enumerate(targets):
        region = make_region(name=f"{whole.code}第{place}市", parent=shared_region())
        part = make_indicator(plan=plan, series=make_series(region=region), target=Decimal(target))
        make_responsibility(indicator=part)
        actual = actuals[place] if actuals else None
        make_gap(indicator=part, cycle=cycle, actual=actual)
        Breakdown.objects.create(whole=whole, part=part)
    return whole


@pytest.mark.parametrize("parts", (1, 3))
def test_parts_of_one_cost_three_queries(parts, django_assert_num_queries):
    whole = broken_down(*range(1, parts + 1))
    cycle = whole.plan.cycles.get()
    with django_assert_num_queries(3):
        found = breakdown_of(whole, cycle=cycle)
        read = [
            (str(gap), row.part.series.region.name, list(row.part.responsibilities.all()))
            for row, gap in found.parts
        ]
    assert len(read) == parts


@pytest.mark.parametrize("wholes", (1, 3))
def test_all_of_them_cost_four_queries(wholes, django_assert_num_queries):
    for _ in range(wholes):
        broken_down(60, 60)
    with django_assert_num_queries(4):
        found = breakdowns_shown(on=DAY)
        read = [(str(each.gap), each.whole.plan.title, len(each.parts)) for each in found]
    assert [count for *_, count in read] == [2] * wholes


def test_indicator_without_parts_has_no_breakdown():
    gap = make_gap()
    assert breakdown_of(gap.indicator, cycle=gap.cycle) is None


def test_findings_are_those_of_the_cycle():
    whole = broken_down(80, 38, actuals=[Decimal(40), Decimal(20)])
    cycle = whole.plan.cycles.get()
    assert [f.kind for f in breakdown_of(whole, cycle=cycle).findings] == [Mismatch.TARGETS]
    whole.gaps.update(actual=Decimal(61))
    kinds = [f.kind for f in breakdown_of(whole, cycle=cycle).findings]
    assert kinds == [Mismatch.TARGETS, Mismatch.ACTUALS]
    assert [f.kind for f in breakdown_of(whole, cycle=None).findings] == [Mismatch.TARGETS]


def test_parts_in_another_unit_are_converted():
    whole = broken_down(120)
    part = whole.breakdowns.get().part
    part.target, part.value_unit = Decimal(1200000), "千瓦"
    part.save()
    assert breakdown_of(whole, cycle=None).findings == []
    part.value_unit = "亩"
    part.save()
    [finding] = breakdown_of(whole, cycle=None).findings
    assert finding.kind == Mismatch.OTHER_UNIT


def test_each_and_weighted_are_as_stored():
    whole = broken_down(130, 110)
    whole.breakdowns.update(how=PartsMake.EACH)
    assert [f.kind for f in breakdown_of(whole, cycle=None).findings] == [Mismatch.EASIER]
    whole.breakdowns.update(how=PartsMake.WEIGHTED)
    assert breakdown_of(whole, cycle=None).findings == []


def test_part_that_was_given_up_makes_no_whole():
    whole = broken_down(80, 40)
    part = whole.breakdowns.first().part
    part.tracked = False
    part.save()
    found = breakdown_of(whole, cycle=None)
    assert [len(found.parts), *(f.difference for f in found.findings)] == [2, Decimal(-80)]


def test_whole_that_a_reissue_left_out_is_not_listed():
    whole = broken_down(80)
    whole.withdrawn_by = make_reissue(plan=whole.plan)
    whole.save()
    assert breakdowns_shown(on=DAY) == []


def test_plan_narrows_the_list():
    whole = broken_down(120)
    broken_down(120)
    assert [each.whole for each in breakdowns_shown(plan=whole.plan_id, on=DAY)] == [whole]


def test_part_is_named_after_its_region_or_its_unit():
    whole = broken_down(120)
    row = Breakdown.objects.get()
    assert whose_part(row) == row.part.series.region.name
    unit = make_unit(name="省电网公司")
    series = make_series(region=whole.series.region, provider=unit)
    own = Breakdown.objects.create(whole=whole, part=make_indicator(plan=whole.plan, series=series))
    assert whose_part(own) == "省电网公司"


def test_parts_are_left_out_where_indicators_are_counted():
    whole = broken_down(80, 40)
    parts = {row.part for row in whole.breakdowns.all()}
    unit = next(iter(parts)).responsibilities.get().unit
    shown = {
        name: {gap.indicator for gap in gaps_shown(GapFilter(**chosen), on=DAY)}
        for name, chosen in {
            "usual": {},
            "with parts": {"parts": True},
            "of a unit": {"unit": unit.pk},
        }.items()
    }
    assert (shown["usual"], shown["with parts"]) == ({whole}, {whole, *parts})
    assert len(shown["of a unit"]) == 1 and shown["of a unit"] <= parts
    assert [lights.indicators.total for lights in overview_on(DAY).plans] == [1]
    [plan] = figures_of_region("浙江省")
    assert [figure.name for figure in plan.figures] == [whole.name]
