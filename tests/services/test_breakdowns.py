"""分解指标: making parts, and taking them back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Comparator, Measure, PartsMake, Role
from planapp.models import AuditEvent, Breakdown, Gap, Indicator, Series
from planapp.queries.duties import duties_on
from planapp.services.breakdowns import PartPlan, break_down, remove_part
from planapp.services.errors import Refused
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_record,
    make_region,
    make_series,
    make_unit,
    make_verdict,
    shared_region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole():
    plan = make_plan()
    series = make_series(scope="规上", publication_month=3)
    return make_indicator(
        plan=plan, series=series, name="装机容量", goal=make_goal(plan=plan), order=900
    )


def city_part(name="杭州市", target=60, **changes):
    region = make_region(name=name, parent=shared_region())
    lead = make_unit(name=f"{name}人民政府", region=region)
    return PartPlan(lead=lead, target=Decimal(target), region=region, **changes)


def split(whole, by, *parts, how=PartsMake.SUM, source="云政发〔2022〕3号"):
    return break_down(whole=whole, how=how, parts=parts, source=source, by=by, at=AT)


def test_part_of_a_region_is_an_indicator_of_its_own(whole, administrator):
    plan = city_part(base_value=Decimal(30))
    [row] = split(whole, administrator, plan)
    part, series = row.part, row.part.series
    assert (part.name, part.code) == ("装机容量（杭州市）", f"{whole.code}-01")
    assert (part.target, part.base_value, part.base_year) == (Decimal(60), Decimal(30), 2020)
    assert (part.base_source, part.goal, part.quote) == (
        "云政发〔2022〕3号",
        whole.goal,
        whole.quote,
    )
    assert (series.region, series.provider, series.value_unit) == (plan.region, None, "万千瓦")
    assert (series.scope, series.publication_month) == ("规上", 3)
    [lead] = part.responsibilities.all()
    assert (lead.unit, lead.role) == (plan.lead, Role.LEAD)


def test_part_of_a_unit_rests_on_what_it_provides(whole, administrator):
    unit = make_unit(name="省电网公司")
    [row] = split(whole, administrator, PartPlan(lead=unit, target=Decimal(40)))
    series = row.part.series
    assert (row.part.name, series.provider) == ("装机容量（省电网公司）", unit)
    assert series.region == whole.series.region


def test_parts_are_owed_in_the_open_cycles_and_not_in_closed_ones(whole, administrator):
    cycle = make_cycle(plan=whole.plan)
    make_cycle(plan=whole.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    [row] = split(whole, administrator, city_part())
    assert [gap.cycle for gap in Gap.objects.filter(indicator=row.part)] == [cycle]
    owed = {duty.item: duty.unit for duty in duties_on(date(2024, 1, 15))}
    assert owed[row.part].name == "杭州市人民政府"


def test_further_parts_follow_those_there_are(whole, administrator):
    split(whole, administrator, city_part("杭州市"), city_part("宁波市"))
    split(whole, administrator, city_part("温州市"))
    codes = Indicator.objects.filter(breakdown__whole=whole).order_by("order")
    assert [part.code[-3:] for part in codes] == ["-01", "-02", "-03"]
    assert AuditEvent.objects.count() == 2


def test_code_of_a_part_taken_back_from_the_middle_is_not_given_again(whole, administrator):
    first, _ = split(whole, administrator, city_part("杭州市"), city_part("宁波市"))
    remove_part(breakdown=first, by=administrator, at=AT)
    [third] = split(whole, administrator, city_part("温州市"))
    assert third.part.code == f"{whole.code}-03"


def test_how_parts_make_the_whole_can_change_later(whole, administrator):
    split(whole, administrator, city_part())
    assert split(whole, administrator, how=PartsMake.WEIGHTED, source="") == []
    assert Breakdown.objects.get().how == PartsMake.WEIGHTED


def test_nothing_changed_leaves_no_trace(whole, administrator):
    split(whole, administrator, city_part())
    split(whole, administrator)
    assert AuditEvent.objects.count() == 1


def test_part_of_a_range_has_its_lower_end(administrator):
    whole = make_indicator(comparator=Comparator.RANGE, target_max=Decimal(110))
    [row] = split(whole, administrator, city_part())
    assert (row.part.comparator, row.part.target_max) == (Comparator.GE, None)


@pytest.mark.parametrize(
    "changes", ({"measure": Measure.GROWTH}, {"measure": Measure.MULTIPLE}, {"value_unit": "%"})
)
def test_rates_do_not_add_up(administrator, changes):
    whole = make_indicator(**changes)
    with pytest.raises(Refused, match="不能相加"):
        split(whole, administrator, city_part())
    assert len(split(whole, administrator, city_part(), how=PartsMake.EACH)) == 1


def test_second_part_of_the_same_region_is_refused(whole, administrator):
    plan = city_part()
    split(whole, administrator, plan)
    with pytest.raises(Refused, match="杭州市重复"):
        split(whole, administrator, plan)
    assert Breakdown.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parts": ()}, "至少填一个"),
        ({"source": " "}, "分解依据"),
    ],
)
def test_incomplete_breakdown_is_refused(whole, administrator, changes, words):
    given = {"parts": (city_part(),), "source": "文"} | changes
    with pytest.raises(Refused, match=words):
        split(whole, administrator, *given["parts"], source=given["source"])


def test_figure_that_cannot_be_kept_names_its_part_and_nothing_is_written(whole, administrator):
    with pytest.raises(Refused, match=r"宁波市.*有效数字"):
        split(whole, administrator, city_part(), city_part("宁波市", "1234567890.123456"))
    assert (Breakdown.objects.count(), Series.objects.count()) == (0, 1)


def test_qualitative_indicator_is_not_broken_down(administrator):
    with pytest.raises(Refused, match="不能分解"):
        split(make_indicator(measure=Measure.QUALITATIVE), administrator, city_part())


def test_part_without_any_report_is_taken_back_whole(whole, administrator):
    [row] = split(whole, administrator, city_part())
    make_gap(indicator=row.part)
    remove_part(breakdown=row, by=administrator, at=AT)
    assert list(Indicator.objects.all()) == [whole]
    assert (Breakdown.objects.count(), Gap.objects.count()) == (0, 0)
    assert list(Series.objects.all()) == [whole.series]


def test_part_that_was_reported_on_stays(whole, administrator):
    [row] = split(whole, administrator, city_part())
    make_record(series=row.part.series)
    with pytest.raises(Refused, match="已有填报数据"):
        remove_part(breakdown=row, by=administrator, at=AT)


def test_part_that_was_judged_stays(whole, administrator):
    [row] = split(whole, administrator, city_part())
    make_verdict(indicator=row.part)
    with pytest.raises(Refused, match="已有核定结论"):
        remove_part(breakdown=row, by=administrator, at=AT)


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_anybody_but_an_administrator_is_refused(whole, administrator, request, who):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match="只有管理员"):
        split(whole, person, city_part())
    [row] = split(whole, administrator, city_part())
    with pytest.raises(Refused, match="只有管理员"):
        remove_part(breakdown=row, by=person, at=AT)
