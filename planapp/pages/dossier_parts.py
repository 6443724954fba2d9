"""The dossier of a figure and the dossier of a task report, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from planapp.models import (
    AuditEvent,
    Gap,
    Indicator,
    ProgressRecord,
    ReportingCycle,
    Task,
    TaskReport,
    Verdict,
)
from planapp.pages.commitments import changes, target_phrase
from planapp.pages.dossier_words import (
    evidence_section,
    people_of,
    plan_section,
    steps_section,
    trail_section,
    words_of,
)
from planapp.pages.formats import NOTHING, format_amount, format_date, format_instant
from planapp.queries.dossier import (
    Traces,
    figure_reports,
    gap_on,
    revisions_of,
    task_reports,
    trace,
    verdicts_on,
)
from planapp.queries.gap_words import status_words
from planapp.queries.gaps import explain_gap
from planapp.reports.dossier import Dossier, Section
from planapp.rights import Scope
from planapp.services.audit import find_flaws

ReportT = TypeVar("ReportT", bound=ProgressRecord | TaskReport)

_VISITS = ("核查日期", "核查人员", "结论", "核查数值", "核查情况", "记录")


@dataclass(frozen=True, slots=True)
class Reader:
    """As much as a person sees; addresses only who looks after others."""

    scope: Scope
    with_addresses: bool


def figure_dossier(indicator: Indicator, day: date, reader: Reader) -> Dossier:
    """All that is known of the indicator's figure at that day. Sixteen queries at most."""
    gap = gap_on(indicator, day)
    verdicts = verdicts_on(indicator, gap.cycle if gap else None)
    traces = trace(figure_reports(indicator, day, reader.scope), verdicts)
    sections = [plan_section(indicator), *_promise(indicator)]
    sections.append(_versions(traces))
    for record in traces.reports:
        events = traces.by_report[record.pk]
        told = (
            ("数值", f"{format_amount(record.value, indicator.series.value_unit)}"),
            ("数据性质", record.get_vintage_display()),
            ("数据来源", record.source or NOTHING),
        )
        sections += _version(record, told=told, events=events, reader=reader)
    sections += [*_computed(gap), *_decided(verdicts, gap)]
    sections.append(_trail(traces, reader))
    return Dossier(
        title=indicator.name,
        subtitle=f"{indicator.plan.title} · {indicator.code} · 数据截至 {format_date(day)}",
        is_demo=indicator.base_is_demo or any(each.is_demo for each in traces.reports),
        sections=tuple(sections),
    )


def task_dossier(task: Task, cycle: ReportingCycle, reader: Reader) -> Dossier:
    """All that is known of how the task stood in the cycle. Thirteen queries at most."""
    verdicts = verdicts_on(task, cycle)
    traces = trace(task_reports(task, cycle, reader.scope), verdicts)
    deadline = format_date(task.due_on) + (f"（原文：{task.deadline}）" if task.deadline else "")
    sections = [
        plan_section(task),
        Section("任务", pairs=(("任务编码", task.code), ("完成时限", deadline))),
    ]
    sections.append(_versions(traces))
    for report in traces.reports:
        done = NOTHING if report.percent is None else f"{report.percent}%"
        told = (("自评", report.get_self_assessment_display()), ("完成百分比", done))
        events = traces.by_report[report.pk]
        sections += _version(report, told=told, events=events, reader=reader)
    sections += _decided(verdicts, None)
    sections.append(_trail(traces, reader))
    return Dossier(
        title=str(task),
        subtitle=f"{task.plan.title} · {task.code} · {cycle}",
        is_demo=any(report.is_demo for report in traces.reports),
        sections=tuple(sections),
    )


def _versions(traces: Traces[ReportT]) -> Section:
    none = () if traces.reports else ("还没有填报，或填报尚未提交。",)
    return Section("填报各版次", sentences=none)


