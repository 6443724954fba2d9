"""What was decided about somebody's items, as the one message that tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planapp.domain.terms.term import Term

_ONLY = 1


class News(Term):
    """What can happen to an item that its people learn at once."""

    RETURNED = "returned", "被退回"
    APPROVED = "approved", "审核通过"
    CONFIRMED = "confirmed", "单位负责人已确认"
    SENT_BACK = "sent_back", "单位负责人退回"
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "未同意延期"
    NOTED = "noted", "数据未公布已备案"
    NOT_NOTED = "not_noted", "数据未公布未获认可"
    REOPENED = "reopened", "填报期重新开启"
    MOVED = "moved", "填报截止调整"
    PLAN_WITHDRAWN = "plan_withdrawn", "规划撤销"


@dataclass(frozen=True, slots=True)
class Notice:
    """One item and what happened to it.

    `where` is its plan and round, `words` the reason or the answer, `link` where to go on.
    """

    news: News
    title: str
    where: str = ""
    words: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def compose_letter(notices: Iterable[Notice], *, by: str) -> Letter:
    """All that one person is told at once of what `by` decided, grouped by what happened."""
    grouped: dict[News, list[Notice]] = {}
    for notice in notices:
        grouped.setdefault(notice.news, []).append(notice)
    lines: list[str] = []
    for news, own in grouped.items():
        lines += ["", f"【{news.label}】"] if lines else [f"【{news.label}】"]
        lines += [_lines(n, notice) for n, notice in enumerate(own, start=1)]
    return Letter(_subject(grouped), "\n".join([*lines, "", f"经办：{by}"]))


def _subject(grouped: dict[News, list[Notice]]) -> str:
    every = [notice for own in grouped.values() for notice in own]
    if len(every) == _ONLY:
        return f"{every[0].news.label}：{every[0].title}"
    return "，".join(f"{len(own)} 项{news.label}" for news, own in grouped.items())


def _lines(number: int, notice: Notice) -> str:
    parts = [f"{number}. {notice.title}　{notice.where}".rstrip("　")]
    parts += [notice.words] * bool(notice.words)
    parts += [f"查看：{notice.link}"] * bool(notice.link)
    return "\n".join(parts)
