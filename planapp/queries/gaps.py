"""Indicators as the assessment reads them: target, readings and policy from their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from planapp.domain.gaps import AnnualTarget as AnnualAim
from planapp.domain.gaps import (
    Assessment,
    Explanation,
    LightPolicy,
    Period,
    Readings,
    Target,
    assess,
    assess_payload,
    convert,
    explain,
)
from planapp.domain.terms import Comparator, DuePath, Entry, LightMode, Measure, ReportState
from planapp.models import AnnualTarget, Gap, Indicator, ProgressRecord, ReportingCycle
from planapp.models import LightPolicy as PolicyRow
from planapp.models.revision import REVISABLE
from planapp.queries.revisions import (
    Chosen,
    Terms,
    TermsInForce,
    confirmed_revisions,
    terms_in_force,
)

_OWN_UNIT = frozenset({Measure.GROWTH, Measure.MULTIPLE})

# Where the values of a Pledge stand, seen from an indicator.
PLEDGE = (
    "measure",
    "comparator",
    "path",
    "value_unit",
    "series.entry",
    "series.value_unit",
    "plan.period_start",
)
_read_pledge = attrgetter(*PLEDGE)
_read_terms = attrgetter(*REVISABLE)


class Pledge(NamedTuple):
    """What an indicator says of its target besides the terms, as the database has it."""

    measure: str
    comparator: str
    path: str
    value_unit: str
    entry: str
    series_unit: str
    period_start: int

    def converts(self) -> bool:
        """Whether records and target are amounts of one kind, written in different units.

        Growth, multiples and changes in % are promised in another unit than what is observed.
        """
        if self.series_unit == self.value_unit or not (self.series_unit and self.value_unit):
            return False
        return self.entry != Entry.RATE and self.measure not in _OWN_UNIT

    def convert(self, value: Decimal) -> Decimal:
        return convert(value, self.series_unit, self.value_unit)


class Aim(NamedTuple):
    """What is asked of one year."""

    year: int
    value: Decimal
    official: bool


class Policy(NamedTuple):
    """A plan's rule for the lights, and what 左右 accepts as a share of the target."""

    lights: LightPolicy
    approx_tolerance: Decimal

    @classmethod
    def of(cls, row: PolicyRow) -> Policy:
        lights = LightPolicy(
            mode=LightMode(row.mode),
            tolerance_points=row.tolerance_points,
            red_below=row.red_below,
            red_points=row.red_points,
            nearly_from=row.nearly_from,
        )
        return cls(lights, row.approx_tolerance)


USUAL_POLICY = Policy.of(PolicyRow())  # for a plan that has none


def build_target(
    pledge: Pledge,
    terms: Terms,
    *,
    aims: Mapping[Period, AnnualAim],
    approx_tolerance: Decimal,
) -> Target:
    """The commitment as the assessment reads it. Raises ValueError where it cannot be read."""
    base = terms.base_value
    if base is not None and pledge.converts():
        base = pledge.convert(base)
    return Target(
        measure=Measure(pledge.measure),
        comparator=Comparator(pledge.comparator),
        value=terms.target,
        value_max=terms.target_max,
        target_year=terms.target_year,
        base_year=terms.base_year,
        base_value=base,
        period_start=pledge.period_start,
        entry=Entry(pledge.entry),
        path=DuePath(pledge.path),
        value_unit=pledge.value_unit,
        approx_tolerance=approx_tolerance,
        annual_targets=aims,
    )


def build_readings(pledge: Pledge, records: Mapping[Period, Decimal]) -> Readings:
    """The records in the unit of the target. Raises ValueError where units do not convert."""
    if pledge.converts():
        return Readings({period: pledge.convert(value) for period, value in records.items()})
    return Readings(records)


def read_aims(aims: Iterable[Aim]) -> dict[Period, AnnualAim]:
    """Annual targets by year. Raises ValueError where one cannot be read."""
    return {year: AnnualAim(value, official=official) for year, value, official in aims}


