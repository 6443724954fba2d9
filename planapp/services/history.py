"""Figures of the years before a plan, kept from its own text or from an earlier publication."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from planapp.domain.terms import ReportState, Vintage
from planapp.models import Indicator, ProgressRecord, Series, Unit, User
from planapp.queries.answering import unit_answering_for
from planapp.rights import Action
from planapp.services.audit import created, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import mark_series_stale

VINTAGES = (Vintage.FINAL, Vintage.REVISED)  # what lies years back is no preliminary figure
_LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A year's value in the series' value unit, and where it is written."""

    year: int
    value: Decimal
    source: str
    vintage: Vintage = Vintage.FINAL


@dataclass(frozen=True, slots=True)
class History:
    """What became of it: the records written, the years that had a figure already."""

    kept: list[ProgressRecord]
    skipped: list[int]


@transaction.atomic
def record_history(
    *, series: Series, entries: Sequence[PastFigure], by: User, at: datetime
) -> History:
    """Keep figures of earlier years as approved records of the unit that answers for the series.

    A year that has any record already keeps it. Refused for years in the period of a plan that
    rests on the series: these are reported, not kept.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以记入历史数据。")
    Series.objects.select_for_update().get(pk=series.pk)  # no second first version beside ours
    indicators = list(Indicator.objects.filter(series=series).select_related("series", "plan"))
    _check(series, entries, indicators, on=timezone.localdate(at))
    unit = _answering(series, indicators, on=timezone.localdate(at))
    taken = {day.year for day in series.records.values_list("as_of_on", flat=True)}
    kept = [
        _keep(series, entry, unit=unit, by=by, at=at)
        for entry in entries
        if entry.year not in taken
    ]
    if kept:
        mark_series_stale(series_ids=[series.pk], since=min(row.as_of_on for row in kept))
        write_audit(
            by=by, action="progress.history_kept", subject=series, at=at, changes=created(*kept)
        )
    return History(kept, [entry.year for entry in entries if entry.year in taken])


def reported_years(indicators: Iterable[Indicator]) -> set[int]:
    """The years in which plans ask for the figures of these indicators. No query."""
    return {
        year
        for indicator in indicators
        for year in range(indicator.plan.period_start, indicator.target_year + 1)
    }


def past_refusal(year: int, *, vintage: Vintage, reported: Collection[int], on: date) -> str:
    """Why a year's figure cannot be kept as history; empty where it can."""
    if vintage not in VINTAGES:
        return "历史数据只能记为“最终核实”或“数据修订”。"
    if year in reported or year >= on.year:
        return f"{year}年的数据由单位填报，不能记为历史数据。"
    return ""


def _check(
    series: Series, entries: Sequence[PastFigure], indicators: Iterable[Indicator], *, on: date
) -> None:
    reported = reported_years(indicators)
    refusals = (
        past_refusal(each.year, vintage=each.vintage, reported=reported, on=on) for each in entries
    )
    years = [entry.year for entry in entries]
    if len(set(years)) != len(years):
        raise Refused(f"“{series}”同一年份有两个数，只能选一个。")
    for reason in filter(None, refusals):
        raise Refused(f"“{series}”：{reason}")


def _answering(series: Series, indicators: Iterable[Indicator], *, on: date) -> Unit:
    for indicator in indicators:
        unit = unit_answering_for(indicator, on=on)
        if unit is not None:
            return unit
    raise Refused(f"“{series}”还没有数据提供单位或牵头单位，请先指定。")


def _keep(
    series: Series, entry: PastFigure, *, unit: Unit, by: User, at: datetime
) -> ProgressRecord:
    record = ProgressRecord(
        series=series,
        as_of_on=date(entry.year, 12, 31),
        unit=unit,
        value=entry.value,
        vintage=entry.vintage,
        source=entry.source[:_LONGEST_SOURCE],
        state=ReportState.APPROVED,
        recorded_by=by,
        recorded_at=at,
    )
    try:
        record.full_clean(validate_constraints=False)  # the database keeps the constraints
    except ValidationError as error:
        raise Refused(f"{record}：{'；'.join(error.messages)}") from error
    record.save()
    return record
