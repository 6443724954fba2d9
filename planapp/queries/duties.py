"""Who owes what in the open cycles, and how far each one is with it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from planapp.domain.terms import PlanStatus, ReportState, Role, SelfAssessment
from planapp.models import (
    Indicator,
    Plan,
    ProgressRecord,
    Report,
    ReportingCycle,
    Series,
    Task,
    TaskReport,
    Unit,
)
from planapp.queries.answering import Parts, Successors, load_parts, load_successors, share_out


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit owes in a cycle: the figure of an indicator's series, or the report of a task.

    `unit` answers, or is None where nobody does; `supporting` are the other units that see it.
    `role` is LEAD, or SUPPORT for units that only see it. `indicators` are all that rest on the
    figure, `item` first; empty for a task. `newest` is the newest version, `approved` the one
    that counts. `due_on` is the cycle's, or the end of the month in which the figure is published
    where that is later; before that month it is not `published`, and nobody is late with it.
    """

    cycle: ReportingCycle
    item: Indicator | Task
    unit: Unit | None
    supporting: tuple[Unit, ...]
    due_on: date
    indicators: tuple[Indicator, ...] = ()
    role: Role = Role.LEAD
    published: bool = True
    newest: ProgressRecord | TaskReport | None = None
    approved: ProgressRecord | TaskReport | None = None
    last_year: Decimal | None = None

    @property
    def indicator(self) -> Indicator | None:
        return self.item if isinstance(self.item, Indicator) else None

    @property
    def task(self) -> Task | None:
        return self.item if isinstance(self.item, Task) else None

    @property
    def state(self) -> ReportState | None:
        """The state of the newest version; None while nothing was begun."""
        return ReportState(self.newest.state) if self.newest else None

    @property
    def is_closed(self) -> bool:
        """Whether it was handed in; a correction under way does not open it again."""
        return self.approved is not None or self.state == ReportState.SUBMITTED

    @property
    def is_open(self) -> bool:
        """Whether something has to be done about it now."""
        return self.published and not self.is_closed

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on


def duties_on(
    day: date, *, units: Collection[int] | None = None, plan: Plan | None = None
) -> list[Duty]:
    """The duties of the cycles open on a day, earliest due first, in at most seven queries.

    Owed are the tracked items of active plans, but no indicator after its target year and no
    task that was to be done before the cycle opened and is approved as 已完成. One figure is
    asked of a unit once for a date, however many indicators or plans rest on it, and by the
    earliest of their due dates. With `units` (ids) only what these answer for, or see; ask for
    all to find what nobody answers for.
    """
    open_cycles = ReportingCycle.objects.open_on(day).filter(plan__status=PlanStatus.ACTIVE)
    if plan is not None:
        open_cycles = open_cycles.filter(plan=plan)
    cycles = list(open_cycles.select_related("plan").order_by("due_on", "pk"))
    if not cycles:
        return []
    plan_ids = {cycle.plan_id for cycle in cycles}
    parts = load_parts(plan_ids, day=day)
    successors = load_successors(day)
    duties = [
        *_figures(cycles, plan_ids=plan_ids, parts=parts, successors=successors),
        *_task_reports(cycles, plan_ids=plan_ids, parts=parts, successors=successors),
    ]
    duties.sort(key=lambda duty: (duty.due_on, duty.cycle.plan.code))
    return duties if units is None else list(_seen_by(duties, units))


def open_duties(duties: Iterable[Duty]) -> list[Duty]:
    """Those that somebody has to do something about."""
    return [duty for duty in duties if duty.is_open]


def overdue_duties(duties: Iterable[Duty], *, on: date) -> list[Duty]:
    """Those whose due date has passed without a report."""
    return [duty for duty in duties if duty.is_overdue(on)]


def _seen_by(duties: Iterable[Duty], units: Collection[int]) -> Iterator[Duty]:
    for duty in duties:
        if duty.unit is not None and duty.unit.pk in units:
            yield duty
        elif any(unit.pk in units for unit in duty.supporting):
            yield replace(duty, role=Role.SUPPORT)


# Figures


def _figures(
    cycles: list[ReportingCycle],
    *,
    plan_ids: set[int],
    parts: Parts,
    successors: Successors,
) -> list[Duty]:
    tracked = Indicator.objects.filter(plan__in=plan_ids, tracked=True)
    indicators: dict[int, list[Indicator]] = {plan_id: [] for plan_id in plan_ids}
    for indicator in tracked.select_related("plan", "series__provider").order_by("order", "pk"):
        indicators[indicator.plan_id].append(indicator)
    versions = _Versions(_records(plan_ids, {cycle.as_of_on for cycle in cycles}))
    found: dict[tuple[int, date, int | None], Duty] = {}
    for cycle in cycles:
        for indicator in indicators[cycle.plan_id]:
            if indicator.target_year < cycle.year:
                continue
            unit, supporting = share_out(
                parts.of_indicator.get(indicator.pk, ()),
                answering=(Role.LEAD,),
                successors=successors,
                provider=indicator.series.provider,
            )
            key = (indicator.series_id, cycle.as_of_on, unit.pk if unit else None)
            ...
    return list(found.values())
