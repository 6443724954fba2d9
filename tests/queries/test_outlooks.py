"""What would follow from a report, and what to ask back about it, in a stated number of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Entry, Light, Measure, ReportState, SelfAssessment
from planapp.models import ProgressRecord
from planapp.queries.outlooks import outlooks_of, questions_about
from tests.factories import (
    YEAR_END,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_series,
    make_task,
    make_task_report,
)

pytestmark = pytest.mark.django_db


def resting_on(series, **changes):
    """An indicator of a plan of its own with a cycle at the year's end."""
    indicator = make_indicator(plan=make_plan(), series=series, **changes)
    make_cycle(plan=indicator.plan)
    return indicator


def drafted(series, value, as_of_on=YEAR_END):
    return ProgressRecord(series=series, as_of_on=as_of_on, value=Decimal(value))


def asked(series, value, **changes):
    return questions_about(drafted(series, value, **changes), factor=Decimal(2))


def test_each_tracked_indicator_says_how_it_would_stand():
    series = make_series()
    easy, hard = resting_on(series), resting_on(series, target=Decimal(200))
    resting_on(series, tracked=False)
    make_indicator(series=series)  # its plan has no cycle at that date
    found = outlooks_of(drafted(series, 80))
    assert [(one.item, one.light, one.is_behind) for one in found] == [
        (easy.name, Light.GREEN, False),
        (hard.name, Light.RED, True),
    ]
    assert found[1].word == "严重滞后"
    assert not ProgressRecord.objects.exists()


def test_outlook_costs_four_queries_for_each_indicator(django_assert_num_queries):
    series = make_series()
    resting_on(series)
    with django_assert_num_queries(1 + 4):
        outlooks_of(drafted(series, 80))
    resting_on(series)
    resting_on(series)
    with django_assert_num_queries(1 + 3 * 4):
        outlooks_of(drafted(series, 80))


def test_outlook_of_a_task_costs_no_query(django_assert_num_queries):
    report = make_task_report(self_assessment=SelfAssessment.SLOW, percent=40)
    assert report.task.plan == report.cycle.plan
    with django_assert_num_queries(0):
        [found] = outlooks_of(report)
    assert (found.light, found.sentence) == (Light.YELLOW, "自评进度缓慢，完成40%，滞后")


def test_task_after_its_last_day_is_behind_unless_done():
    task = make_task(due_on=date(2023, 6, 30))
    report = make_task_report(task=task)
    assert outlooks_of(report)[0].light == Light.RED
    report.self_assessment = SelfAssessment.DONE
    assert outlooks_of(report)[0].light == Light.GREEN


def test_questions_compare_with_last_years_approved_figure(django_assert_num_queries):
    series = make_series()
    for year, value, state in (
        (2022, 70, ReportState.APPROVED),
        (2021, 8, ReportState.APPROVED),
        (2020, 6, ReportState.DRAFT),
    ):
        make_record(series=series, as_of_on=date(year, 12, 31), value=Decimal(value), state=state)
    make_indicator(series=series)
    with django_assert_num_queries(2):
        [question] = asked(series, "700")
    assert "上年为70万千瓦" in question
    assert asked(series, "80") == ()
    [question] = asked(series, "500", as_of_on=date(2021, 12, 31))
    assert "基期为50万千瓦" in question


def test_base_of_another_measure_is_not_compared_with():
    series = make_series()
    make_indicator(series=series, measure=Measure.INCREASE)
    assert asked(series, "500") == ()


def test_running_total_is_compared_with_the_newest_before_it():
    series = make_series(entry=Entry.RUNNING)
    for day, value in ((date(2022, 12, 31), 10), (date(2023, 9, 30), 14)):
        make_record(series=series, as_of_on=day, value=Decimal(value), state=ReportState.APPROVED)
    assert len(asked(series, "13")) == 1
    assert asked(series, "15") == ()


def test_share_may_exceed_the_whole_where_the_target_does():
    series = make_series(value_unit="%")
    assert len(asked(series, "104")) == 1
    make_indicator(series=series, target=Decimal(120))
    assert asked(series, "104") == ()


def test_last_day_of_february_is_compared_with_the_one_before():
    series = make_series()
    make_record(
        series=series, as_of_on=date(2023, 2, 28), value=Decimal(7), state=ReportState.APPROVED
    )
    assert len(asked(series, "70", as_of_on=date(2024, 2, 29))) == 1
