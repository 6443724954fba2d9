"""Nobody writes over what somebody else wrote; what lags is explained before it is handed in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planapp.domain.terms import ReportState, SelfAssessment
from planapp.models import ProgressRecord
from planapp.services.errors import Refused
from planapp.services.reports import Figure, Words, save_record, save_task_report, submit
from planapp.services.reviewing import approve, return_report
from tests.factories import (
    AT,
    YEAR_END,
    make_cycle,
    make_indicator,
    make_responsibility,
    make_task,
)

pytestmark = pytest.mark.django_db

EXPLAINED = Words("推进中。", "并网较晚。", "三季度前并网。")


@pytest.fixture
def indicator(unit):
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


def save(indicator, by, *, value=80, seen=None, words=EXPLAINED, reason="", answers=None):
    return save_record(
        series=indicator.series,
        as_of_on=YEAR_END,
        unit=by.memberships.get().unit,
        figure=Figure(Decimal(value), answers=answers or {}),
        words=words,
        correction_reason=reason,
        by=by,
        at=AT,
        seen=seen,
    )


def save_task(task, by, *, said=SelfAssessment.ON_COURSE, seen=None, words=EXPLAINED):
    return save_task_report(
        task=task,
        cycle=task.plan.cycles.get(),
        unit=by.memberships.get().unit,
        self_assessment=said,
        percent=60,
        words=words,
        by=by,
        at=AT,
        seen=seen,
    )


def test_revision_counts_every_change_through_all_versions(indicator, reporter, supervisor):
    seen = [save(indicator, reporter, seen=0).revision]
    record = save(indicator, reporter, seen=1)
    submit(report=record, by=reporter, at=AT)
    return_report(report=record, reason="请核对", by=supervisor, at=AT)
    record.refresh_from_db()
    seen.append(record.revision)
    submit(report=save(indicator, reporter, seen=4), by=reporter, at=AT)
    approve(report=record, by=supervisor, at=AT)
    seen.append(save(indicator, reporter, seen=6, reason="录入有误").revision)
    assert seen == [1, 4, 7]


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_another_revision_than_seen_is_refused_and_says_by_whom(
    indicator, reporter, unit_head, seen
):
    save(indicator, unit_head, value=81)
    save(indicator, unit_head, value=82)
    with pytest.raises(Refused, match="由刘负责保存过（2024年1月15日 10:00），您的内容还没有保存"):
        save(indicator, reporter, seen=seen)
    assert ProgressRecord.objects.get().value == 82
    save(indicator, reporter, value=83, seen=2)
    assert ProgressRecord.objects.get().value == 83


def test_task_report_is_guarded_likewise(task, reporter, unit_head):
    save_task(task, unit_head)
    with pytest.raises(Refused, match="由刘负责保存过"):
        save_task(task, reporter, seen=0)
    assert save_task(task, reporter, seen=1).revision == 2


def test_answers_are_kept_with_the_figure(indicator, reporter):
    record = save(indicator, reporter, answers={"是否核实？": "已核实"})
    record.refresh_from_db()
    assert record.answers == {"是否核实？": "已核实"}


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (Words("推进中。"), "存在问题、下一步措施"),
        (Words(problems="并网较晚。"), "下一步措施"),
        (Words(problems=" ", next_steps="三季度前并网。"), "存在问题"),
    ],
)
def test_lagging_figure_is_handed_in_with_its_reasons_only(indicator, reporter, words, missing):
    record = save(indicator, reporter, value=60, words=words)
    with pytest.raises(Refused, match=f"严重滞后：提交前须写明{missing}。"):
        submit(report=record, by=reporter, at=AT)
    record = save(indicator, reporter, value=60)
    submit(report=record, by=reporter, at=AT)
    record.refresh_from_db()
    assert record.state == ReportState.SUBMITTED


def test_figure_on_its_way_needs_no_reasons(indicator, reporter):
    submit(report=save(indicator, reporter, words=Words()), by=reporter, at=AT)


def test_slow_task_is_handed_in_with_its_reasons_only(task, reporter):
    report = save_task(task, reporter, said=SelfAssessment.SLOW, words=Words("推进中。"))
    with pytest.raises(Refused, match="提交前须写明存在问题、下一步措施"):
        submit(report=report, by=reporter, at=AT)
    submit(report=save_task(task, reporter, words=Words()), by=reporter, at=AT)
