"""What is measured of an indicator that has a record: how far, how far it should be, what lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps.actuals import (
    HOLE,
    RATE,
    Records,
    Standing,
    missing_years,
    stand_at,
    tally_of,
)
from planapp.domain.gaps.arithmetic import ZERO, divide
from planapp.domain.gaps.targets import GROWTH, Course
from planapp.domain.terms import AnnualStatus, Measure, Reason

_LEVEL = Measure.LEVEL


class Figures(NamedTuple):
    """The measured values; `reason` says why no verdict can rest on them."""

    tally: Decimal
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
    is_measurable: bool  # whether the way there can be measured, though nothing may be due on it


def measure_figures(course: Course, records: Records) -> Figures:
    """The figures of a course whose period judged has a record."""
    missing = missing_years(course, records)
    if missing and course.entry is RATE:
        tally, standing = ZERO, HOLE
    else:
        tally = tally_of(course, records)
        standing = stand_at(course, tally)
    amount, reason = standing.amount, standing.reason
    is_measurable = reason is None and not course.lacks_scale
    if reason is None and course.lacks_path:
        reason = Reason.UNDEFINED
    actual = None if amount is None else _displayed(course, amount, standing.per)
    completion = None
    if is_measurable and amount is not None:
        completion = course.completion_of(amount, standing.per)
    expected = course.expected_value()
    return Figures(
        tally, standing, reason, actual, expected, course.due_progress(expected), completion,
        _meets_target(course, standing),
        _missing_to(course, actual, course.value),
        _missing_to(course, actual, expected),
        missing, is_measurable,
    )  # fmt: skip


def attainment_of(course: Course, actual: Decimal | None) -> Decimal | None:
    """目标完成度: actual ÷ target, for a downward level target ÷ actual."""
    value = course.value
    if actual is None or value is None:
        return None
    if not course.upward and course.target.measure is _LEVEL:
        return divide(value, actual) if actual > 0 else None
    return divide(actual, value) if value else None


def annual_status_of(course: Course, standing: Standing) -> AnnualStatus | None:
    """年度目标: whether the year's own target is met, official or not."""
    if course.annual is None or standing.amount is None:
        return None
    bound = course.position(course.tolerated(course.annual.value), course.clock.elapsed)
    met = course.meets(standing.amount, standing.per, bound)
    return AnnualStatus.MET if met else AnnualStatus.MISSED


def _displayed(course: Course, amount: Decimal, per: Decimal) -> Decimal | None:
    if course.scale is GROWTH and amount <= 0:
        return None
    return course.value_of(amount, per, course.clock.elapsed)


def _meets_target(course: Course, standing: Standing) -> bool | None:
    if standing.amount is None or course.value is None:
        return None
    bound = course.bound_of(course.tolerated(course.value))
    return course.meets(standing.amount, standing.per, bound)


def _missing_to(course: Course, actual: Decimal | None, wanted: Decimal | None) -> Decimal | None:
    return None if actual is None or wanted is None else course.shortfall(actual, wanted)