def _promise(indicator: Indicator) -> Iterator[Section]:
    """What the plan asks for, and how it was changed."""
    unit = indicator.series.value_unit
    base = f"{format_amount(indicator.base_value, unit)}（{indicator.base_year or NOTHING}年）"
    yield Section(
        "指标与目标",
        pairs=(
            ("指标", f"{indicator.name}（{indicator.code}）"),
            ("类型", indicator.get_measure_display()),
            ("目标", f"{target_phrase(indicator)}（{indicator.target_year}年）"),
            ("基期", NOTHING if indicator.base_value is None else base),
            ("基期来源", (indicator.base_source or NOTHING) + _demo(indicator.base_is_demo)),
            ("数据序列", f"{indicator.series}（{indicator.series.code}）"),
            ("口径", indicator.series.scope or NOTHING),
            ("数据提供单位", str(indicator.series.provider or NOTHING)),
        ),
    )
    rows = tuple(
        (
            f"{each.effective_year}年",
            "；".join(f"{label} {old} → {new}" for label, old, new in changes(each)),
            f"{each.authority} {each.doc_number}",
            each.reason,
            f"{each.proposed_by}，{format_instant(each.proposed_at)}",
            f"{each.decided_by}，{format_instant(each.decided_at)}",
        )
        for each in revisions_of(indicator)
    )
    if rows:
        columns = ("生效年度", "变化", "批准机关、文号", "理由", "提出", "确认")
        yield Section("目标沿革", level=2, columns=columns, rows=rows)


def _version(
    report: ProgressRecord | TaskReport,
    *,
    told: tuple[tuple[str, str], ...],
    events: Sequence[AuditEvent],
    reader: Reader,
) -> Iterator[Section]:
    """One version: what it says, who handled it, what was asked back, what backs it."""
    people = people_of(report, events, with_addresses=reader.with_addresses)
    yield Section(
        f"第{report.version}版：{report.get_state_display()}{_demo(report.is_demo)}",
        level=2,
        pairs=(*told, *words_of(report), *people),
    )
    answers = tuple(report.answers.items()) if isinstance(report, ProgressRecord) else ()
    if answers:
        rows = tuple((question, answer or "确认无误") for question, answer in answers)
        yield Section("系统提示核对", level=3, columns=("提问", "填报人答复"), rows=rows)
    backed = evidence_section(report.evidence.all())
    if backed:
        yield backed
    visits = tuple(
        (
            format_date(each.visited_on),
            each.visitors,
            each.get_finding_display(),
            format_amount(each.found_value),
            each.details,
            f"{each.written_by}，{format_instant(each.written_at)}",
        )
        for each in report.visits.all()
    )
    if visits:
        yield Section("核查记录", level=3, columns=_VISITS, rows=visits)
    yield steps_section(events, with_addresses=reader.with_addresses)


def _computed(gap: Gap | None) -> Iterator[Section]:
    """How the assessment came out, line by line, from the inputs stored with it."""
    explanation = explain_gap(gap) if gap else None
    if gap is None or explanation is None:
        yield Section("测算", sentences=("这一期还没有测算。",))
        return
    stale = "数据已有变化，等待重算。" if gap.stale else ""
    yield Section(
        "测算",
        sentences=tuple(filter(None, (explanation.sentence, stale))),
        pairs=(
            ("填报期", str(gap.cycle)),
            ("系统测算", status_words(gap, gap.status, gap.light)),
            ("规则版本", gap.rule),
            ("测算时间", format_instant(gap.calculated_at)),
        ),
        columns=("项目", "算式", "结果"),
        rows=tuple((line.label, line.formula, line.result) for line in explanation.lines),
    )


def _decided(verdicts: list[Verdict], gap: Gap | None) -> Iterator[Section]:
    """What people decided beside it."""
    for verdict in verdicts:
        status = (
            status_words(gap, verdict.status, verdict.light)
            if gap
            else verdict.get_status_display()
        )
        yield Section(
            "核定结论",
            pairs=(
                ("核定", status),
                ("理由", verdict.reason),
                ("依据", verdict.basis),
                ("核定人", f"{verdict.decided_by}，{format_instant(verdict.decided_at)}"),
            ),
        )


def _trail(traces: Traces[ReportT], reader: Reader) -> Section:
    flaws = find_flaws(traces.events) if traces.events else {}
    return trail_section(traces, flaws, with_addresses=reader.with_addresses)


def _demo(is_demo: bool) -> str:  # noqa: FBT001  # a word for one value
    return "（演示数据）" if is_demo else ""
