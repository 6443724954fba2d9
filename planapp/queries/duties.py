"""Who owes what in the open cycles, and how far each one is with it."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from planapp.domain.due_days import due_day, month_of_publication
from planapp.domain.terms import ReportState, Role, SelfAssessment
from planapp.models import (
    Indicator,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Task,
    TaskReport,
    Unit,
)
from planapp.queries.answering import (
    INDICATOR_ANSWERING,
    TASK_ANSWERING,
    Parts,
    Successors,
    load_parts,
    load_successors,
    share_out,
)
from planapp.queries.delays import NONE, Delay, Delays, load_delays
from planapp.queries.duty_items import DutyItems, load_items, open_rounds
from planapp.queries.task_ends import ENDS, finished_before

ReportT = TypeVar("ReportT", ProgressRecord, TaskReport)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit owes in a cycle: the figure of an indicator's series, or the report of a task.

    `unit` answers, or is None where nobody does; `supporting` are the other units that see it.
    `role` is LEAD, or SUPPORT for units that only see it. `indicators` are all that rest on the
    figure, `item` first; empty for a task. `newest` is the newest version, `approved` the one
    that counts. `due_on` is the cycle's, or the end of the month in which the figure is published
    (`published_in`, its first day), or the day that was granted, whichever is latest; before that
    month it is not `published`, and nobody is late with it. `delay` is what the unit asked for.
    `a_year_before` is the figure that counts for the same day of the year before, `revision` its
    newer vintage or correction on the way; neither is owed.
    """

    cycle: ReportingCycle
    item: Indicator | Task
    unit: Unit | None
    supporting: tuple[Unit, ...]
    due_on: date
    indicators: tuple[Indicator, ...] = ()
    role: Role = Role.LEAD
    published: bool = True
    published_in: date | None = None
    delay: Delay = NONE
    newest: ProgressRecord | TaskReport | None = None
    approved: ProgressRecord | TaskReport | None = None
    a_year_before: ProgressRecord | None = None
    revision: ProgressRecord | None = None

    @property
    def indicator(self) -> Indicator | None:
        return self.item if isinstance(self.item, Indicator) else None

    @property
    def task(self) -> Task | None:
        return self.item if isinstance(self.item, Task) else None

    @property
    def last_year(self) -> Decimal | None:
        return self.a_year_before.value if self.a_year_before else None

    @property
    def state(self) -> ReportState | None:
        """The state of the newest version; None while nothing was begun."""
        return ReportState(self.newest.state) if self.newest else None

    @property
    def is_closed(self) -> bool:
        """Whether it was handed in; a correction under way does not open it again."""
        return self.approved is not None or self.state == ReportState.SUBMITTED

    @property
    def is_finished(self) -> bool:
        """Whether the unit handed in that the task is done; a draft says nothing yet."""
        return any(
            isinstance(report, TaskReport)
            and report.self_assessment == SelfAssessment.DONE
            and report.state in {ReportState.SUBMITTED, ReportState.APPROVED}
            for report in (self.newest, self.approved)
        )

    @property
    def is_open(self) -> bool:
        """Whether something has to be done about it now."""
        return self.published and not self.is_closed

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on


def duties_on(
    day: date, *, units: Collection[int] | None = None, plan: Plan | None = None
) -> list[Duty]:
    """The duties of the cycles open on a day, earliest due first, in at most eight queries.

    Owed are the tracked items of active plans, but no indicator after its target year and no
    task that was finished before, or that is decided to be (`with_ends`). One figure is asked
    of a unit once for a date, however many indicators or plans rest on it, and by the earliest
    of their due dates. With `units` (ids) only what these answer for, or see; ask for all to
    find what nobody answers for.
    """
    rounds = open_rounds(day)
    return duties_of(
        list(rounds if plan is None else rounds.filter(plan=plan)), day=day, units=units
    )


def duties_of(
    cycles: list[ReportingCycle], *, day: date, units: Collection[int] | None = None
) -> list[Duty]:
    """What is owed in these cycles, closed ones too, with their plans; the earliest due come first.

    As it stands on a day; in at most seven queries. With `units` no more is read than what
    concerns them.
    """
    if not cycles:
        return []
    successors = load_successors(day)
    items = load_items({cycle.plan_id: cycle.plan for cycle in cycles}, successors, units=units)
    parts = load_parts(items.of_part, day=day)
    now = _Round(day, cycles, items, parts, successors, load_delays(cycles))
    duties = [*_figures(now), *_task_reports(now)]
    duties.sort(key=lambda duty: (duty.due_on, duty.cycle.plan.code))
    return duties if units is None else list(_seen_by(duties, units))


def open_duties(duties: Iterable[Duty]) -> list[Duty]:
    """Those that somebody has to do something about."""
    return [duty for duty in duties if duty.is_open]


def overdue_duties(duties: Iterable[Duty], *, on: date) -> list[Duty]:
    """Those whose due date has passed without a report."""
    return [duty for duty in duties if duty.is_overdue(on)]


@dataclass(frozen=True, slots=True)
class _Round:
    """The open cycles, earliest due first, and who has which part in their plans."""

    day: date
    cycles: list[ReportingCycle]
    items: DutyItems
    parts: Parts
    successors: Successors
    delays: Delays


