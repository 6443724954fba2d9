"""A dossier in words: the parts that a figure and a task report have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from django.template.defaultfilters import filesizeformat

from planapp.domain.actions import action_label
from planapp.models import AuditEvent, Evidence, ProgressRecord, TaskReport
from planapp.models.plan import Passage
from planapp.pages.formats import NOTHING, format_instant, format_second
from planapp.pages.passages import context_of
from planapp.queries.dossier import Traces
from planapp.reports.dossier import Section

ReportT = TypeVar("ReportT", bound=ProgressRecord | TaskReport)

HIDDEN = "（不显示）"  # from where supervisors work is not told to units
_STEPS = ("时间", "谁", "从哪里", "做了什么")
_EVIDENCE = ("名称", "文件或链接", "大小", "病毒检查", "SHA-256", "上传")
_TRAIL = ("编号", "时间", "谁", "从哪里", "做了什么", "封存", "哈希")


def plan_section(item: Passage) -> Section:
    """The plan's sentence with its place in the text."""
    document, place = item.document, " › ".join(item.section) or NOTHING
    passage = context_of(item)
    around = "".join(f"【{each.text}】" if each.quoted else each.text
                     for each in passage.pieces if not each.reason)  # fmt: skip
    return Section(
        "规划原文",
        sentences=(around,),
        pairs=(
            ("规划文件", document.title),
            ("文件 SHA-256", document.sha256),
            ("所在章节", place),
            ("位置", f"解码文本第{item.start + 1}–{item.end}字"),
        ),
    )


def steps_section(events: Sequence[AuditEvent], *, with_addresses: bool) -> Section:
    """Who did what and when; what somebody saved several times in a row stands once."""
    rows = []
    for _, group in groupby(events, key=_saved_together):
        done = list(group)
        first, last = (format_instant(each.at) for each in (done[0], done[-1]))
        label = action_label(done[0].action) + (f"（{len(done)}次）" if done[1:] else "")
        address = _address(done[0], with_addresses=with_addresses)
        span = first if first == last else f"{first}–{last}"
        rows.append((span, done[0].actor_name, address, label))
    return Section("经办过程", level=3, columns=_STEPS, rows=tuple(rows))


def evidence_section(evidence: Iterable[Evidence]) -> Section | None:
    """What backs the version, each file by its checksum; None where nothing does."""
    rows = tuple(
        (
            each.title,
            each.url or each.file_name,
            filesizeformat(each.size) if each.size is not None else NOTHING,
            each.get_scan_display() if each.file else NOTHING,
            each.sha256 or NOTHING,
            f"{each.uploaded_by}，{format_instant(each.uploaded_at)}",
        )
        for each in evidence
    )
    return Section("佐证材料", level=3, columns=_EVIDENCE, rows=rows) if rows else None


def words_of(report: ProgressRecord | TaskReport) -> Iterator[tuple[str, str]]:
    """What any report tells besides its figures; what was left empty is left out."""
    told = (
        ("进展情况", report.narrative),
        ("存在问题", report.problems),
        ("下一步措施", report.next_steps),
        ("退回原因", report.return_reason),
        ("更正原因", report.correction_reason),
        ("沿用上年表述", "是" if report.is_unchanged else ""),
    )
    yield from ((term, value) for term, value in told if value)


def people_of(
    report: ProgressRecord | TaskReport, events: Sequence[AuditEvent], *, with_addresses: bool
) -> Iterator[tuple[str, str]]:
    """Who recorded, handed in, confirmed and reviewed it, when and from where."""
    addresses = {event.at: _address(event, with_addresses=with_addresses) for event in events}
    yield "填报单位", str(report.unit)
    for term, who, at in (
        ("填报", report.recorded_by, report.recorded_at),
        ("提交", report.submitted_by, report.submitted_at),
        ("确认", report.confirmed_by, report.confirmed_at),
        ("审核", report.reviewed_by, report.reviewed_at),
    ):
        if who is not None:
            place = addresses.get(at, NOTHING) if at else NOTHING
            yield term, f"{who}，{format_instant(at)}" + ("" if place == NOTHING else f"，{place}")


def trail_section(
    traces: Traces[ReportT], flaws: dict[int, list[str]], *, with_addresses: bool
) -> Section:
    """The events that concern the sheet, each with its hash and whether it is still sealed."""
    broken = sum(bool(flaws[event.pk]) for event in traces.events)
    number = len(traces.events)
    summary = (
        "还没有审计日志。" if not number
        else f"共{number}条，全部完好：内容与封存时一致，前后相接。" if not broken
        else f"共{number}条，其中{broken}条已不可信。"
    )  # fmt: skip
    rows = tuple(
        (
            str(event.pk),
            format_second(event.at),
            event.actor_name,
            _address(event, with_addresses=with_addresses),
            action_label(event.action),
            "；".join(flaws[event.pk]) or "完好",
            event.hash,
        )
        for event in traces.events
    )
    return Section("审计日志", sentences=(summary,), columns=_TRAIL if rows else (), rows=rows)


def _saved_together(event: AuditEvent) -> tuple[object, ...]:
    number = 0 if event.action.endswith(".saved") else event.pk
    return event.action, event.actor_name, event.origin, number


def _address(event: AuditEvent, *, with_addresses: bool) -> str:
    return (event.origin or NOTHING) if with_addresses else HIDDEN
