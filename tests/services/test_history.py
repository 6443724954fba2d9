"""Figures of the years before a plan: kept once, judged by nobody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Entry, Measure, ReportState, Vintage
from planapp.models import AuditEvent, Gap, ProgressRecord
from planapp.queries.course import course_of
from planapp.services.errors import Refused
from planapp.services.gaps import recalculate_stale_gaps
from planapp.services.history import PastFigure, record_history
from tests.factories import (
    AT,
    make_gap,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(unit):
    """A level of 100 in 2025 from 50 in 2020, led by the unit; the plan begins in 2021."""
    plan = make_plan()
    make_light_policy(plan=plan)
    indicator = make_indicator(plan=plan)
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


def figure(year, value="40", **more):
    return PastFigure(year, Decimal(value), source=f"规划原文：“{year}年{value}”", **more)


def keep(series, *entries, by):
    return record_history(series=series, entries=entries, by=by, at=AT)


def test_figures_become_approved_records_of_the_unit_that_answers(indicator, unit, administrator):
    keep(indicator.series, figure(2018), figure(2019, vintage=Vintage.REVISED), by=administrator)
    rows = ProgressRecord.objects.order_by("as_of_on")
    assert [(row.as_of_on, row.vintage, row.state, row.unit) for row in rows] == [
        (date(2018, 12, 31), Vintage.FINAL, ReportState.APPROVED, unit),
        (date(2019, 12, 31), Vintage.REVISED, ReportState.APPROVED, unit),
    ]
    assert (rows[0].source, rows[0].recorded_by) == ("规划原文：“2018年40”", administrator)
    [event] = AuditEvent.objects.all()
    assert (event.action, len(event.changes)) == ("progress.history_kept", 2)


@pytest.mark.parametrize("state", [ReportState.APPROVED, ReportState.DRAFT, ReportState.RETURNED])
def test_year_with_a_record_keeps_it(indicator, administrator, state):
    make_record(series=indicator.series, as_of_on=date(2018, 12, 31), state=state)
    done = keep(indicator.series, figure(2018, "1"), figure(2019, "2"), by=administrator)
    assert ([row.year for row in done.kept], done.skipped) == ([2019], [2018])
    assert {row.value for row in ProgressRecord.objects.all()} == {Decimal(80), Decimal(2)}


def test_nothing_new_leaves_no_trace(indicator, administrator):
    make_record(series=indicator.series, as_of_on=date(2018, 12, 31))
    keep(indicator.series, figure(2018), by=administrator)
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([figure(2021)], "2021年的.*由单位填报"),
        ([figure(2025)], "由单位填报"),
        ([figure(2018, vintage=Vintage.FLASH)], "最终核实"),
        ([figure(2018), figure(2018, "41")], "同一年份有两个数"),
        ([figure(2018, "1234567890.1234567")], "有效数字"),
    ],
)
def test_what_is_no_history_is_refused_whole(indicator, administrator, entries, words):
    with pytest.raises(Refused, match=words):
        keep(indicator.series, figure(2017), *entries, by=administrator)
    assert ProgressRecord.objects.count() == 0


def test_year_that_another_plan_on_the_series_asks_for_is_refused(indicator, administrator):
    earlier = make_plan(period_start=2016, period_end=2020)
    make_indicator(plan=earlier, series=indicator.series, target_year=2020, base_year=2015)
    with pytest.raises(Refused, match=r"2018年的.*由单位填报"):
        keep(indicator.series, figure(2018), by=administrator)


def test_series_nobody_answers_for_is_refused(administrator):
    with pytest.raises(Refused, match="数据提供单位"):
        keep(make_indicator().series, figure(2018), by=administrator)


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_only_administrators_may(indicator, who, request):
    with pytest.raises(Refused, match="只有管理员"):
        keep(indicator.series, figure(2018), by=request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("measure", "entry", "base"),
    [
        (Measure.LEVEL, Entry.LEVEL, Decimal(50)),
        (Measure.GROWTH, Entry.RATE, None),
        (Measure.CUMULATIVE, Entry.FLOW, None),
    ],
)
def test_records_up_to_the_base_year_change_no_gap_and_no_way(
    unit, administrator, *, measure, entry, base
):
    plan = make_plan()
    make_light_policy(plan=plan)
    series = make_series(entry=entry)
    indicator = make_indicator(plan=plan, series=series, measure=measure, base_value=base)
    make_responsibility(indicator=indicator, unit=unit)
    for year, value in ((2021, 12), (2022, 14), (2023, 16)):
        make_record(
            series=series,
            as_of_on=date(year, 12, 31),
            value=Decimal(value),
            state=ReportState.APPROVED,
        )
    gap = make_gap(indicator=indicator, stale=True)
    recalculate_stale_gaps(on=AT.date(), at=AT)
    before = Gap.objects.filter(pk=gap.pk).values().get()
    way = course_of(indicator)
    keep(series, figure(2018, "900"), figure(2020, "3"), by=administrator)
    assert Gap.objects.get(pk=gap.pk).stale is True
    recalculate_stale_gaps(on=AT.date(), at=AT)
    after = Gap.objects.filter(pk=gap.pk).values().get()
    assert before["status"] not in {"", "unassessable"}
    assert {**after, "inputs": None} == {**before, "inputs": None}
    assert course_of(indicator) == way
