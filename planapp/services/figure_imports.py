"""Figures of many series at once, as drafts: checked against what is stored, written together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from planapp.domain.cell_text import is_same_text
from planapp.domain.day_words import day_in_words
from planapp.domain.terms import ReportState, Vintage
from planapp.models import ProgressRecord, Series, Unit, User
from planapp.models.report import EDITABLE, ON_THE_WAY, UNITS_OWN
from planapp.queries.figures_to_import import StoredFigure
from planapp.queries.scope import within
from planapp.rights import Action, may, reporting_units, scope_of
from planapp.services.audit import write_audit
from planapp.services.bulk_changes import BulkChange
from planapp.services.bulk_rows import (
    SAVED_MEANWHILE,
    insert_rows,
    refused_when_saved_meanwhile,
    update_rows,
)
from planapp.services.errors import Refused
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

_TEXTS = ("source", "narrative", "problems", "next_steps")
_TOLD = ("value", "vintage", *_TEXTS)
_WRITTEN = ("unit_id", *_TOLD, "correction_reason")
_USUAL = Vintage.PRELIMINARY.value
_NOTHING: Values = ()


@transaction.atomic
def plan_figures(*, rows: Sequence[FigureRow], by: User, at: datetime) -> FigurePlan:
    """What an import of these rows as drafts would do; nothing is written.

    A row is refused with its flaw, not raised: where no series has the code, where the value unit
    does not convert, where the person may not enter it, where no open round asks for it, where its
    newest version waits for review or is a draft that the person does not see, and where an
    approved figure would be corrected without a reason. The same figure twice is refused the
    second time. What stays as it is needs neither a right nor a round, where the person may read
    it. Eight queries at most, and four to learn what others' figures may be read.
    """
    on = timezone.localdate(at)
    return plan_rows(rows, judge=_Checker(by=by, on=on).judge, on=on)


@transaction.atomic
def record_figures(*, rows: Sequence[FigureRow], by: User, at: datetime) -> FigurePlan:
    """Write the rows as drafts, new or changed, all or none, with one event in the audit trail.

    Raises Refused where a row is refused (`plan_figures` says which and why), and where somebody
    saved one of the figures meanwhile. The number of queries does not depend on the rows.
    """
    plan = plan_figures(rows=rows, by=by, at=at)
    refuse_flaws(plan)
    with refused_when_saved_meanwhile():
        changes = [_insert(plan, by=by, at=at), _update(plan, by=by, at=at)]
    written = [change for change in changes if change.rows]
    if written:
        number = plan.count(Fate.NEW) + plan.count(Fate.CHANGED)
        write_audit(
            by=by, action="progress.imported", subject=f"导入数据填报 {number} 条", at=at,
            changes=written,
        )  # fmt: skip
    return plan


class _Checker:
    """Judges row by row; what is the same for many is asked once."""

    def __init__(self, *, by: User, on: date) -> None:
        self.by, self.on = by, on
        self.everywhere = may(by, Action.SET_UP, on=on)
        self.own: Collection[int] = reporting_units(by, on=on)
        self.living = living_units(on=on)

    def judge(self, row: FigureRow, found: StoredFigure) -> tuple[Fate, Values]:
        value = in_unit_of_series(row, found)
        unit = self.living(found.unit_id)
        told = _told(row, found, value)
        sees = self._sees(found, unit)
        if sees and told == found[-len(_TOLD) :]:
            return Fate.UNCHANGED, _NOTHING
        if unit is None:
            raise RowRefused("code", "还没有确定由哪个单位填报，请先完成启动准备。")
        self._check_right(found, unit, sees=sees)
        if not found.is_owed and not (found.may_correct and found.counts_as):
            day = day_in_words(row.as_of_on)
            raise RowRefused("as_of_on", f"没有开启的填报期要求截至{day}的数据。")
        if found.record_id is None:
            return Fate.NEW, (unit.id, *told, row.correction_reason)
        _check_state(row, found, told)
        return Fate.CHANGED, (unit.id, *told, row.correction_reason)

    def _sees(self, found: StoredFigure, unit: Unit | None) -> bool:
        """Drafts are for the unit and for who brought them in; what was handed in for more."""
        if found.recorded_by_id == self.by.pk or (unit is not None and unit.id in self.own):
            return True
        return found.state not in UNITS_OWN and (self.everywhere or found.series_id in self.seen)

    @cached_property
    def seen(self) -> set[int]:
        """The series of which the person may read what was handed in."""
        rows = within(Series.objects.all(), scope_of(self.by, on=self.on))
        return set(rows.values_list("pk", flat=True))

    def _check_right(self, found: StoredFigure, unit: Unit, *, sees: bool) -> None:
        if not self.everywhere and unit.id not in self.own:
            raise RowRefused("code", f"由{unit}填报，您不是它的填报人。")
        if not sees:
            raise RowRefused("code", f"{unit}正在填报，草稿只能由该单位自己修改。")


def _told(row: FigureRow, found: StoredFigure, value: Decimal) -> Values:
    """What would be stored, under `_TOLD`; texts as they are where they say the same."""
    given = (row.source, row.narrative, row.problems, row.next_steps)
    if found.record_id is None:
        vintage, texts = _USUAL, [text or "" for text in given]
    else:
        stored = (found.source, found.narrative, found.problems, found.next_steps)
        vintage = found.vintage
        texts = [
            was if text is None or is_same_text(text, was) else text
            for text, was in zip(given, stored, strict=True)
        ]
    return (value, row.vintage.value if row.vintage else vintage, *texts)


def _check_state(row: FigureRow, found: StoredFigure, told: Values) -> None:
    if found.state in ON_THE_WAY:
        state = ReportState(found.state).label
        raise RowRefused("code", f"当前为“{state}”，不能修改；可先撤回，或请督查退回。")
    if not found.counts_as or row.correction_reason:
        return
    vintage, source = Vintage(str(told[1])), told[2]
    if not vintage.is_later_than(Vintage(found.counts_as)):
        raise RowRefused("correction_reason", "已审核锁定；更正须在模板的“更正原因”一列写明原因。")
    if not source:
        raise RowRefused("source", f"改为{vintage.label}，须写明数据来源。")


def _insert(plan: FigurePlan, *, by: User, at: datetime) -> BulkChange:
    """New figures, and new versions of those that count."""
    names = ("series_id", "as_of_on", "version", "revision", *_WRITTEN)
    rows = []
    for row, found, values in zip(plan.rows, plan.stored, plan.values, strict=True):
        if found is None or not values:
            continue
        if found.record_id is None:
            rows.append((found.series_id, row.as_of_on, 1, 1, *values))
        elif found.state not in EDITABLE:
            after = (found.version + 1, found.revision + 1)
            rows.append((found.series_id, row.as_of_on, *after, *values))
    rows.sort(key=itemgetter(0, 1))  # two imports at once must not wait for each other
    same = {"state": ReportState.DRAFT.value, "recorded_by_id": by.pk, "recorded_at": at}
    ids = insert_rows(ProgressRecord, names, rows, same=same)
    return BulkChange(ProgressRecord, names, ids=ids, before=None, rows=rows, same=same)


def _update(plan: FigurePlan, *, by: User, at: datetime) -> BulkChange:
    """Open versions, written over as they were seen."""
    open_ones = [
        (found, values)
        for found, values in zip(plan.stored, plan.values, strict=True)
        if values and found is not None and found.state in EDITABLE
    ]
    rows = ((found.record_id, found.revision, *values) for found, values in open_ones)
    same = {"recorded_by_id": by.pk, "recorded_at": at}
    number = update_rows(ProgressRecord, _WRITTEN, rows, same=same, revision="revision")
    if number != len(open_ones):
        raise Refused(SAVED_MEANWHILE)
    ids = [found.record_id for found, _ in open_ones if found.record_id is not None]
    return BulkChange(
        ProgressRecord, _TOLD, ids=ids, before=[found[-len(_TOLD) :] for found, _ in open_ones],
        rows=[values[1:-1] for _, values in open_ones],
    )  # fmt: skip
