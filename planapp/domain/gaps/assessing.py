"""The one place where a target and its records become an assessment."""

from __future__ import annotations

from decimal import Decimal, localcontext

from planapp.domain.gaps.actuals import Standing, missing_years, read_standing
from planapp.domain.gaps.arithmetic import EXACT, ZERO, divide
from planapp.domain.gaps.assessment import Assessment, Inputs
from planapp.domain.gaps.outlook import forecast_value, judge_trend, required_yearly
from planapp.domain.gaps.status import (
    NO_DATA,
    NOT_DUE,
    Findings,
    Verdict,
    is_over,
    judge,
    unassessable,
)
from planapp.domain.gaps.targets import Course, Scale
from planapp.domain.gaps.timing import Clock, read_clock, years_between
from planapp.domain.gaps.values import LightPolicy, Period, Readings, Target
from planapp.domain.terms import AnnualStatus, Measure, Reason

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
    missing = missing_years(course, records, entry=inputs.target.read_as)
    if not closed:
        missing = tuple(year for year in missing if year != inputs.as_of)
    expected, due = (None, None) if course.is_undefined else _due(course)
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


def _due(course: Course) -> tuple[Decimal | None, Decimal | None]:
    expected = course.expected_value()
    return expected, course.due_progress(expected)


def _assess_record(course: Course, inputs: Inputs) -> Assessment:
    records, entry = inputs.readings.by_period, inputs.target.read_as
    standing = read_standing(course, records, entry=entry)
    missing = missing_years(course, records, entry=entry)
    undefined = course.is_undefined
    reason = standing.reason or (Reason.UNDEFINED if undefined else None)
    expected, due = (None, None) if undefined else _due(course)
    actual = _actual_value(course, standing)
    if reason is not None or actual is None or standing.amount is None:
        verdict = unassessable(reason or Reason.UNDEFINED)
        completion = forecast = None
    else:
        completion = course.completion_of(standing.amount, standing.per)
        verdict = judge(
            course,
            Findings(
                met=_meets_target(course, standing),
                over=course.clock.at_end and is_over(course, standing.amount, standing.per),
                completion=completion,
                due=due,
                actual=actual,
                expected=expected,
                has_hole=bool(missing),
            ),
            inputs.policy,
        )
        forecast = forecast_value(course, records, entry=entry)
    met = _meets_target(course, standing)
    gap = None if actual is None or course.value is None else course.shortfall(actual, course.value)
    return Assessment(
        inputs=inputs,
        status=verdict.status,
        light=verdict.light,
        reason=verdict.reason,
        actual=actual,
        time_progress=_time_gone(course.clock),
        due_progress=due,
        expected_value=expected,
        completion=completion,
        attainment=_attainment(course, actual),
        gap=gap,
        met=met,
        lag=None if actual is None or expected is None else course.shortfall(actual, expected),
        required=None if met or reason or gap is None else required_yearly(course, standing, gap),
        forecast=forecast,
        trend=None if forecast is None else judge_trend(course, forecast),
        annual_status=_annual_status(course, standing),
        missing_years=missing,
    )


def _actual_value(course: Course, standing: Standing) -> Decimal | None:
    if standing.amount is None:
        return None
    if course.scale is Scale.GROWTH and standing.amount <= 0:
        return None
    return course.value_of(standing.amount, standing.per, course.clock.elapsed)


def _meets_target(course: Course, standing: Standing) -> bool | None:
    if standing.amount is None or course.value is None:
        return None
    bound = course.bound_of(course.tolerated(course.value))
    return course.meets(standing.amount, standing.per, bound)


def _attainment(course: Course, actual: Decimal | None) -> Decimal | None:
    """目标完成度: actual ÷ target, for a downward level target ÷ actual."""
    if actual is None or course.value is None:
        return None
    if course.target.measure is Measure.LEVEL and not course.upward:
        return divide(course.value, actual) if actual > 0 else None
    return divide(actual, course.value) if course.value else None


def _annual_status(course: Course, standing: Standing) -> AnnualStatus | None:
    if course.annual is None or standing.amount is None:
        return None
    bound = course.position(course.tolerated(course.annual.value), course.clock.elapsed)
    met = course.meets(standing.amount, standing.per, bound)
    return AnnualStatus.MET if met else AnnualStatus.MISSED
