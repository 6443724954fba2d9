"""Figures of past years of many series at once, kept as approved records with their source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from planapp.domain.terms import ReportState, Vintage
from planapp.models import Indicator, ProgressRecord, User
from planapp.queries.figures_to_import import StoredFigure
from planapp.rights import Action
from planapp.services.audit import write_audit
from planapp.services.bulk_changes import BulkChange
from planapp.services.bulk_rows import insert_rows, refused_when_saved_meanwhile
from planapp.services.errors import require
from planapp.services.figure_rows import (
    Fate,
    FigurePlan,
    FigureRow,
    RowRefused,
    Values,
    in_unit_of_series,
    living_units,
    plan_rows,
    refuse_flaws,
)
from planapp.services.gaps import mark_series_stale
from planapp.services.history import VINTAGES, past_refusal, reported_years

_NAMES = ("series_id", "as_of_on", "unit_id", "value", "vintage", "source")


@transaction.atomic
def plan_history(*, rows: Sequence[FigureRow], by: User, at: datetime) -> FigurePlan:
    """What keeping these rows would do; nothing is written. Raises Refused without the right.

    A row is refused where no source is stated, where units report the year's figure (as in
    services.history), and where another figure of that year is stored.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以导入历史数据。")
    on = timezone.localdate(at)
    return plan_rows(rows, judge=_Checker(rows, on=on).judge, on=on)


@transaction.atomic
def import_history(*, rows: Sequence[FigureRow], by: User, at: datetime) -> FigurePlan:
    """Keep the rows as approved records, all or none, with one event; gaps are marked once.

    Raises Refused where a row is refused, and where somebody saved such a figure meanwhile. The
    number of queries does not depend on the rows.
    """
    plan = plan_history(rows=rows, by=by, at=at)
    refuse_flaws(plan)
    kept = sorted(
        (found.series_id, row.as_of_on, *values)
        for row, found, values in zip(plan.rows, plan.stored, plan.values, strict=True)
        if found is not None and values
    )
    if not kept:
        return plan
    same = {"state": ReportState.APPROVED.value, "recorded_by_id": by.pk, "recorded_at": at}
    with refused_when_saved_meanwhile():
        ids = insert_rows(ProgressRecord, _NAMES, kept, same=same)
    mark_series_stale(
        series_ids={found.series_id for found in plan.stored if found is not None},
        since=min(row.as_of_on for row in plan.rows),
    )
    write_audit(
        by=by, action="progress.history_imported", subject=f"导入历史数据 {len(kept)} 条", at=at,
        changes=[BulkChange(ProgressRecord, _NAMES, ids=ids, before=None, rows=kept, same=same)],
    )  # fmt: skip
    return plan


class _Checker:
    """Judges row by row; what is stored of all series is read before."""

    def __init__(self, rows: Sequence[FigureRow], *, on: date) -> None:
        self.on, self.living = on, living_units(on=on)
        codes = {row.code for row in rows}
        indicators = defaultdict(list)
        asked = Indicator.objects.filter(series__code__in=codes).select_related("plan")
        for indicator in asked.only("series_id", "target_year", "plan__period_start"):
            indicators[indicator.series_id].append(indicator)
        self.reported = {key: reported_years(found) for key, found in indicators.items()}
        self.taken = set(
            ProgressRecord.objects.filter(series__code__in=codes).values_list(
                "series_id", "as_of_on__year"
            )
        )

    def judge(self, row: FigureRow, found: StoredFigure) -> tuple[Fate, Values]:
        """As Judge has it; the values are the last four of _NAMES."""
        value, vintage = in_unit_of_series(row, found), row.vintage or Vintage.FINAL
        kept = (value, vintage.value, row.source or "")
        if found.counts_as and kept == (found.value, found.vintage, found.source):
            return Fate.UNCHANGED, ()
        if not row.source:
            raise RowRefused("source", "须写明数据来源，例如《2019年统计公报》。")
        year, reported = row.as_of_on.year, self.reported.get(found.series_id, set())
        if reason := past_refusal(year, vintage=vintage, reported=reported, on=self.on):
            raise RowRefused("as_of_on" if vintage in VINTAGES else "vintage", reason)
        if (found.series_id, year) in self.taken:
            raise RowRefused("as_of_on", f"{year}年已有数据，历史数据不覆盖；请在填报中更正。")
        unit = self.living(found.unit_id)
        if unit is None:
            raise RowRefused("code", "还没有数据提供单位或牵头单位，请先指定。")
        return Fate.NEW, (unit.pk, *kept)
