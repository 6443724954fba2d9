"""The one place where a target and its records become an assessment."""

from __future__ import annotations

from decimal import localcontext

from planapp.domain.gaps.actuals import missing_years
from planapp.domain.gaps.arithmetic import EXACT
from planapp.domain.gaps.assessment import Assessment, Inputs
from planapp.domain.gaps.completion import annual_status_of, attainment_of, measure_figures
from planapp.domain.gaps.outlook import forecast_value, judge_trend, required_yearly
from planapp.domain.gaps.status import NO_DATA, NOT_DUE, Verdict, judge, unassessable
from planapp.domain.gaps.targets import Course
from planapp.domain.gaps.timing import Clock, read_clock, year_of, years_between
from planapp.domain.gaps.values import LightPolicy, Period, Readings, Target
from planapp.domain.terms import Measure, Reason

_USUAL = LightPolicy()
_QUALITATIVE = Measure.QUALITATIVE


def assess(
    target: Target,
    readings: Readings,
    *,
    as_of: Period,
    policy: LightPolicy = _USUAL,
    window_closed: bool = True,
) -> Assessment:
    """How far the target is at `as_of`, a year or a day inside one; docs/gaps.md has the rules.

    Percent figures go in and come out as percent (17 is 17%), ratios as fractions of 1. While
    `window_closed` is false, a record that is not there yet is not missing.
    """
    with localcontext(EXACT):
        return _assess(target, readings, as_of=as_of, policy=policy, closed=window_closed)


def _assess(
    target: Target, readings: Readings, *, as_of: Period, policy: LightPolicy, closed: bool
) -> Assessment:
    clock = read_clock(target, as_of)
    if clock is None or target.measure is _QUALITATIVE:
        inputs = Inputs(target, readings, policy, as_of, None, None, closed)
        return _blank(inputs, unassessable(Reason.QUALITATIVE), clock)
    course = Course(target, clock)
    inputs = Inputs(
        target, readings, policy, clock.as_of, clock.years, clock.elapsed,
        closed, course.held, course.ceiling, course.upward,
    )  # fmt: skip
    if clock.year < clock.first_due:
        return _blank(inputs, NOT_DUE, clock)
    if clock.as_of not in readings.by_period:
        return _assess_silence(course, inputs, closed=closed)
    return _assess_record(course, inputs)


def _blank(inputs: Inputs, verdict: Verdict, clock: Clock | None) -> Assessment:
    """Nothing to assess: only the time can be told."""
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        reason=verdict.reason,
        time_progress=None if clock is None else clock.progress,
    )


def _assess_silence(course: Course, inputs: Inputs, *, closed: bool) -> Assessment:
    """No record for the period: what was due, and beside it the newest earlier result."""
    verdict = NO_DATA if closed else NOT_DUE
    missing = missing_years(course, inputs.readings.by_period)
    if not closed:
        missing = tuple(year for year in missing if year != inputs.as_of)
    expected = course.expected_value()
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        time_progress=course.clock.progress,
        expected_value=expected,
        due_progress=course.due_progress(expected),
        missing_years=missing,
        last=_last_result(course.clock, inputs),
    )


def _last_result(clock: Clock, inputs: Inputs) -> Assessment | None:
    earlier = [
        (gone, period)
        for period in inputs.readings.by_period
        if (gone := years_between(clock.origin, period)) < clock.elapsed
        and year_of(period) >= clock.first_due
    ]
    if not earlier:
        return None
    newest = max(earlier, key=lambda dated: dated[0])[1]
    return _assess(inputs.target, inputs.readings, as_of=newest, policy=inputs.policy, closed=True)


def _assess_record(course: Course, inputs: Inputs) -> Assessment:
    records = inputs.readings.by_period
    figures = measure_figures(course, records)
    verdict = judge(course, figures, inputs.policy)
    forecast = forecast_value(course, records, figures)
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        reason=verdict.reason,
        actual=figures.actual,
        time_progress=course.clock.progress,
        due_progress=figures.due,
        expected_value=figures.expected,
        completion=figures.completion,
        attainment=attainment_of(course, figures.actual),
        gap=figures.gap,
        met=figures.met,
        lag=figures.lag,
        required=required_yearly(course, figures),
        forecast=forecast,
        trend=judge_trend(course, forecast),
        annual_status=annual_status_of(course, figures.standing),
        missing_years=figures.missing,
    )
