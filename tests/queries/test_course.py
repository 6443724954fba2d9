"""An indicator's way, and what stands behind its figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.terms import Entry, Measure, ReportState, RevisionState
from planapp.queries.backing import Backing, backing_of
from planapp.queries.course import course_of
from tests.factories import (
    AT,
    YEAR_END,
    make_annual_target,
    make_gap,
    make_indicator,
    make_light_policy,
    make_record,
    make_revision,
    make_series,
    make_user,
)

pytestmark = pytest.mark.django_db

APPROVED = ReportState.APPROVED


def make_promised(**changes):
    indicator = make_indicator(**changes)
    make_light_policy(plan=indicator.plan)
    return indicator


def test_course_runs_from_the_base_to_the_target_year(django_assert_num_queries):
    indicator = make_promised()  # from 50 in 2020 to 100 in 2025
    make_record(series=indicator.series, state=APPROVED)
    with django_assert_num_queries(3):
        course = course_of(indicator)
    assert (course.origin, course.base, course.target) == (2020, Decimal(50), Decimal(100))
    assert [(each.year, each.expected, each.actual) for each in course.years] == [
        (2021, Decimal(60), None),
        (2022, Decimal(70), None),
        (2023, Decimal(80), Decimal(80)),
        (2024, Decimal(90), None),
        (2025, Decimal(100), None),
    ]


def test_each_year_follows_the_terms_it_is_judged_by():
    """From 2022 on 150 in 2025: 50 + 100 × 3 ÷ 5 = 110; 2022 was closed before."""
    indicator = make_promised(target=Decimal(150))
    make_revision(
        indicator=indicator,
        effective_year=2022,
        old_target=Decimal(100),
        new_target=Decimal(150),
        state=RevisionState.CONFIRMED,
        decided_by=make_user(),
        decided_at=AT,
    )
    course = course_of(indicator, closings={2022: date(2023, 3, 1), 2023: None})
    assert [each.expected for each in course.years] == [60, 70, 110, 130, 150]
    assert course.target == Decimal(150)


def test_course_of_yearly_flows_adds_them_up_from_zero():
    indicator = make_promised(measure=Measure.CUMULATIVE, series=make_series(entry=Entry.FLOW))
    for year, value in ((2021, 10), (2022, 15)):
        make_record(
            series=indicator.series, as_of_on=date(year, 12, 31), value=value, state=APPROVED
        )
    course = course_of(indicator)
    assert course.base == 0
    assert [each.actual for each in course.years[:3]] == [10, 25, None]


@pytest.mark.parametrize(
    ("state", "waits"),
    [(ReportState.SUBMITTED, True), (ReportState.DRAFT, False), (ReportState.RETURNED, False)],
)
def test_figure_that_waits_for_review_counts_for_nothing_yet(state, waits):
    indicator = make_promised()
    record = make_record(series=indicator.series, state=state)
    [year] = [each for each in course_of(indicator).years if each.year == YEAR_END.year]
    assert (year.actual, year.pending) == (None, record if waits else None)
    assert year.unreviewed == (record.value if waits else None)


def test_what_waits_for_review_is_told_in_the_terms_of_the_target():
    """Flows add up with what is approved; a correction stands beside what counts."""
    series = make_series(entry=Entry.FLOW)
    indicator = make_promised(measure=Measure.CUMULATIVE, series=series)
    known = ((2021, 10, APPROVED), (2022, 15, APPROVED), (2022, 18, ReportState.SUBMITTED))
    for version, (year, value, state) in enumerate(known, start=1):
        day = date(year, 12, 31)
        make_record(series=series, as_of_on=day, value=value, state=state, version=version)
    found = [(each.actual, each.unreviewed) for each in course_of(indicator).years[:3]]
    assert found == [(10, None), (25, 28), (None, None)]


def test_annual_target_stands_in_its_year():
    indicator = make_promised()
    make_annual_target(indicator=indicator, value=Decimal(75), official=True)
    aims = [each.annual.value if each.annual else None for each in course_of(indicator).years]
    assert aims == [None, None, Decimal(75), None, None]


def test_course_that_cannot_be_read_is_none():
    assert course_of(make_promised(value_unit="万户")) is None


@pytest.mark.parametrize("is_demo", (True, False))
def test_invented_figure_is_told_from_a_real_one(is_demo):
    gap = make_gap()
    make_record(series=gap.indicator.series, state=APPROVED, is_demo=is_demo)
    assert backing_of([gap], on=YEAR_END) == {gap.pk: Backing(is_demo=is_demo)}


@pytest.mark.parametrize(("entry", "is_demo"), [(Entry.LEVEL, False), (Entry.FLOW, True)])
def test_earlier_figures_stand_behind_a_sum_only(entry, is_demo):
    gap = make_gap(indicator=make_indicator(series=make_series(entry=entry)))
    make_record(
        series=gap.indicator.series, as_of_on=date(2022, 12, 31), state=APPROVED, is_demo=True
    )
    make_record(series=gap.indicator.series, state=APPROVED)
    assert backing_of([gap], on=YEAR_END)[gap.pk].is_demo is is_demo


def test_pending_figure_is_the_one_of_the_gaps_date(django_assert_num_queries):
    gap, other = make_gap(), make_gap()
    waiting = make_record(series=gap.indicator.series, state=ReportState.SUBMITTED)
    make_record(
        series=other.indicator.series,
        as_of_on=date(2022, 12, 31),
        state=ReportState.SUBMITTED,
    )
    with django_assert_num_queries(1):
        found = backing_of([gap, other], on=YEAR_END)
    assert found == {gap.pk: Backing(pending=waiting), other.pk: Backing()}
