"""From draft to approval: who may take which step from which state."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from planapp.domain.terms import ReportState, SelfAssessment, Vintage
from planapp.models import AuditEvent, Gap, ProgressRecord
from planapp.services.errors import Refused
from planapp.services.reports import Figure, Words, save_record, save_task_report, submit
from planapp.services.reviewing import approve, return_report
from tests.factories import (
    AT,
    YEAR_END,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(unit):
    """Owed by the reporter's unit in the open cycle for 2023."""
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit)
    make_cycle(plan=indicator.plan)
    return indicator


@pytest.fixture
def task(unit):
    task = make_task()
    make_responsibility(task=task, unit=unit)
    make_cycle(plan=task.plan)
    return task


def save(indicator, by, *, value=80, reason="", at=AT, unit=None, as_of_on=YEAR_END):
    return save_record(
        series=indicator.series,
        as_of_on=as_of_on,
        unit=unit or by.memberships.get().unit,
        figure=Figure(Decimal(value)),
        words=Words("完成。"),
        by=by,
        at=at,
        correction_reason=reason,
    )


def save_task(task, by, *, cycle=None, unit=None, percent=50):
    return save_task_report(
        task=task,
        cycle=cycle or task.plan.cycles.get(),
        unit=unit or by.memberships.get().unit,
        self_assessment=SelfAssessment.ON_COURSE,
        percent=percent,
        words=Words("一期开工。"),
        by=by,
        at=AT,
    )


def handed_in(indicator, reporter, **given):
    record = save(indicator, reporter, **given)
    submit(report=record, by=reporter, at=given.get("at", AT))
    return record


def approved(indicator, reporter, supervisor, **given):
    record = handed_in(indicator, reporter, **given)
    approve(report=record, by=supervisor, at=AT)
    return record


def test_figure_saved_keeps_value_words_person_and_time(indicator, reporter):
    record = save(indicator, reporter)
    record.refresh_from_db()
    kept = (record.value, record.vintage, record.narrative, record.recorded_by, record.recorded_at)
    assert kept == (Decimal(80), Vintage.PRELIMINARY, "完成。", reporter, AT)
    assert (record.state, record.version) == (ReportState.DRAFT, 1)


def test_figure_saved_twice_stays_one_draft(indicator, reporter, unit_head):
    save(indicator, reporter)
    save(indicator, unit_head, value=81)
    [record] = ProgressRecord.objects.all()
    assert (record.value, record.version, record.recorded_by) == (Decimal(81), 1, unit_head)


def test_returned_figure_saved_again_stays_the_same_version(indicator, reporter, supervisor):
    record = handed_in(indicator, reporter)
    return_report(report=record, reason=" 请附依据 ", by=supervisor, at=AT)
    save(indicator, reporter, value=82)
    [record] = ProgressRecord.objects.all()
    assert (record.state, record.version, record.return_reason) == (
        ReportState.RETURNED,
        1,
        "请附依据",
    )


def test_figure_for_a_unit_one_does_not_report_for_is_refused(indicator, unit, outsider):
    with pytest.raises(Refused, match="您不是省能源局的填报人"):
        save(indicator, outsider, unit=unit)


def test_figure_by_a_unit_that_does_not_answer_names_who_does(indicator, outsider):
    with pytest.raises(Refused, match="由省能源局填报，省交通运输厅不能填报"):
        save(indicator, outsider)


def test_figure_of_a_provided_series_is_refused_to_the_lead(reporter, unit, other_unit):
    provided = make_indicator(series=make_series(provider=other_unit))
    make_responsibility(indicator=provided, unit=unit)
    make_cycle(plan=provided.plan)
    with pytest.raises(Refused, match="由省交通运输厅填报"):
        save(provided, reporter)


def test_figure_of_an_indicator_nobody_answers_for_is_refused(reporter):
    orphan = make_indicator()
    make_cycle(plan=orphan.plan)
    with pytest.raises(Refused, match="尚未确定"):
        save(orphan, reporter)


@pytest.mark.parametrize("as_of_on", (date(2022, 12, 31), date(2023, 6, 30)))
def test_figure_without_a_cycle_for_its_date_is_refused(indicator, reporter, as_of_on):
    with pytest.raises(Refused, match="填报期未开启或已关闭"):
        save(indicator, reporter, as_of_on=as_of_on)


def test_figure_after_the_cycle_is_closed_is_refused_to_save_and_to_submit(indicator, reporter):
    record = save(indicator, reporter)
    indicator.plan.cycles.update(closed_on=AT.date())
    with pytest.raises(Refused, match="不能填报"):
        save(indicator, reporter)
    with pytest.raises(Refused, match="不能提交"):
        submit(report=record, by=reporter, at=AT)


def test_figure_of_a_dissolved_unit_is_handed_in_by_its_heir(reporter, unit):
    from_before = make_unit(valid_to=date(2023, 12, 31))
    from_before.successions.create(successor=unit, on=date(2024, 1, 1))
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=from_before)
    make_cycle(plan=indicator.plan)
    assert handed_in(indicator, reporter).unit == unit


def test_figure_with_too_many_digits_is_refused(indicator, reporter):
    with pytest.raises(Refused, match="有效数字"):
        save(indicator, reporter, value="1234567890.1234567")


