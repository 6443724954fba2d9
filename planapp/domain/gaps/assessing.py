"""The one place where a target and its records become an assessment."""

from __future__ import annotations

from decimal import Decimal, localcontext

from planapp.domain.gaps.actuals import missing_years
from planapp.domain.gaps.arithmetic import EXACT, ZERO, divide
from planapp.domain.gaps.assessment import Assessment, Inputs
from planapp.domain.gaps.completion import (
    annual_status_of,
    attainment_of,
    find_due,
    measure_figures,
)
from planapp.domain.gaps.outlook import forecast_value, judge_trend, required_yearly
from planapp.domain.gaps.status import NO_DATA, NOT_DUE, Verdict, judge, unassessable
from planapp.domain.gaps.targets import Course
from planapp.domain.gaps.timing import Clock, read_clock, years_between
from planapp.domain.gaps.values import LightPolicy, Period, Readings, Target
from planapp.domain.terms import Measure, Reason

_USUAL = LightPolicy()


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
    if clock is None or target.measure is Measure.QUALITATIVE:
        return _assess_words(Inputs(target, readings, policy, as_of, None, None, closed), clock)
    course = Course(target, clock)
    inputs = Inputs(
        target, readings, policy, clock.as_of, clock.years, clock.elapsed,
        closed, course.held, course.ceiling, course.upward,
    )  # fmt: skip
    if not clock.is_due:
        return _blank(inputs, NOT_DUE, time_progress=_time_gone(clock))
    if clock.as_of not in readings.by_period:
        return _assess_silence(course, inputs, closed=closed)
    return _assess_record(course, inputs)


def _assess_words(inputs: Inputs, clock: Clock | None) -> Assessment:
    """A qualitative target: only its time can be told."""
    gone = None if clock is None else _time_gone(clock)
    return _blank(inputs, unassessable(Reason.QUALITATIVE), time_progress=gone)


def _blank(inputs: Inputs, verdict: Verdict, *, time_progress: Decimal | None = None) -> Assessment:
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        reason=verdict.reason,
        time_progress=time_progress,
    )


def _time_gone(clock: Clock) -> Decimal:
    return divide(clock.elapsed, clock.years) if clock.elapsed > 0 else ZERO


def _assess_silence(course: Course, inputs: Inputs, *, closed: bool) -> Assessment:
    """No record for the period: what was due, and beside it the newest earlier result."""
    verdict = NO_DATA if closed else NOT_DUE
    records = inputs.readings.by_period
    missing = missing_years(course, records)
    if not closed:
        missing = tuple(year for year in missing if year != inputs.as_of)
    expected, due = find_due(course)
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        time_progress=_time_gone(course.clock),
        expected_value=expected,
        due_progress=due,
        missing_years=missing,
        last=_last_result(course.clock, inputs),
    )


def _last_result(clock: Clock, inputs: Inputs) -> Assessment | None:
    earlier = [
        (gone, period)
        for period in inputs.readings.by_period
        if 0 < (gone := years_between(clock.origin, period)) < clock.elapsed
    ]
    if not earlier:
        return None
    newest = max(earlier, key=lambda dated: dated[0])[1]
    return _assess(inputs.target, inputs.readings, as_of=newest, policy=inputs.policy, closed=True)


def _assess_record(course: Course, inputs: Inputs) -> Assessment:
    figures = measure_figures(course, inputs.readings.by_period)
    verdict = judge(course, figures, inputs.policy)
    forecast = None
    if figures.reason is None:
        forecast = forecast_value(course, inputs.readings.by_period)
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        reason=verdict.reason,
        actual=figures.actual,
        time_progress=_time_gone(course.clock),
        due_progress=figures.due,
        expected_value=figures.expected,
        completion=figures.completion,
        attainment=attainment_of(course, figures.actual),
        gap=figures.gap,
        met=figures.met,
        lag=figures.lag,
        required=required_yearly(course, figures),
        forecast=forecast,
        trend=None if forecast is None else judge_trend(course, forecast),
        annual_status=annual_status_of(course, figures.standing),
        missing_years=figures.missing,
    )