def _seen_by(duties: Iterable[Duty], units: Collection[int]) -> Iterator[Duty]:
    for duty in duties:
        if duty.unit is not None and duty.unit.pk in units:
            yield duty
        elif any(unit.pk in units for unit in duty.supporting):
            yield replace(duty, role=Role.SUPPORT)


def _figures(now: _Round) -> list[Duty]:
    """One duty per series, date and answering unit, from the cycle that is due first."""
    by_plan: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in now.items.indicators:
        by_plan[indicator.plan_id].append(indicator)
    records = _Versions.of(_load_records(now), key=lambda row: (row.series_id, row.as_of_on))
    found: dict[tuple[int, date, int | None], Duty] = {}
    for cycle in now.cycles:
        for indicator in by_plan[cycle.plan_id]:
            if indicator.target_year < cycle.year:
                continue
            duty = _figure(indicator, cycle, now=now, records=records)
            key = (indicator.series_id, cycle.as_of_on, duty.unit.pk if duty.unit else None)
            found[key] = _merge(found[key], duty) if key in found else duty
    return list(found.values())


def _figure(
    indicator: Indicator, cycle: ReportingCycle, *, now: _Round, records: _Versions[ProgressRecord]
) -> Duty:
    series = indicator.series
    unit, supporting = share_out(
        now.parts.of_indicator.get(indicator.pk, ()),
        answering=INDICATOR_ANSWERING,
        successors=now.successors,
        provider=series.provider,
    )
    then = (series.pk, _a_year_before(cycle.as_of_on))
    before, newest_then = records.approved.get(then), records.newest.get(then)
    delay = now.delays.of_figure.get((series.pk, cycle.as_of_on), NONE)
    month = month_of_publication(
        standing=series.publication_month, as_of_on=cycle.as_of_on, noticed=delay.published_in
    )
    return Duty(
        cycle=cycle,
        item=indicator,
        indicators=(indicator,),
        unit=unit,
        supporting=supporting,
        due_on=due_day(cycle.due_on, published_in=month, until=delay.until),
        published=month is None or month <= now.day,
        published_in=month,
        delay=delay,
        newest=records.newest.get((series.pk, cycle.as_of_on)),
        approved=records.approved.get((series.pk, cycle.as_of_on)),
        a_year_before=before,
        revision=newest_then if before and newest_then != before else None,
    )


def _merge(asked: Duty, again: Duty) -> Duty:
    """The figure asked for once, with all that rests on it."""
    seen = {unit.pk: unit for unit in (*asked.supporting, *again.supporting)}
    indicators = dict.fromkeys((*asked.indicators, *again.indicators))
    return replace(asked, supporting=tuple(seen.values()), indicators=tuple(indicators))


def _task_reports(now: _Round) -> Iterator[Duty]:
    by_plan: dict[int, list[Task]] = defaultdict(list)
    for task in now.items.tasks:
        by_plan[task.plan_id].append(task)
    reports = _Versions.of(
        _load_task_reports(now), key=lambda report: (report.task_id, report.cycle_id)
    )
    for cycle in now.cycles:
        for task in by_plan[cycle.plan_id]:
            reported, decided = (getattr(task, name) for name in ENDS)
            if finished_before(cycle, (reported, decided)) or decided == cycle.as_of_on:
                continue
            unit, supporting = share_out(
                now.parts.of_task.get(task.pk, ()),
                answering=TASK_ANSWERING,
                successors=now.successors,
            )
            delay = now.delays.of_task.get((task.pk, cycle.pk), NONE)
            yield Duty(
                cycle=cycle,
                item=task,
                unit=unit,
                supporting=supporting,
                due_on=due_day(cycle.due_on, published_in=None, until=delay.until),
                delay=delay,
                newest=reports.newest.get((task.pk, cycle.pk)),
                approved=reports.approved.get((task.pk, cycle.pk)),
            )


@dataclass(frozen=True, slots=True)
class _Versions(Generic[ReportT]):
    """Reports by what they are about: the newest version of each, and the one that counts."""

    newest: dict[tuple[int, object], ReportT]
    approved: dict[tuple[int, object], ReportT]

    @classmethod
    def of(
        cls, rows: list[ReportT], *, key: Callable[[ReportT], tuple[int, object]]
    ) -> _Versions[ReportT]:
        """`rows` come in the order of their versions."""
        return cls(
            newest={key(row): row for row in rows},
            approved={key(row): row for row in rows if row.state == ReportState.APPROVED},
        )


def _load_records(now: _Round) -> list[ProgressRecord]:
    """The figures for the cycles' dates, and those of the year before."""
    dates = {cycle.as_of_on for cycle in now.cycles}
    dates |= {_a_year_before(day) for day in dates}
    rows = ProgressRecord.objects.filter(now.items.of_record, as_of_on__in=dates)
    return list(rows.select_related("submitted_by", "reviewed_by").order_by("version"))


def _load_task_reports(now: _Round) -> list[TaskReport]:
    rows = TaskReport.objects.filter(now.items.of_report, cycle__in=now.cycles)
    return list(rows.select_related("submitted_by", "reviewed_by").order_by("version"))


def _a_year_before(day: date) -> date:
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))
