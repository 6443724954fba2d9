"""Figures of many series at once: what each row becomes, and that all or none is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.audited import each_change
from planapp.domain.terms import PlanStatus, ReportState, Role, Vintage
from planapp.models import AuditEvent, ProgressRecord
from planapp.queries.duties import duties_on
from planapp.services.audit import check_audit_trail
from planapp.services.errors import Refused
from planapp.services.figure_imports import plan_figures, record_figures
from planapp.services.figure_rows import Fate, FigureRow
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_succession,
    make_unit,
)

pytestmark = pytest.mark.django_db
DAY = date(2023, 12, 31)
TODAY = date(2024, 1, 15)


@pytest.fixture
def plan():
    plan = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=plan)
    return plan


@pytest.fixture
def series(plan, unit):
    return owed(plan, unit)


def owed(plan, unit, **changes):
    series = make_series(**{"value_unit": "亿元"} | changes)
    indicator = make_indicator(plan=plan, series=series)
    if unit is not None:
        make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
    return series


def row(series, value="5", **changes):
    usual = {"code": series.code, "as_of_on": DAY, "value_unit": "亿元", "source": "统计局"}
    return FigureRow(value=Decimal(value), **usual | changes)


def stored(series):
    rows = ProgressRecord.objects.filter(series=series).order_by("version")
    return [(one.version, one.revision, one.state, one.value) for one in rows]


def refusal(rows, by):
    plan = plan_figures(rows=rows, by=by, at=AT)
    return {place: flaw.reason for place, flaw in plan.flaws.items()}


def test_new_figure_becomes_a_draft_of_the_unit_that_owes_it(series, unit, reporter):
    plan = record_figures(rows=[row(series)], by=reporter, at=AT)
    record = ProgressRecord.objects.get()
    assert plan.fates == [Fate.NEW]
    assert (record.unit, record.state, record.value) == (unit, ReportState.DRAFT, Decimal(5))
    assert (record.vintage, record.source) == (Vintage.PRELIMINARY, "统计局")
    assert (record.recorded_by, record.recorded_at) == (reporter, AT)
    assert (record.version, record.revision, record.answers) == (1, 1, {})
    record.full_clean()


def test_draft_is_written_over_and_same_again_changes_nothing(series, reporter):
    record_figures(rows=[row(series)], by=reporter, at=AT)
    changed = record_figures(rows=[row(series, "6")], by=reporter, at=AT)
    again = record_figures(rows=[row(series, "6.0")], by=reporter, at=AT)
    assert (changed.fates, again.fates) == ([Fate.CHANGED], [Fate.UNCHANGED])
    assert stored(series) == [(1, 2, ReportState.DRAFT, Decimal(6))]
    assert AuditEvent.objects.count() == 2


def test_texts_that_are_not_given_stay(series, reporter):
    record_figures(rows=[row(series, narrative="已完成")], by=reporter, at=AT)
    record_figures(rows=[row(series, "6", source=None)], by=reporter, at=AT)
    record = ProgressRecord.objects.get()
    assert (record.narrative, record.source) == ("已完成", "统计局")


def test_value_is_converted_to_the_unit_of_the_series(series, reporter):
    record_figures(rows=[row(series, "50000", value_unit="万元")], by=reporter, at=AT)
    assert ProgressRecord.objects.get().value == Decimal(5)


def test_approved_figure_gets_a_new_version_with_a_reason(series, unit, reporter):
    make_record(series=series, unit=unit, state=ReportState.APPROVED, value=Decimal(4), revision=3)
    told = "已审核锁定；更正须在模板的“更正原因”一列写明原因。"
    assert list(refusal([row(series)], reporter).values()) == [told]
    record_figures(rows=[row(series, correction_reason="统计口径修订")], by=reporter, at=AT)
    assert stored(series) == [
        (1, 3, ReportState.APPROVED, Decimal(4)),
        (2, 4, ReportState.DRAFT, Decimal(5)),
    ]


def test_later_vintage_needs_its_source_and_no_reason(series, unit, reporter):
    make_record(
        series=series, unit=unit, state=ReportState.APPROVED, value=Decimal(4),
        vintage=Vintage.FLASH, source="",
    )  # fmt: skip
    final = {"vintage": Vintage.FINAL}
    assert refusal([row(series, source=None, **final)], reporter) == {
        0: "改为最终核实，须写明数据来源。"
    }
    record_figures(rows=[row(series, **final)], by=reporter, at=AT)
    assert [state for _, _, state, _ in stored(series)] == ["approved", "draft"]


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.CONFIRMING])
def test_figure_on_its_way_is_not_changed(series, unit, reporter, state):
    make_record(series=series, unit=unit, state=state)
    [why] = refusal([row(series)], reporter).values()
    assert why.startswith(f"当前为“{ReportState(state).label}”，不能修改")


def test_rows_that_cannot_be_written_say_why(plan, series, reporter, other_unit):
    foreign, nobodys = owed(plan, other_unit), owed(plan, None)
    untracked = make_series(value_unit="亿元", provider=make_unit())
    rows = [
        row(series, code="没有"),
        row(foreign),
        row(nobodys),
        row(series, as_of_on=date(2022, 12, 31)),
        row(series, value_unit="公里"),
        row(series, value_unit="", as_of_on=date(2021, 12, 31)),
        row(untracked),
    ]
    assert refusal(rows, reporter) == {
        0: "没有编码为“没有”的数据序列。",
        1: f"由{other_unit}填报，您不是它的填报人。",
        2: "还没有确定由哪个单位填报，请先完成启动准备。",
        3: "没有开启的填报期要求截至2022年12月31日的数据。",
        4: "计量单位“公里”不能换算为“亿元”。",
        5: "没有写计量单位；这个序列的计量单位是“亿元”。",
        6: f"由{untracked.provider}填报，您不是它的填报人。",
    }
    with pytest.raises(Refused, match="有 7 行不能写入"):
        record_figures(rows=rows, by=reporter, at=AT)
    assert (ProgressRecord.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_same_figure_twice_is_refused_the_second_time(series, reporter):
    assert refusal([row(series), row(series, "6")], reporter) == {
        1: "同一序列、同一日期在表中出现了两次。"
    }


def test_administrator_may_enter_drafts_for_all(plan, series, administrator, other_unit):
    other = owed(plan, other_unit)
    record_figures(rows=[row(series), row(other)], by=administrator, at=AT)
    assert {record.unit for record in ProgressRecord.objects.all()} == {
        series.indicators.get().responsibilities.get().unit,
        other_unit,
    }


def test_successor_enters_what_its_predecessor_was_given(plan, unit, reporter):
    old = make_unit(valid_to=date(2023, 12, 31))
    make_succession(predecessor=old, successor=unit, on=date(2024, 1, 1))
    record_figures(rows=[row(owed(plan, old))], by=reporter, at=AT)
    assert ProgressRecord.objects.get().unit == unit


def test_correction_beside_a_later_round_is_possible(series, unit, reporter):
    past = date(2021, 12, 31)
    make_record(series=series, unit=unit, as_of_on=past, state=ReportState.APPROVED)
    record_figures(
        rows=[row(series, as_of_on=past, correction_reason="经济普查修订")], by=reporter, at=AT
    )
    assert len(stored(series)) == 2


def test_event_tells_every_row_before_and_after(plan, series, unit, reporter):
    make_record(series=series, unit=unit, value=Decimal(4), source="旧")
    other = owed(plan, unit)
    record_figures(rows=[row(series), row(other)], by=reporter, at=AT)
    event = AuditEvent.objects.get()
    old, new = ProgressRecord.objects.get(series=series), ProgressRecord.objects.get(series=other)
    told = {change["pk"]: change["fields"] for change in each_change(event.changes)}
    assert told[str(old.pk)] == {"value": ["4", "5"], "source": ["旧", "统计局"]}
    assert told[str(new.pk)]["value"] == [None, "5"]
    assert told[str(new.pk)]["recorded_by_id"] == [None, str(reporter.pk)]
    assert check_audit_trail().flaw is None
    assert event.audited.count() == 2


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_cost_does_not_depend_on_the_rows(
    plan, unit, reporter, rows, django_assert_max_num_queries
):
    several = [owed(plan, unit) for _ in range(rows)]
    make_record(series=several[0], unit=unit)
    with django_assert_max_num_queries(40):
        record_figures(rows=[row(one) for one in several], by=reporter, at=AT)
    assert ProgressRecord.objects.count() == rows


def test_what_is_owed_agrees_with_the_duties(plan, unit, reporter):
    """The set-based reading of who owes what is the one that the pages show."""
    closed = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=closed, closed_on=date(2024, 1, 10))
    preparing = make_plan(status=PlanStatus.PREPARING)
    make_cycle(plan=preparing)
    later = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=later, opens_on=date(2024, 1, 20))
    series = [owed(each, unit) for each in (plan, closed, preparing, later)]
    over = make_series(value_unit="亿元")
    make_responsibility(
        indicator=make_indicator(plan=plan, series=over, target_year=2022), unit=unit
    )
    loose = make_series(value_unit="亿元")
    make_responsibility(indicator=make_indicator(plan=plan, series=loose, tracked=False), unit=unit)
    every = [*series, over, loose]
    duties = {indicator.series_id for duty in duties_on(TODAY) for indicator in duty.indicators}
    reasons = refusal([row(one) for one in every], reporter)
    allowed = {one.pk for place, one in enumerate(every) if place not in reasons}
    assert allowed == duties == {series[0].pk}
