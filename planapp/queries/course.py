"""An indicator's way from its base to its target, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from planapp.domain.gaps import AnnualTarget as AnnualAim
from planapp.domain.gaps import Period, Target, assess
from planapp.domain.terms import Measure, ReportState
from planapp.models import Indicator, ProgressRecord
from planapp.models.revision import REVISABLE
from planapp.queries.gaps import aims_of, policy_of, readings_of, target_of
from planapp.queries.revisions import Revisions, Terms, confirmed_revisions, terms_in_force

_FROM_ZERO = {Measure.CUMULATIVE, Measure.INCREASE, Measure.DECREASE}


@dataclass(frozen=True, slots=True)
class YearPoint:
    """A year's figures in the terms of the target; None where there is none."""

    year: int
    expected: Decimal | None
    actual: Decimal | None
    annual: AnnualAim | None
    pending: ProgressRecord | None = None  # handed in and not approved: counts for nothing yet
    unreviewed: Decimal | None = None  # the actual value that the pending one would lead to


@dataclass(frozen=True, slots=True)
class Course:
    """The years from the one after the origin to the target's."""

    origin: int
    base: Decimal | None  # where the way begins; None where nothing can stand there
    years: list[YearPoint]
    target: Decimal
    target_max: Decimal | None


def course_of(
    indicator: Indicator, *, closings: Mapping[int, date | None] | None = None
) -> Course | None:
    """The course of an indicator with its series, plan and light policy loaded. Three queries.

    Each year is followed by the terms it is judged by; `closings` tells when the years' cycles
    were closed. Base and target are the newest. None where the indicator cannot be read.
    """
    kept = (ReportState.APPROVED, ReportState.SUBMITTED)
    rows = ProgressRecord.objects.filter(series=indicator.series_id, state__in=kept)
    records: dict[Period, Decimal] = {}
    pending: dict[int, ProgressRecord] = {}
    for row in rows:
        if row.state == ReportState.APPROVED:
            records[row.as_of_on] = row.value
        elif (row.as_of_on.month, row.as_of_on.day) == (12, 31):  # others are of no year's end
            pending[row.year] = row
    aims = aims_of(indicator)
    terms = _TermsByYear(
        Terms(*(getattr(indicator, name) for name in REVISABLE)),
        confirmed_revisions([indicator.pk]).get(indicator.pk, ()),
        closings or {},
    )
    try:
        return _follow(indicator, aims, terms=terms, records=records, pending=pending)
    except ValueError:  # a wrong unit or target: the page says so where it shows the gap
        return None


@dataclass(frozen=True, slots=True)
class _TermsByYear:
    own: Terms
    revisions: Revisions
    closings: Mapping[int, date | None]

    def of(self, year: int) -> Terms:
        end, closed_on = date(year, 12, 31), self.closings.get(year)
        return terms_in_force(self.own, self.revisions, as_of_on=end, closed_on=closed_on).terms


def _follow(
    indicator: Indicator,
    aims: Mapping[Period, AnnualAim],
    *,
    terms: _TermsByYear,
    records: dict[Period, Decimal],
    pending: dict[int, ProgressRecord],
) -> Course | None:
    target = target_of(indicator, aims)
    if target.value is None or target.origin_year is None:
        return None
    approved = readings_of(indicator, records)
    handed_in: dict[Period, Decimal] = {row.as_of_on: row.value for row in pending.values()}
    proposed = readings_of(indicator, {**records, **handed_in})
    judge = partial(assess, policy=policy_of(indicator), window_closed=False)
    years = []
    for year in range(target.origin_year + 1, target.target_year + 1):
        then = target_of(indicator, aims, terms=terms.of(year))
        found, waiting = judge(then, approved, as_of=year), pending.get(year)
        unreviewed = judge(then, proposed, as_of=year).actual if waiting else None
        years.append(
            YearPoint(year, found.expected_value, found.actual, aims.get(year), waiting, unreviewed)
        )
    return Course(target.origin_year, _base(target), years, target.value, target.value_max)


def _base(target: Target) -> Decimal | None:
    if target.measure in _FROM_ZERO:
        return Decimal(0)
    return target.base_value if target.measure == Measure.LEVEL else None
