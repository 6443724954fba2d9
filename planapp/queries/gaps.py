"""What the assessment of stored gaps needs, loaded in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.gaps import AnnualTarget as AnnualAim
from planapp.domain.gaps import (
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

_OWN_UNIT = frozenset({Measure.GROWTH, Measure.MULTIPLE})


@dataclass(frozen=True, slots=True)
class GapMaterial:
    """Stored gaps with all they rest on."""

    gaps: list[Gap]  # with indicator, series, plan, light policy and cycle
    records: dict[int, dict[Period, Decimal]]  # approved values by series id
    annual_targets: dict[int, dict[Period, AnnualAim]]  # by indicator id


def load_material(gap_ids: Sequence[int]) -> GapMaterial:
    """Three queries: the gaps with their indicators, the approved records, the annual targets."""
    gaps = list(
        Gap.objects.filter(pk__in=gap_ids)
        .select_related("indicator__series", "indicator__plan__light_policy", "cycle")
        .order_by("pk")
    )
    series_ids = {gap.indicator.series_id for gap in gaps}
    records: dict[int, dict[Period, Decimal]] = defaultdict(dict)
    approved = ProgressRecord.objects.filter(
        series_id__in=series_ids, state=ReportState.APPROVED
    ).values_list("series_id", "as_of_on", "value")
    for series_id, as_of_on, value in approved:
        records[series_id][as_of_on] = value
    aims: dict[int, dict[Period, AnnualAim]] = defaultdict(dict)
    for row in AnnualTarget.objects.filter(indicator_id__in={gap.indicator_id for gap in gaps}):
        aims[row.indicator_id][row.year] = AnnualAim(row.value, official=row.official)
    return GapMaterial(gaps, records, aims)


def target_of(indicator: Indicator, annual_targets: Mapping[Period, AnnualAim]) -> Target:
    """The commitment as the assessment reads it. Raises ValueError where it cannot be read."""
    base = indicator.base_value
    if base is not None and _converts(indicator):
        base = _convert(indicator, base)
    return Target(
        measure=Measure(indicator.measure),
        comparator=Comparator(indicator.comparator),
        value=indicator.target,
        value_max=indicator.target_max,
        target_year=indicator.target_year,
        base_year=indicator.base_year,
        base_value=base,
        period_start=indicator.plan.period_start,
        entry=Entry(indicator.series.entry),
        path=DuePath(indicator.path),
        value_unit=indicator.value_unit,
        approx_tolerance=indicator.plan.light_policy.approx_tolerance,
        annual_targets=annual_targets,
    )


def readings_of(indicator: Indicator, records: Mapping[Period, Decimal]) -> Readings:
    """The records in the unit of the target. Raises ValueError where units do not convert."""
    if _converts(indicator):
        return Readings({period: _convert(indicator, value) for period, value in records.items()})
    return Readings(records)


def policy_of(indicator: Indicator) -> LightPolicy:
    row = indicator.plan.light_policy
    return LightPolicy(
        mode=LightMode(row.mode),
        tolerance_points=row.tolerance_points,
        red_below=row.red_below,
        red_points=row.red_points,
        nearly_from=row.nearly_from,
    )


def _converts(indicator: Indicator) -> bool:
    """Whether records and target are amounts of one kind, written in different units.

    Growth, multiples and changes in % are promised in another unit than what is observed.
    """
    if indicator.series.entry == Entry.RATE or indicator.measure in _OWN_UNIT:
        return False
    units = (indicator.series.value_unit, indicator.value_unit)
    return units[0] != units[1] and all(units)


def _convert(indicator: Indicator, value: Decimal) -> Decimal:
    return convert(value, indicator.series.value_unit, indicator.value_unit)


def explain_gap(gap: Gap) -> Explanation | None:
    """How a stored gap was computed, from the inputs stored with it; no query.

    None before the first calculation, and where `inputs` holds the error that prevented it.
    """
    readable = gap.inputs and "error" not in gap.inputs
    return explain(assess_payload(gap.inputs)) if readable else None


def explain_draft(
    indicator: Indicator, cycle: ReportingCycle, record: ProgressRecord
) -> Explanation | None:
    """What the assessment would be were this record approved. Two queries.

    None where the indicator cannot be read: the indicator's own page says why.
    """
    approved = ProgressRecord.objects.filter(
        series=indicator.series_id, state=ReportState.APPROVED
    ).values_list("as_of_on", "value")
    aims: dict[Period, AnnualAim] = {
        row.year: AnnualAim(row.value, official=row.official)
        for row in AnnualTarget.objects.filter(indicator=indicator)
    }
    records: dict[Period, Decimal] = {**dict(approved), record.as_of_on: record.value}
    try:
        target, readings = target_of(indicator, aims), readings_of(indicator, records)
    except ValueError:
        return None
    return explain(assess(target, readings, as_of=cycle.as_of_on, policy=policy_of(indicator)))
