"""The lines of a report, read as the pages read them: the same rows for the same filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from planapp.domain.monitoring import Decided, IndicatorLine, Monitoring, RoundLine, TaskLine
from planapp.domain.terms import (
    Attribute,
    Comparator,
    Light,
    ReportState,
    SelfAssessment,
    Status,
    Trend,
)
from planapp.models import Gap, Plan, ProgressRecord, ReportingCycle, Verdict
from planapp.queries.backing import Backing, backing_of
from planapp.queries.gap_list import (
    CycleShown,
    GapFilter,
    cycles_shown,
    gaps_in,
    gaps_shown,
    leads_of,
    verdict_of,
)
from planapp.queries.gap_words import status_words
from planapp.queries.tallies import tally_gaps, tally_tasks
from planapp.queries.task_list import TaskRow, load_tasks, tasks_in, tasks_shown

_DOCUMENTS = ("indicator__plan__document", "indicator__withdrawn_by__replaced")
_PLANS_AT_ONCE = 20  # read as one part, between which the job tells how far it is
Records = dict[int, list[ProgressRecord]]  # by series


def load_monitoring(
    chosen: GapFilter, *, on: date, words: Iterable[tuple[str, str]] = ()
) -> Monitoring:
    """All that the filter shows on the pages 差距 and 任务, as one report.

    `words` say what was chosen, by pairs of label and value. Eleven queries, however many rows.
    """
    return _load(cycles_shown(chosen, on=on), chosen, on=on, words=words)


def load_in_parts(
    chosen: GapFilter, *, on: date, words: Iterable[tuple[str, str]] = ()
) -> Iterator[Monitoring]:
    """The same in parts of some plans each, in the order of the whole; eleven queries a part."""
    said = tuple(words)
    shown = {cycle.plan_id: cycle for cycle in cycles_shown(chosen, on=on)}
    plans = Plan.objects.filter(pk__in=shown).order_by("code").values_list("pk", flat=True)
    ordered = [shown[plan] for plan in plans]
    for start in range(0, len(ordered), _PLANS_AT_ONCE):
        yield _load(ordered[start : start + _PLANS_AT_ONCE], chosen, on=on, words=said)


def count_lines(chosen: GapFilter, *, on: date) -> int:
    """How many indicators and tasks the report would hold. Four queries."""
    tasks = tasks_shown(chosen, on=on).rows
    return tally_gaps(gaps_shown(chosen, on=on)).total + tally_tasks(tasks).total


def load_round(cycle: ReportingCycle, *, on: date) -> Monitoring:
    """One round of a plan, as it stands on a day. Ten queries, however many rows."""
    shown = CycleShown(cycle.pk, cycle.plan_id, cycle.as_of_on, cycle.closed_on)
    words = [("规划", cycle.plan.title), ("填报期", str(cycle))]
    chosen = GapFilter(plan=cycle.plan_id, withdrawn=True)
    return _load([shown], chosen, on=on, words=words)


def line_of(gap: Gap, *, on: date) -> IndicatorLine:
    """One gap's line, for a gap that was read with its units, verdicts and documents.

    Three queries at most.
    """
    backing, records = backing_of([gap], on=on), _records([gap])
    return _indicator_line(gap, backing[gap.pk], records[gap.indicator.series_id])


def _load(
    shown: list[CycleShown], chosen: GapFilter, *, on: date, words: Iterable[tuple[str, str]]
) -> Monitoring:
    gaps = list(gaps_in(shown, chosen).select_related(*_DOCUMENTS))
    backing = backing_of(gaps, on=on)
    records = _records(gaps)
    tasks = load_tasks(tasks_in(shown, chosen, on=on).rows.select_related("plan"), shown)
    cycles = {row.cycle.pk: row.cycle for row in tasks} | {gap.cycle_id: gap.cycle for gap in gaps}
    plans = {gap.indicator.plan_id: gap.indicator.plan for gap in gaps}
    plans |= {row.task.plan_id: row.task.plan for row in tasks}
    rounds = sorted(cycles.values(), key=lambda cycle: plans[cycle.plan_id].code)
    return Monitoring(
        on=on,
        chosen=tuple(words),
        rounds=tuple(
            RoundLine(
                plan_code=plans[cycle.plan_id].code,
                plan=plans[cycle.plan_id].title,
                words=str(cycle),
                as_of_on=cycle.as_of_on,
                due_on=cycle.due_on,
                is_closed=cycle.is_closed(on),
            )
            for cycle in rounds
        ),
        indicators=tuple(
            _indicator_line(gap, backing[gap.pk], records[gap.indicator.series_id]) for gap in gaps
        ),
        tasks=tuple(_task_line(row) for row in tasks),
    )


def _records(gaps: Sequence[Gap]) -> Records:
    """Approved figures by series, the earliest first. One query."""
    found: Records = defaultdict(list)
    series = {gap.indicator.series_id for gap in gaps}
    rows = ProgressRecord.objects.filter(series__in=series, state=ReportState.APPROVED)
    for record in rows.order_by("as_of_on"):
        found[record.series_id].append(record)
    return found


_OF_INDICATOR = (
    "code", "name", "target", "target_max", "target_year", "value_unit", "base_year", "base_value",
    "base_is_demo", "quote",
)  # fmt: skip
_OF_GAP = (
    "actual", "expected_value", "completion", "time_progress", "due_progress", "gap", "lag",
    "required", "forecast", "met", "rule",
)  # fmt: skip


def _indicator_line(gap: Gap, backing: Backing, records: list[ProgressRecord]) -> IndicatorLine:
    indicator, cycle = gap.indicator, gap.cycle
    own = next((record for record in records if record.as_of_on == cycle.as_of_on), None)
    return IndicatorLine(
        **{name: getattr(indicator, name) for name in _OF_INDICATOR},
        **{name: getattr(gap, name) for name in _OF_GAP},
        id=indicator.pk,
        plan_code=indicator.plan.code,
        plan=indicator.plan.title,
        attribute=Attribute(indicator.attribute),
        comparator=Comparator(indicator.comparator),
        series_unit=indicator.series.value_unit,
        years=_year_ends(records, until=cycle),
        pending=backing.pending.value if backing.pending else None,
        waiting=backing.waiting.sentence if backing.waiting else "",
        status=Status(gap.status),
        light=Light(gap.light),
        words=status_words(gap, gap.status, gap.light),
        decided=_decided_on(gap),
        trend=Trend(gap.trend) if gap.trend else None,
        problems=own.problems if own else "",
        next_steps=own.next_steps if own else "",
        leads=tuple(unit.name for unit in leads_of(indicator)) or _provider(gap),
        source=own.source if own else "",
        document=indicator.document.title,
        is_demo=backing.is_demo or indicator.base_is_demo,
        provider="".join(_provider(gap)),
    )


def _decided_on(gap: Gap) -> Decided | None:
    verdict = verdict_of(gap)
    if verdict is None:
        return None
    return _decided(verdict, status_words(gap, verdict.status, verdict.light))


def _provider(gap: Gap) -> tuple[str, ...]:
    provider = gap.indicator.series.provider
    return (provider.name,) if provider else ()


def _year_ends(
    records: list[ProgressRecord], *, until: ReportingCycle
) -> tuple[tuple[int, Decimal], ...]:
    ends = [
        record for record in records if (record.as_of_on.month, record.as_of_on.day) == (12, 31)
    ]
    return tuple(
        (record.year, record.value) for record in ends if record.as_of_on <= until.as_of_on
    )


def _decided(verdict: Verdict, words: str) -> Decided:
    return Decided(Status(verdict.status), Light(verdict.light), words, verdict.reason)


def _task_line(row: TaskRow) -> TaskLine:
    task, report, verdict = row.task, row.report, row.verdict
    said = report if report and report.state == ReportState.APPROVED else None
    return TaskLine(
        id=task.pk,
        code=task.code,
        plan_code=task.plan.code,
        plan=task.plan.title,
        number=task.number,
        title=str(task),
        units=tuple(unit.name for unit in row.units),
        deadline=task.deadline,
        due_on=task.due_on,
        self_assessment=SelfAssessment(said.self_assessment) if said else None,
        percent=said.percent if said else None,
        narrative=said.narrative if said else "",
        problems=said.problems if said else "",
        next_steps=said.next_steps if said else "",
        is_pending=report is not None and report.state == ReportState.SUBMITTED,
        status=row.judged.computed.status,
        light=row.judged.computed.light,
        decided=_decided(verdict, Status(verdict.status).label) if verdict else None,
        quote=task.quote,
        is_demo=bool(said and said.is_demo),
    )
