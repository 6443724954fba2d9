"""季度调度 and 中期评估: judged at their own date, from opening to the lists and reminders."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import CycleKind, Entry, Measure, ReportState, Status, Vintage
from planapp.models import Gap, Message, ReminderRule
from planapp.queries.duties import duties_on
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.services.cycles import CycleDates, close_cycle, open_cycle
from planapp.services.gaps import recalculate_stale_gaps
from planapp.services.reminders import create_due_reminders, deliver_digests
from planapp.services.reports import Figure, Words, save_record, submit
from planapp.services.reviewing import approve
from tests.factories import (
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_reminder_rule,
    make_responsibility,
    make_series,
)

pytestmark = pytest.mark.django_db

MIDYEAR, WITHIN = date(2023, 6, 30), date(2023, 7, 10)
NAME = "中期评估（截至2023年6月30日）"
DATES = CycleDates(MIDYEAR, opens_on=date(2023, 7, 3), due_on=date(2023, 7, 31))
YEARLY = CycleDates(date(2023, 12, 31), opens_on=date(2024, 1, 2), due_on=date(2024, 2, 29))


def at(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def indicator(unit):
    """A level from 50 in 2020 to 100 in 2025, led by the reporter's unit."""
    plan = make_plan()
    make_light_policy(plan=plan)
    indicator = make_indicator(plan=plan)
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


@pytest.fixture
def midterm(indicator, administrator):
    return open_cycle(
        plan=indicator.plan, dates=DATES, kind=CycleKind.MIDTERM, by=administrator, at=at(WITHIN)
    )


def report(indicator, value, reporter, supervisor, *, as_of_on=MIDYEAR, on=WITHIN, **figure):
    record = save_record(
        series=indicator.series,
        as_of_on=as_of_on,
        unit=reporter.memberships.get().unit,
        figure=Figure(Decimal(value), **figure),
        words=Words("已核对。", problems="进度不快。", next_steps="加快建设。"),
        by=reporter,
        at=at(on),
    )
    submit(report=record, by=reporter, at=at(on))
    approve(report=record, by=supervisor, at=at(on))
    return record


def gap_of(indicator, cycle, *, on=date(2024, 1, 10)):
    recalculate_stale_gaps(on=on, at=at(on))
    return Gap.objects.get(indicator=indicator, cycle=cycle)


def test_figure_is_owed_for_the_date_and_judged_at_it(indicator, midterm, reporter, supervisor):
    [duty] = duties_on(WITHIN)
    assert (str(duty.cycle), duty.due_on) == (NAME, date(2023, 7, 31))
    report(indicator, 75, reporter, supervisor)
    gap = gap_of(indicator, midterm)
    gone = (2 + Decimal(181) / 365) / 5
    assert (gap.actual, gap.completion) == (Decimal(75), Decimal("0.5"))
    assert gap.time_progress == round(gone, 6)
    assert gap.expected_value == round(50 + 50 * gone, 6)


def test_figure_of_the_year_does_not_count_at_midyear(indicator, midterm):
    make_record(series=indicator.series, as_of_on=date(2023, 12, 31), state=ReportState.APPROVED)
    assert gap_of(indicator, midterm).status == Status.NO_DATA


def test_figure_of_midyear_does_not_count_at_the_end_of_the_year(
    indicator, midterm, reporter, supervisor, administrator
):
    report(indicator, 75, reporter, supervisor)
    opened = at(date(2024, 1, 2))
    yearly = open_cycle(plan=indicator.plan, dates=YEARLY, by=administrator, at=opened)
    assert gap_of(indicator, yearly).status == Status.NOT_DUE


def test_flow_of_midyear_is_not_added_to_that_of_the_year(midterm, administrator, unit):
    plan = midterm.plan
    indicator = make_indicator(
        plan=plan,
        series=make_series(entry=Entry.FLOW),
        measure=Measure.CUMULATIVE,
        base_value=None,
        base_year=None,
    )
    make_responsibility(indicator=indicator, unit=unit)
    days = {date(2021, 12, 31): 10, date(2022, 12, 31): 20, MIDYEAR: 12, date(2023, 12, 31): 30}
    for day, value in days.items():
        make_record(series=indicator.series, as_of_on=day, value=value, state=ReportState.APPROVED)
    yearly = open_cycle(plan=plan, dates=YEARLY, by=administrator, at=at(date(2024, 1, 2)))
    Gap.objects.create(indicator=indicator, cycle=midterm)
    assert [gap_of(indicator, each).actual for each in (midterm, yearly)] == [42, 60]


def test_lists_pages_and_reminders_name_the_round(indicator, midterm, reporter, supervisor):
    ReminderRule.objects.all().delete()
    make_reminder_rule(workdays_before=20)
    create_due_reminders(on=WITHIN, at=at(WITHIN))
    deliver_digests(at=at(WITHIN))
    assert NAME in Message.objects.get().body
    [gap] = gaps_shown(GapFilter(kind=CycleKind.MIDTERM), on=WITHIN)
    assert str(gap.cycle) == NAME


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("supervisor", "gap_list"),
        ("supervisor", "indicator"),
        ("supervisor", "index"),
        ("reporter", "my_work"),
        ("reporter", "figure_entry"),
        ("administrator", "plan_setup"),
    ],
)
def test_pages_name_the_round(request, settings, indicator, midterm, *, who, page):
    settings.DEMO_DAYS = [WITHIN]
    client = Client()
    client.force_login(request.getfixturevalue(who))
    args = {
        "indicator": [indicator.pk],
        "figure_entry": [midterm.pk, indicator.pk],
        "plan_setup": [indicator.plan_id],
    }.get(page, [])
    assert NAME in client.get(reverse(f"admin:{page}", args=args)).content.decode()


# A later vintage of last year's figure


def test_later_vintage_counts_in_both_years_and_reopens_nothing(
    indicator, reporter, supervisor, administrator
):
    first = CycleDates(date(2022, 12, 31), opens_on=date(2023, 1, 3), due_on=date(2023, 2, 28))
    opened, closed = date(2023, 1, 10), date(2023, 4, 30)
    old = open_cycle(plan=indicator.plan, dates=first, by=administrator, at=at(opened))
    last_year = date(2022, 12, 31)
    report(
        indicator, 60, reporter, supervisor, as_of_on=last_year, on=opened, vintage=Vintage.FLASH
    )
    close_cycle(cycle=old, on=closed, by=administrator, at=at(closed))
    new = open_cycle(plan=indicator.plan, dates=YEARLY, by=administrator, at=at(date(2024, 1, 2)))
    on = date(2024, 1, 10)
    report(indicator, 80, reporter, supervisor, as_of_on=date(2023, 12, 31), on=on)
    before = [gap_of(indicator, cycle) for cycle in (old, new)]

    later = report(
        indicator,
        65,
        reporter,
        supervisor,
        as_of_on=last_year,
        on=on,
        vintage=Vintage.FINAL,
        source="统计公报",
    )
    after = [gap_of(indicator, cycle) for cycle in (old, new)]
    assert [(gap.actual, gap.completion) for gap in after] == [
        (Decimal(65), Decimal("0.3")),
        (Decimal(80), Decimal("0.6")),
    ]
    assert before[1].forecast != after[1].forecast  # the trend rests on both years
    old.refresh_from_db()
    assert (old.closed_on, later.correction_reason) == (closed, "")
    [duty] = duties_on(date(2024, 3, 10))
    assert (duty.is_overdue(date(2024, 3, 10)), duty.last_year) == (False, Decimal(65))
