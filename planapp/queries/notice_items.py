"""What a paper of 督办 can hold: what a unit is late or behind with; and what ended it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from planapp.domain.terms import Light, NoticeMatter, PlanStatus, Role, Settlement
from planapp.models import (
    Gap,
    Indicator,
    NoticeItem,
    ReportingCycle,
    SupervisionNotice,
    Task,
    Unit,
)
from planapp.queries.answering import TASK_ANSWERING
from planapp.queries.duties import Duty, duties_of
from planapp.queries.gap_list import leading_now, verdict_of, with_units_and_verdicts
from planapp.queries.task_list import load_tasks
from planapp.queries.task_standing import with_standing

_LAGGING = frozenset({Light.YELLOW, Light.RED})
MatterKey = tuple[int | None, int | None, str, date]  # indicator, task, matter, day


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item that can be put on a paper; `noticed` is the paper that holds it already."""

    item: Indicator | Task
    matter: NoticeMatter
    due_on: date
    noticed: SupervisionNotice | None = None

    @property
    def key(self) -> MatterKey:
        is_task = isinstance(self.item, Task)
        indicator, task = (None, self.item.pk) if is_task else (self.item.pk, None)
        return indicator, task, self.matter, self.due_on

    @property
    def name(self) -> str:
        """How a form names it."""
        kind = "t" if isinstance(self.item, Task) else "i"
        return f"{kind}{self.item.pk}-{self.matter}-{self.due_on:%Y%m%d}"

    def days_late(self, on: date) -> int | None:
        return None if self.matter is NoticeMatter.BEHIND else (on - self.due_on).days


def key_of(item: NoticeItem) -> MatterKey:
    return item.indicator_id, item.task_id, item.matter, item.due_on


def matter_of(duty: Duty, due_on: date) -> NoticeMatter:
    """What it is to be late by one of a duty's days."""
    is_report = due_on == duty.due_on or duty.task is None
    return NoticeMatter.LATE if is_report else NoticeMatter.UNFINISHED


def candidates(unit: Unit, cycle: ReportingCycle, *, on: date) -> list[Candidate]:
    """What the unit is late with in the round, longest first, then what it is behind with.

    Sixteen queries at most.
    """
    late = sorted(_late(unit, cycle, on=on), key=lambda each: each.due_on)
    known = {each.item for each in late if each.matter is NoticeMatter.UNFINISHED}
    behind = [each for each in _behind(unit, cycle, on=on) if each.item not in known]
    rows = NoticeItem.objects.filter(cycle=cycle, unit=unit, live=True)
    taken = {key_of(row): row.notice for row in rows.select_related("notice")}
    return [replace(each, noticed=taken.get(each.key)) for each in (*late, *behind)]


def _late(unit: Unit, cycle: ReportingCycle, *, on: date) -> Iterator[Candidate]:
    if cycle.is_closed(on) or cycle.plan.status != PlanStatus.ACTIVE:
        return
    for duty in duties_of([cycle], day=on, units=[unit.pk]):
        if duty.role == Role.LEAD:
            for due_on in duty.due_days:
                if due_on < on:
                    yield Candidate(duty.item, matter_of(duty, due_on), due_on)


def _behind(unit: Unit, cycle: ReportingCycle, *, on: date) -> Iterator[Candidate]:
    """By what was decided, or computed where nobody did: yellow and red lights."""
    own = Q(indicator__in=leading_now().filter(unit=unit).values("indicator"))
    own |= Q(indicator__series__provider=unit)
    gaps = Gap.objects.filter(own, cycle=cycle, indicator__tracked=True)
    for gap in with_units_and_verdicts(gaps).order_by("indicator__order"):
        if (verdict_of(gap) or gap).light in _LAGGING:
            yield Candidate(gap.indicator, NoticeMatter.BEHIND, cycle.as_of_on)
    given = Q(responsibilities__unit=unit, responsibilities__valid_to=None)
    given &= Q(responsibilities__role__in=TASK_ANSWERING)
    found = Task.objects.filter(plan=cycle.plan_id, tracked=True)
    tasks = found.filter(pk__in=Task.objects.filter(given).values("pk"))
    for row in load_tasks(with_standing(tasks.order_by("order"), [cycle], on=on), [cycle]):
        if row.judged.decided.light in _LAGGING:
            yield Candidate(row.task, NoticeMatter.BEHIND, cycle.as_of_on)


def settlements(items: Collection[NoticeItem], *, on: date) -> dict[int, Settlement]:
    """What has ended the matter of these items, by their id; those still open are left out.

    What is behind ends by no rule: a person judges the answer. Their cycles come with their
    plans. Seven queries, none without items that are late.
    """
    late = [item for item in items if item.matter != NoticeMatter.BEHIND]
    cycles = {item.cycle_id: item.cycle for item in late}
    asked = [cycle for cycle in cycles.values() if _asks(cycle, on=on)]
    units = {item.unit_id for item in late}
    owed = _by_item(duties_of(asked, day=on, units=units)) if asked else {}
    found = {item.pk: _settlement(item, owed.get(_place(item)), on=on) for item in late}
    return {pk: settled for pk, settled in found.items() if settled is not None}


def _asks(cycle: ReportingCycle, *, on: date) -> bool:
    return not cycle.is_closed(on) and cycle.plan.status == PlanStatus.ACTIVE


def _place(item: NoticeItem) -> tuple[int, int, int | None, int | None]:
    return item.unit_id, item.cycle_id, item.indicator_id, item.task_id


def _by_item(
    duties: Iterable[Duty],
) -> dict[tuple[int, int, int | None, int | None], Duty]:
    """A figure under each of the indicators that rest on it."""
    found = {}
    for duty in duties:
        if duty.unit is None or duty.role != Role.LEAD:
            continue
        for indicator in duty.indicators or (None,):
            task_id = duty.task.pk if duty.task else None
            pk = indicator.pk if indicator else None
            found[duty.unit.pk, duty.cycle.pk, pk, task_id] = duty
    return found


def _settlement(item: NoticeItem, duty: Duty | None, *, on: date) -> Settlement | None:
    if item.cycle.is_closed(on):
        return Settlement.ROUND_CLOSED
    if duty is None:
        return Settlement.NOT_OWED
    if item.due_on in duty.due_days:
        return None
    if item.matter == NoticeMatter.UNFINISHED:
        return Settlement.FINISHED if duty.is_finished else Settlement.EXTENDED
    if duty.is_closed:
        return Settlement.SUBMITTED
    return Settlement.EXTENDED if duty.published else Settlement.NOT_PUBLISHED
