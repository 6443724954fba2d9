"""What supporting units say of the items that others lead (协办意见)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from planapp.domain.terms import Role
from planapp.models import ProgressRecord, Remark, TaskReport, Unit
from planapp.queries.duties import Duty, duties_on
from planapp.queries.item_rows import ItemRows


@dataclass(frozen=True, slots=True)
class Supported:
    """An item that another unit leads, with what the reader's unit has said of it.

    `unit` is the reader's that has a part in it.
    """

    duty: Duty
    unit: Unit
    own: list[Remark]

    @property
    def due_on(self) -> date | None:
        """The day by which supporting units are to be done, where the round has one."""
        return self.duty.cycle.internal_due_on

    def is_late(self, on: date) -> bool:
        """Whether that day has passed with nothing said, and the lead still waits."""
        late = self.due_on is not None and self.due_on < on
        return late and not self.own and self.duty.is_open

    @property
    def report(self) -> ProgressRecord | TaskReport | None:
        """What was handed in, as far as the unit may see it."""
        newest = self.duty.newest
        if newest is not None and not newest.is_units_own:
            return newest
        return self.duty.approved


def supported_by(duties: Iterable[Duty], units: Collection[int]) -> list[Supported]:
    """Of the duties those that the units (ids) support, in their order. One query."""
    mine = [duty for duty in duties if duty.role == Role.SUPPORT]
    rows = ItemRows(Remark.objects.filter(unit__in=units), mine)
    found = []
    for duty in mine:
        unit = next(unit for unit in duty.supporting if unit.pk in units)
        found.append(Supported(duty, unit, rows.of(duty)))
    return found


def remarks_of(duty: Duty) -> list[Remark]:
    """All that was said of an item in its round, the first first. Two queries."""
    rows = Remark.objects.select_related("unit", "written_by", "indicator", "task")
    return ItemRows(rows.prefetch_related("evidence__uploaded_by"), [duty]).of(duty)


def remarks_on_report(report: ProgressRecord | TaskReport) -> list[Remark]:
    """What was said of what a report tells, for whoever judges it. Two queries."""
    rows = Remark.objects.select_related("unit", "written_by", "cycle")
    if isinstance(report, TaskReport):
        rows = rows.filter(task=report.task_id, cycle=report.cycle_id)
    else:
        rows = rows.filter(indicator__series=report.series_id, cycle__as_of_on=report.as_of_on)
    return list(rows.prefetch_related("evidence__uploaded_by"))


def find_supported(
    day: date,
    units: Collection[int],
    *,
    cycle_id: int,
    indicator_id: int | None = None,
    task_id: int | None = None,
) -> Supported | None:
    """The item, if one of the units (ids) supports it in that open round.

    Costs a query more than `duties_on`."""
    for duty in duties_on(day, units=units):
        if duty.role != Role.SUPPORT or duty.cycle.pk != cycle_id:
            continue
        is_figure = any(indicator.pk == indicator_id for indicator in duty.indicators)
        if is_figure or (duty.task is not None and duty.task.pk == task_id):
            return supported_by([duty], units)[0]
    return None
