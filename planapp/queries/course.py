"""An indicator's way from its base to its target, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.gaps import AnnualTarget as AnnualAim
from planapp.domain.gaps import Period, Readings, Target, assess
from planapp.domain.terms import Measure, ReportState
from planapp.models import AnnualTarget, Indicator, ProgressRecord
from planapp.queries.gaps import policy_of, readings_of, target_of

_FROM_ZERO = {Measure.CUMULATIVE, Measure.INCREASE, Measure.DECREASE}


@dataclass(frozen=True, slots=True)
class YearPoint:
    """A year's figures in the terms of the target; None where there is none."""

    year: int
    expected: Decimal | None
    actual: Decimal | None
    annual: AnnualAim | None
    pending: ProgressRecord | None  # handed in and not approved: counts for nothing yet


@dataclass(frozen=True, slots=True)
class Course:
    """The years from the one after the origin to the target's."""

    origin: int
    base: Decimal | None  # where the way begins; None where nothing can stand there
    years: list[YearPoint]
    target: Decimal
    target_max: Decimal | None


def course_of(indicator: Indicator) -> Course | None:
    """The course of an indicator with its series, plan and light policy loaded. Two queries.

    None where the indicator cannot be read.
    """
    kept = (ReportState.APPROVED, ReportState.SUBMITTED)
    rows = ProgressRecord.objects.filter(series=indicator.series_id, state__in=kept)
    records: dict[Period, Decimal] = {}
    pending: dict[int, ProgressRecord] = {}
    for row in rows:
        if row.state == ReportState.APPROVED:
            records[row.as_of_on] = row.value
        else:
            pending[row.year] = row
    aims: dict[Period, AnnualAim] = {
        row.year: AnnualAim(row.value, official=row.official)
        for row in AnnualTarget.objects.filter(indicator=indicator)
    }
    try:
        target, readings = target_of(indicator, aims), readings_of(indicator, records)
        return _follow(indicator, target, readings=readings, pending=pending)
    except ValueError:  # a wrong unit or target: the page says so where it shows the gap
        return None


def _follow(
    indicator: Indicator,
    target: Target,
    *,
    readings: Readings,
    pending: dict[int, ProgressRecord],
) -> Course | None:
    if target.value is None or target.origin_year is None:
        return None
    policy = policy_of(indicator)
    years = []
    for year in range(target.origin_year + 1, target.target_year + 1):
        found = assess(target, readings, as_of=year, policy=policy, window_closed=False)
        aim = target.annual_targets.get(year)
        years.append(YearPoint(year, found.expected_value, found.actual, aim, pending.get(year)))
    return Course(target.origin_year, _base(target), years, target.value, target.value_max)


def _base(target: Target) -> Decimal | None:
    if target.measure in _FROM_ZERO:
        return Decimal(0)
    return target.base_value if target.measure == Measure.LEVEL else None
