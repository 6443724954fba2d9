"""Who owes what in the open cycles, and how far each one is with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planapp.domain.due_days import due_day, month_of_publication
from planapp.domain.terms import ReportState, Role, SelfAssessment
from planapp.models import (
    Indicator,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Series,
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
from planapp.queries.duty_items import Asked, DutyItems, asked_of, load_items, open_rounds
from planapp.queries.duty_versions import Versions, a_year_before, load_records, load_task_reports
from planapp.queries.task_ends import ENDS, finished_before


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

    def is_same(self, other: Duty) -> bool:
        """Whether both ask for the same, whatever is known of it by now."""
        return (self.cycle, self.item) == (other.cycle, other.item)

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

    @property
    def is_unpublished(self) -> bool:
        """Whether its figure is not published yet, and none was handed in: nobody is late."""
        return not (self.published or self.is_closed)

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on

    @property
    def due_days(self) -> set[date]:
        """When it is to be handed in, and when a task is to be finished, if that is in the round.

        Empty once nothing has to be done about it any more.
        """
        days = {self.due_on} if self.is_open else set()
        finish_on = self.task.due_on if self.task else None
        within = finish_on is not None and self.cycle.opens_on <= finish_on <= self.cycle.due_on
        if finish_on is not None and within and not self.is_finished:
            days.add(finish_on)
        return days


def duties_on(
    day: date,
    *,
    units: Collection[int] | None = None,
    plan: Plan | None = None,
    about: Series | Task | None = None,
) -> list[Duty]:
    """The duties of the cycles open on a day, earliest due first, in at most thirteen queries.

    Owed are the tracked items of active plans, but no indicator after its target year and no
    task that was finished before, or that is decided to be (`with_ends`). One figure is asked
    of a unit once for a date, however many indicators or plans rest on it, and by the earliest
    of their due dates. With `units` (ids) only what these answer for, or see; ask for all to
    find what nobody answers for. With `about` only what is owed of a series, or of a task.
    """
    successors = load_successors(day)
    asked = asked_of(None, successors).about(about) if about else asked_of(units, successors)
    rounds = open_rounds(day)
    if plan is not None:
        rounds = rounds.filter(plan=plan)
    if about is not None or units is not None:
        rounds = rounds.filter(plan__in=asked.plans)
    return _duties(list(rounds), asked, successors, day=day, units=units)


def duties_of(
    cycles: list[ReportingCycle], *, day: date, units: Collection[int] | None = None
) -> list[Duty]:
    """What is owed in these cycles, closed ones too, with their plans; the earliest due come first.

    As it stands on a day; in at most twelve queries. With `units` no more is read than what
    concerns them.
    """
    successors = load_successors(day)
    return _duties(cycles, asked_of(units, successors), successors, day=day, units=units)


def duties_counted(cycles: list[ReportingCycle], *, day: date) -> list[Duty]:
    """`duties_of` to be counted: without texts and the year before. In at most ten queries."""
    successors = load_successors(day)
    return _duties(cycles, asked_of(None, successors).counted(), successors, day=day, units=None)


def _duties(
    cycles: list[ReportingCycle],
    asked: Asked,
    successors: Successors,
    *,
    day: date,
    units: Collection[int] | None,
) -> list[Duty]:
    if not cycles:
        return []
    items = load_items({cycle.plan_id: cycle.plan for cycle in cycles}, asked)
    parts = load_parts(items.of_part, day=day)
    now = _Round(day, cycles, items, parts, successors, load_delays(cycles))
    duties = [*_figures(now), *_task_reports(now)]
    duties.sort(key=lambda duty: (duty.due_on, duty.cycle.plan.code))
    return duties if units is None else list(_seen_by(duties, units))


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
    records = Versions.of(
        load_records(now.cycles, now.items), key=lambda row: (row.series_id, row.as_of_on)
    )
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
    indicator: Indicator, cycle: ReportingCycle, *, now: _Round, records: Versions[ProgressRecord]
) -> Duty:
    series = indicator.series
    unit, supporting = share_out(
        now.parts.of_indicator.get(indicator.pk, ()),
        answering=INDICATOR_ANSWERING,
        successors=now.successors,
        provider=series.provider,
    )
    then = (series.pk, a_year_before(cycle.as_of_on))
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
    reports = Versions.of(
        load_task_reports(now.cycles, now.items),
        key=lambda report: (report.task_id, report.cycle_id),
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
