"""What is measured of an indicator that has a record: how far, how far it should be, what lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps.actuals import Records, Standing, missing_years, read_standing
from planapp.domain.gaps.arithmetic import divide
from planapp.domain.gaps.targets import Course, Scale
from planapp.domain.terms import AnnualStatus, Measure, Reason


class Figures(NamedTuple):
    """The measured values; `reason` says why no verdict can rest on them."""

    standing: Standing
    reason: Reason | None
    actual: Decimal | None
    expected: Decimal | None
    due: Decimal | None
    completion: Decimal | None
    met: bool | None
    gap: Decimal | None
    lag: Decimal | None
    missing: tuple[int, ...]


def measure_figures(course: Course, records: Records) -> Figures:
    """The figures of a course whose period judged has a record."""
    standing = read_standing(course, records)
    reason = standing.reason or (Reason.UNDEFINED if course.is_undefined else None)
    expected, due = find_due(course)
    actual = _actual_value(course, standing)
    return Figures(
        standing=standing,
        reason=reason,
        actual=actual,
        expected=expected,
        due=due,
        completion=_completion(course, standing) if reason is None else None,
        met=_meets_target(course, standing),
        gap=_missing_to(course, actual, course.value),
        lag=_missing_to(course, actual, expected),
        missing=missing_years(course, records),
    )


def find_due(course: Course) -> tuple[Decimal | None, Decimal | None]:
    """应达值 and 应达进度; null where the path is undefined."""
    if course.is_undefined:
        return None, None
    expected = course.expected_value()
    return expected, course.due_progress(expected)


def attainment_of(course: Course, actual: Decimal | None) -> Decimal | None:
    """目标完成度: actual ÷ target, for a downward level target ÷ actual."""
    if actual is None or course.value is None:
        return None
    if course.target.measure is Measure.LEVEL and not course.upward:
        return divide(course.value, actual) if actual > 0 else None
    return divide(actual, course.value) if course.value else None


def annual_status_of(course: Course, standing: Standing) -> AnnualStatus | None:
    """年度目标: whether the year's own target is met, official or not."""
    if course.annual is None or standing.amount is None:
        return None
    bound = course.position(course.tolerated(course.annual.value), course.clock.elapsed)
    met = course.meets(standing.amount, standing.per, bound)
    return AnnualStatus.MET if met else AnnualStatus.MISSED


def _completion(course: Course, standing: Standing) -> Decimal | None:
    if standing.amount is None:
        return None
    return course.completion_of(standing.amount, standing.per)


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


def _missing_to(course: Course, actual: Decimal | None, wanted: Decimal | None) -> Decimal | None:
    return None if actual is None or wanted is None else course.shortfall(actual, wanted)
