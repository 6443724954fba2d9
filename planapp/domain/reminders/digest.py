"""One message for all that a person is to be told on a day, and the one that urges by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planapp.domain.day_words import day_in_words

_LISTED = 50  # items that an urging letter names; the rest it counts


@dataclass(frozen=True, slots=True)
class Entry:
    """One owed item as its recipient reads it; `asked` where one asks instead of urging (商请).

    `cycle` is the round of reporting in words: 2023年度, 中期评估（截至2023年6月30日）.
    """

    recipient: int
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


def compose_urge(entries: Iterable[Entry], *, on: date, by: str, note: str, link: str) -> Digest:
    """What `by` has to say to a unit about its items of one round; they are in `entries`."""
    own = sorted(entries, key=_urgency)
    first = own[0]
    verb = "商请" if first.asked else "催办"
    where = f"《{first.plan}》{first.cycle}"
    lines = [f"{by}{verb}：{first.unit}在{where}有 {len(own)} 项尚未报送：", ""]
    lines += [
        f"{n}. {entry.title}　截止 {day_in_words(entry.due_on)}，{_days(entry.due_on, on=on)}"
        for n, entry in enumerate(own[:_LISTED], start=1)
    ]
    lines += [f"另有 {len(own) - _LISTED} 项。"] * (len(own) > _LISTED)
    lines += ["", f"说明：{note}"] * bool(note)
    lines += ["", _closing(own), f"办理：{link}"]
    subject = f"{verb}：{where} {len(own)} 项尚未报送"
    return Digest(subject=subject, body="\n".join(lines))


def _line(entry: Entry, *, on: date) -> str:
    return (
        f"{entry.title}　《{entry.plan}》{entry.cycle}　{entry.unit}"
        f"　截止 {day_in_words(entry.due_on)}，{_days(entry.due_on, on=on)}"
    )


def _days(due_on: date, *, on: date) -> str:
    days = (due_on - on).days
    if days == 0:
        return "今天到期"
    return f"还剩 {days} 天" if days > 0 else f"已逾期 {-days} 天"


def _closing(entries: list[Entry]) -> str:
    return "商请予以支持，尽快报送。" if all(e.asked for e in entries) else "请尽快填报并提交审核。"