def approved_records(series: Chosen) -> defaultdict[int, dict[Period, Decimal]]:
    """The values that count, by series and day. One query."""
    found: defaultdict[int, dict[Period, Decimal]] = defaultdict(dict)
    approved = ProgressRecord.objects.filter(series__in=series, state=ReportState.APPROVED)
    rows = approved.order_by().values_list("series_id", "as_of_on", "value")
    for series_id, as_of_on, value in rows:
        found[series_id][as_of_on] = value
    return found


def annual_aims(indicators: Chosen) -> defaultdict[int, list[Aim]]:
    """The annual targets by indicator. One query."""
    found: defaultdict[int, list[Aim]] = defaultdict(list)
    rows = AnnualTarget.objects.filter(indicator__in=indicators).order_by()
    for indicator_id, year, value, official in rows.values_list("indicator_id", *Aim._fields):
        found[indicator_id].append(Aim(year, value, official))
    return found


def terms_on(indicator: Indicator, cycle: ReportingCycle) -> TermsInForce:
    """The target and base that an indicator is judged by in a cycle. One query."""
    revisions = confirmed_revisions([indicator.pk]).get(indicator.pk, ())
    return terms_in_force(
        own_terms(indicator), revisions, as_of_on=cycle.as_of_on, closed_on=cycle.closed_on
    )


def own_terms(indicator: Indicator) -> Terms:
    """What stands on the indicator itself: in force for the newest year."""
    return Terms(*_read_terms(indicator))


def records_of(indicator: Indicator) -> dict[Period, Decimal]:
    """The approved values of its series. One query."""
    return approved_records([indicator.series_id])[indicator.series_id]


def aims_of(indicator: Indicator) -> dict[Period, AnnualAim]:
    """Its annual targets by year. One query."""
    return read_aims(annual_aims([indicator.pk])[indicator.pk])


def target_of(
    indicator: Indicator, aims: Mapping[Period, AnnualAim], *, terms: Terms | None = None
) -> Target:
    """The commitment by the given terms, else by its own; ValueError where it cannot be read."""
    return build_target(
        Pledge(*_read_pledge(indicator)),
        terms or own_terms(indicator),
        aims=aims,
        approx_tolerance=_policy_on(indicator).approx_tolerance,
    )


def readings_of(indicator: Indicator, records: Mapping[Period, Decimal]) -> Readings:
    """The records in the unit of the target. Raises ValueError where units do not convert."""
    return build_readings(Pledge(*_read_pledge(indicator)), records)


def policy_of(indicator: Indicator) -> LightPolicy:
    """The plan's rule for the lights, the usual one where it has none."""
    return _policy_on(indicator).lights


def _policy_on(indicator: Indicator) -> Policy:
    row: PolicyRow | None = getattr(indicator.plan, "light_policy", None)
    return USUAL_POLICY if row is None else Policy.of(row)


def explain_gap(gap: Gap) -> Explanation | None:
    """How a stored gap was computed, from the inputs stored with it; no query.

    None before the first calculation, and where `inputs` holds the error that prevented it.
    """
    readable = gap.inputs and "error" not in gap.inputs
    return explain(assess_payload(gap.inputs)) if readable else None


def explain_draft(
    indicator: Indicator, cycle: ReportingCycle, record: ProgressRecord
) -> Explanation | None:
    """What the assessment would be were this record approved, step by step. Three queries."""
    found = assess_draft(indicator, cycle, record)
    return None if found is None else explain(found)


def assess_draft(
    indicator: Indicator, cycle: ReportingCycle, record: ProgressRecord | None
) -> Assessment | None:
    """What the assessment would be were this record, if any, approved. Three queries.

    None where the indicator cannot be read: the indicator's own page says why.
    """
    records = records_of(indicator)
    if record is not None:
        records[record.as_of_on] = record.value
    terms = terms_on(indicator, cycle).terms
    try:
        target = target_of(indicator, aims_of(indicator), terms=terms)
        readings = readings_of(indicator, records)
    except ValueError:
        return None
    return assess(target, readings, as_of=cycle.as_of_on, policy=policy_of(indicator))
