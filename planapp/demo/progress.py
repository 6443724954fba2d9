"""The demonstration's invented progress, entered through the same services as real figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planapp.demo.people import reporter_of
from planapp.demo.plans import find_indicator
from planapp.demo.story import BrokenStory, instant, recorded_day, reviewed_day
from planapp.demo.submissions import bring_past_head
from planapp.domain.terms import (
    Light,
    ReportState,
    SelfAssessment,
    Status,
    Vintage,
)
from planapp.models import (
    Indicator,
    Plan,
    ProgressRecord,
    Report,
    ReportingCycle,
    Task,
    TaskReport,
    Unit,
    User,
    Verdict,
)
from planapp.queries.duties import Duty, duties_on
from planapp.queries.outlooks import outlooks_of
from planapp.services.reports import Figure, Words, save_record, save_task_report, submit
from planapp.services.reviewing import approve, return_report
from planapp.services.verdicts import record_verdict

Row = dict[str, Any]
_USUAL_WORDS = ("部分项目进度慢于计划。", "逐项排查，按月调度，年内赶上序时进度。")


@dataclass(frozen=True, slots=True)
class Round:
    """A cycle with what was owed when it opened."""

    cycle: ReportingCycle
    duties: list[Duty]

    @classmethod
    def of(cls, cycle: ReportingCycle) -> Round:
        duties = duties_on(cycle.opens_on, plan=cycle.plan)
        return cls(cycle, [duty for duty in duties if duty.cycle.pk == cycle.pk])

    def answering_unit(self, item: Indicator | Task) -> Unit:
        """Who answered for the item."""
        for duty in self.duties:
            if duty.unit is not None and (item == duty.task or item in duty.indicators):
                return duty.unit
        raise BrokenStory(f"“{item}”在{self.cycle}没有承办单位。")


def enter_progress(
    plan: Plan, row: Row, cycles: dict[int, ReportingCycle], *, day: date, supervisor: User
) -> None:
    """All figures, task reports and verdicts that the story has up to the day."""
    text = plan.document.text
    rounds = {year: Round.of(cycle) for year, cycle in cycles.items()}
    indicators = list(plan.indicators.select_related("series"))
    for each in row["indicators"]:
        indicator = find_indicator(indicators, each, text=text)
        for figure in _figures(each):
            if figure["year"] in cycles and _day(figure) <= day:
                _enter_figure(indicator, figure, rounds[figure["year"]], supervisor=supervisor)
    tasks = {task.title: task for task in plan.tasks.all()}
    for each in row["tasks"]:
        if each["year"] in cycles and _day(each) <= day:
            task = _task(tasks, each["title"])
            _enter_task_report(task, each, rounds[each["year"]], supervisor=supervisor)
    for each in row["verdicts"]:
        if each["year"] in cycles and _day(each) <= day:
            item = (
                _task(tasks, each["key"])
                if each["kind"] == "task"
                else find_indicator(indicators, _key(row, each), text=text)
            )
            _decide(item, each, cycles[each["year"]], supervisor=supervisor)


def _figures(row: Row) -> list[Row]:
    """The yearly figures, all approved, then what happened otherwise, in the order of time."""
    history = [
        {
            "year": int(year),
            "value": value,
            "on": recorded_day(int(year)).isoformat(),
            "state": ReportState.APPROVED,
        }
        for year, value in row["history"].items()
    ]
    return sorted([*history, *row.get("more", [])], key=_day)


def _day(row: Row) -> date:
    return date.fromisoformat(row["on"])


def _key(row: Row, verdict: Row) -> Row:
    return next(each for each in row["indicators"] if each["quote"] == verdict["key"])


def _task(tasks: dict[str, Task], title: str) -> Task:
    if title not in tasks:
        raise BrokenStory(f"规划里没有读出任务“{title}”。")
    return tasks[title]


def _enter_figure(indicator: Indicator, row: Row, opened: Round, *, supervisor: User) -> None:
    as_of_on = opened.cycle.as_of_on
    at = instant(_day(row))
    entered = ProgressRecord.objects.filter(
        series=indicator.series, as_of_on=as_of_on, recorded_at=at
    )
    if entered.exists():
        return
    unit = opened.answering_unit(indicator)
    by = reporter_of(unit)
    record = save_record(
        series=indicator.series,
        as_of_on=as_of_on,
        unit=unit,
        figure=Figure(
            Decimal(row["value"]), Vintage(row.get("vintage", Vintage.FINAL)), "演示数据"
        ),
        words=_words(
            row,
            ProgressRecord(series=indicator.series, as_of_on=as_of_on, value=Decimal(row["value"])),
        ),
        by=by,
        at=at,
        correction_reason=row.get("correction", ""),
        is_demo=True,
    )
    _bring_on(record, row, by=by, supervisor=supervisor)


def _enter_task_report(task: Task, row: Row, opened: Round, *, supervisor: User) -> None:
    if TaskReport.objects.filter(task=task, cycle=opened.cycle).exists():
        return
    unit = opened.answering_unit(task)
    by = reporter_of(unit)
    report = save_task_report(
        task=task,
        cycle=opened.cycle,
        unit=unit,
        self_assessment=SelfAssessment(row["self_assessment"]),
        percent=row["percent"],
        words=_words(
            row,
            TaskReport(
                task=task,
                cycle=opened.cycle,
                self_assessment=row["self_assessment"],
                percent=row["percent"],
            ),
        ),
        by=by,
        at=instant(_day(row)),
        is_demo=True,
    )
    _bring_on(report, row, by=by, supervisor=supervisor)


def _words(row: Row, drafted: Report) -> Words:
    """The story's; a result behind has to be explained, so usual words stand where it is silent."""
    handed_in = row["state"] != ReportState.DRAFT
    behind = handed_in and any(outlook.is_behind for outlook in outlooks_of(drafted))
    problems, next_steps = _USUAL_WORDS if behind else ("", "")
    return Words(
        row.get("narrative", ""),
        row.get("problems") or problems,
        row.get("next_steps") or next_steps,
    )


def _bring_on(report: Report, row: Row, *, by: User, supervisor: User) -> None:
    """From a draft to the state that the story wants."""
    state = ReportState(row["state"])
    on = _day(row)
    if state == ReportState.DRAFT:
        return
    if submit(report=report, by=by, at=instant(on)) == ReportState.CONFIRMING:
        bring_past_head(report, state, on=on)
    if state == ReportState.APPROVED:
        approve(report=report, by=supervisor, at=instant(reviewed_day(on)))
    elif state == ReportState.RETURNED:
        return_report(
            report=report, reason=row["reason"], by=supervisor, at=instant(reviewed_day(on))
        )


def _decide(item: Indicator | Task, row: Row, cycle: ReportingCycle, *, supervisor: User) -> None:
    field = "indicator" if isinstance(item, Indicator) else "task"
    if Verdict.objects.filter(**{field: item}, cycle=cycle).exists():
        return
    record_verdict(
        item=item,
        cycle=cycle,
        status=Status(row["status"]),
        light=Light(row["light"]),
        reason=row["reason"],
        basis=row["basis"],
        by=supervisor,
        at=instant(_day(row)),
    )
