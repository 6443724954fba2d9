"""What would follow from a report as it stands, were it approved; and what to ask back about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planapp.domain.gaps import convert, explain, label_of, status_label
from planapp.domain.plausibility import Known, questions
from planapp.domain.standing import Standing, TaskState, judge_task
from planapp.domain.terms import Comparator, Entry, Light, Measure, ReportState, SelfAssessment
from planapp.models import Indicator, ProgressRecord, Report, ReportingCycle, TaskReport
from planapp.queries.gaps import assess_draft

_BEHIND = {Light.YELLOW, Light.RED}


@dataclass(frozen=True, slots=True)
class Outlook:
    """How an indicator or task would stand; `word` goes with the light."""

    item: str
    light: Light
    word: str
    sentence: str

    @property
    def is_behind(self) -> bool:
        return self.light in _BEHIND


def outlooks_of(report: Report) -> list[Outlook]:
    """One for each tracked indicator that rests on the figure in a cycle of its date; the task's.

    The report need not be stored. One query and four for each indicator; none for a task.
    """
    if isinstance(report, TaskReport):
        return [_outlook_of_task(report)]
    assert isinstance(report, ProgressRecord)  # noqa: S101  # there is no third kind
    found = (_outlook(indicator, report) for indicator in _resting_on(report))
    return [outlook for outlook in found if outlook is not None]


def questions_about(record: ProgressRecord, *, factor: Decimal) -> tuple[str, ...]:
    """What to ask back about a figure, stored or not. Two queries."""
    return questions_about_each([record], factor=factor)[0]


def questions_about_each(
    records: Sequence[ProgressRecord], *, factor: Decimal
) -> list[tuple[str, ...]]:
    """What to ask back about each of the figures, stored or not. Two queries."""
    series = {record.series_id for record in records}
    values: dict[int, dict[date, Decimal]] = defaultdict(dict)
    approved = ProgressRecord.objects.filter(series__in=series, state=ReportState.APPROVED)
    for row in approved.order_by("as_of_on").values_list("series_id", "as_of_on", "value"):
        values[row[0]][row[1]] = row[2]
    levels: dict[int, list[Indicator]] = defaultdict(list)
    tracked = Indicator.objects.filter(series__in=series, tracked=True, measure=Measure.LEVEL)
    for indicator in tracked.select_related("series").order_by("pk"):
        levels[indicator.series_id].append(indicator)
    return [
        questions(
            record.value,
            _known(record, values[record.series_id], levels[record.series_id]),
            factor=factor,
        )
        for record in records
    ]


def _known(
    record: ProgressRecord, values: Mapping[date, Decimal], indicators: list[Indicator]
) -> Known:
    """What was reported before and what is promised, seen from one figure."""
    earlier = [value for day, value in values.items() if day < record.as_of_on]
    is_level = record.series.entry == Entry.LEVEL
    bases = (one.base_value for one in indicators if one.base_value is not None and is_level)
    return Known(
        entry=Entry(record.series.entry),
        value_unit=record.series.value_unit,
        last_year=values.get(_a_year_before(record.as_of_on)),
        base=next(bases, None),
        earlier=earlier[-1] if earlier else None,
        targets=tuple(target for one in indicators for target in _targets(one)),
    )


def _resting_on(record: ProgressRecord) -> list[Indicator]:
    rows = Indicator.objects.filter(series=record.series_id, tracked=True)
    return list(rows.select_related("plan__light_policy", "series").order_by("pk"))


def _outlook(indicator: Indicator, record: ProgressRecord) -> Outlook | None:
    cycle = ReportingCycle.objects.filter(plan=indicator.plan_id, as_of_on=record.as_of_on).first()
    found = assess_draft(indicator, cycle, record) if cycle else None
    if found is None:
        return None
    return Outlook(indicator.name, found.light, label_of(found), explain(found).sentence)


def _outlook_of_task(report: TaskReport) -> Outlook:
    task, plan, said = report.task, report.cycle.plan, SelfAssessment(report.self_assessment)
    found: Standing = judge_task(
        TaskState(
            self_assessment=said,
            percent=report.percent,
            finished_before=False,
            due_on=task.due_on,
            starts_on=date(plan.period_start, 1, 1),
            ends_on=date(plan.period_end, 12, 31),
            as_of=report.cycle.as_of_on,
            window_closed=False,
        )
    )
    word = status_label(found.status, light=found.light, comparator=Comparator.LE, at_end=True)
    done = "" if report.percent is None else f"，完成{report.percent}%"
    return Outlook(str(task), found.light, word, f"自评{said.label}{done}，{word}")


def _targets(indicator: Indicator) -> list[Decimal]:
    """What is promised, in the unit of the records."""
    try:
        return [
            convert(value, indicator.value_unit, indicator.series.value_unit)
            for value in (indicator.target, indicator.target_max)
            if value is not None
        ]
    except ValueError:
        return []


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