@pytest.mark.parametrize("reason", ("", "   "))
def test_submitted_figure_may_not_be_changed(indicator, reporter, reason):
    handed_in(indicator, reporter)
    with pytest.raises(Refused, match="等待审核"):
        save(indicator, reporter, value=81, reason=reason)


@pytest.mark.parametrize("reason", ("", "   "))
def test_correction_without_reason_is_refused(indicator, reporter, supervisor, reason):
    approved(indicator, reporter, supervisor)
    with pytest.raises(Refused, match="更正须写明原因"):
        save(indicator, reporter, value=81, reason=reason)


@pytest.mark.parametrize("reason", ("", "   "))
def test_return_without_reason_is_refused(indicator, reporter, supervisor, reason):
    record = handed_in(indicator, reporter)
    with pytest.raises(Refused, match="退回必须写明原因"):
        return_report(report=record, reason=reason, by=supervisor, at=AT)


def test_correction_leaves_the_approved_version_until_it_is_approved_itself(
    indicator, reporter, supervisor
):
    first = approved(indicator, reporter, supervisor)
    second = handed_in(indicator, reporter, value=81, reason="统计局修订")
    first.refresh_from_db()
    assert (first.state, second.version) == (ReportState.APPROVED, 2)
    approve(report=second, by=supervisor, at=AT)
    versions = second.versions().order_by("version").values_list("version", "state", "value")
    assert list(versions) == [
        (1, ReportState.SUPERSEDED, Decimal(80)),
        (2, ReportState.APPROVED, Decimal(81)),
    ]


def test_correction_that_is_returned_leaves_the_approved_version(indicator, reporter, supervisor):
    first = approved(indicator, reporter, supervisor)
    second = handed_in(indicator, reporter, value=81, reason="统计局修订")
    return_report(report=second, reason="不采纳", by=supervisor, at=AT)
    save(indicator, reporter, value=82)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.value) == (
        ReportState.APPROVED,
        ReportState.RETURNED,
        Decimal(82),
    )
    assert second.correction_reason == "统计局修订"


def test_approval_keeps_author_and_names_the_reviewer(indicator, reporter, supervisor):
    record = approved(indicator, reporter, supervisor)
    record.refresh_from_db()
    assert (record.recorded_by, record.submitted_by, record.reviewed_by) == (
        reporter,
        reporter,
        supervisor,
    )


def test_approval_marks_stale_the_gaps_from_its_year_on(indicator, reporter, supervisor):
    plan = indicator.plan
    earlier = make_gap(
        indicator=indicator, cycle=make_cycle(plan=plan, as_of_on=date(2022, 12, 31))
    )
    same = make_gap(indicator=indicator, cycle=plan.cycles.get(as_of_on=YEAR_END))
    later = make_gap(indicator=indicator, cycle=make_cycle(plan=plan, as_of_on=date(2024, 12, 31)))
    other = make_gap(indicator=make_indicator(plan=plan), cycle=same.cycle)
    shared = make_gap(indicator=make_indicator(plan=make_plan(), series=indicator.series))
    approved(indicator, reporter, supervisor)
    stale = set(Gap.objects.filter(stale=True))
    assert stale == {same, later, shared}
    assert stale.isdisjoint({earlier, other})


def test_task_report_goes_its_way_like_a_figure(task, reporter, supervisor):
    report = save_task(task, reporter)
    submit(report=report, by=reporter, at=AT)
    approve(report=report, by=supervisor, at=AT)
    report.refresh_from_db()
    assert (report.state, report.percent, report.narrative) == (
        ReportState.APPROVED,
        50,
        "一期开工。",
    )


def test_task_report_in_a_cycle_of_another_plan_is_refused(task, reporter):
    with pytest.raises(Refused, match="填报期未开启或已关闭"):
        save_task(task, reporter, cycle=make_cycle())


def test_task_report_by_a_unit_that_does_not_answer_is_refused(task, outsider):
    with pytest.raises(Refused, match="由省能源局填报"):
        save_task(task, outsider)


@pytest.mark.parametrize("percent", (-1, 101))
def test_task_report_of_an_impossible_percentage_is_refused(task, reporter, percent):
    with pytest.raises(Refused, match="0 到 100"):
        save_task(task, reporter, percent=percent)


def test_every_step_is_on_the_record(indicator, reporter, supervisor):
    record = handed_in(indicator, reporter)
    return_report(report=record, reason="请附依据", by=supervisor, at=AT)
    submit(report=record, by=reporter, at=AT + timedelta(hours=1))
    approve(report=record, by=supervisor, at=AT + timedelta(hours=2))
    events = AuditEvent.objects.order_by("pk").values_list("action", "actor__username")
    assert list(events) == [
        ("progress.saved", "reporter"),
        ("report.submitted", "reporter"),
        ("report.returned", "supervisor"),
        ("report.submitted", "reporter"),
        ("report.approved", "supervisor"),
    ]


def test_refused_step_leaves_no_event(indicator, outsider):
    with pytest.raises(Refused):
        save(indicator, outsider)
    assert AuditEvent.objects.count() == 0
