"""One message for all that a person is to be told on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import ReminderKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One owed item as its recipient reads it; `asked` where one asks instead of urging (商请).

    `cycle` is the round of reporting in words: 2023年度, 中期评估（截至2023-06-30）.
    """

    recipient: int
    kind: ReminderKind
    title: str
    plan: str
    unit: str
    due_on: date
    asked: bool = False
    cycle: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    subject: str
    body: str


def compose_digests(entries: Iterable[Entry], *, on: date, link: str) -> dict[int, Digest]:
    """The digest of each recipient: what is most urgent first. `link` is where to act."""
    grouped: dict[int, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.recipient, []).append(entry)
    return {
        recipient: _compose(sorted(own, key=_urgency), on=on, link=link)
        for recipient, own in grouped.items()
    }


def _urgency(entry: Entry) -> tuple[date, str, str]:
    return entry.due_on, entry.plan, entry.title


def _compose(entries: list[Entry], *, on: date, link: str) -> Digest:
    late = [entry for entry in entries if entry.due_on < on]
    soon = [entry for entry in entries if entry.due_on >= on]
    counts = [f"{len(late)} 项已逾期"] * bool(late) + [f"{len(soon)} 项即将到期"] * bool(soon)
    lines = [f"截至{day_in_words(on)}，您有 {'，'.join(counts)}："]
    for heading, part in (("已逾期", late), ("即将到期", soon)):
        if part:
            lines += ["", f"【{heading}】"]
            lines += [f"{n}. {_line(entry, on=on)}" for n, entry in enumerate(part, start=1)]
    lines += ["", _closing(entries), f"办理：{link}"]
    return Digest(subject=f"填报提醒：{'，'.join(counts)}", body="\n".join(lines))


def _line(entry: Entry, *, on: date) -> str:
    mark = "（督办）" if entry.kind == ReminderKind.NOTICE else ""
    return (
        f"{entry.title}{mark}　《{entry.plan}》{entry.cycle}　{entry.unit}"
        f"　截止 {day_in_words(entry.due_on)}，{_days(entry.due_on, on=on)}"
    )


def _days(due_on: date, *, on: date) -> str:
    days = (due_on - on).days
    if days == 0:
        return "今天到期"
    return f"还剩 {days} 天" if days > 0 else f"已逾期 {-days} 天"


def _closing(entries: list[Entry]) -> str:
    return "商请予以支持，尽快报送。" if all(e.asked for e in entries) else "请尽快填报并提交审核。"
