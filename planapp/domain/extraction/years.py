"""Years a text names and what they are for: a target, a base, the past."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from planapp.domain.extraction.numerals import DIGITS, read_han


class YearRole(Enum):
    TARGET = auto()  # 到2025年, “十四五”末, 2025年底前
    PLAIN = auto()  # 2025年，…
    BASE = auto()  # 较2020年, 由2020年的…
    PAST = auto()  # 截至2020年, 2016年以来


@dataclass(slots=True)
class YearMention:
    start: int
    end: int
    year: int
    role: YearRole


_Y = r"[12１２一二](?:(?<=[12１２])\d{3}|(?<=[一二])[零〇○一二三四五六七八九]{3})"
_MENTION = re.compile(
    r"(?=[12１２一二今未接十“\"‘「])(?:"  # tested first: most signs begin no year
    rf"(?P<first>{_Y})\s?年?\s?(?:[—–\-－~～至到]{{1,2}})\s?(?P<last>{_Y})\s?年"
    rf"|(?P<from>{_Y})\s?年起\s?(?P<years>[三四五六七八九十\d]{{1,2}})\s?年"
    rf"|(?P<year>{_Y})\s?年"
    r"|(?P<coming>(?:今后|未来|接下来)(?P<count>[三四五六七八九十\d]{1,2})年)"
    r"|[“\"‘「]?十(?P<plan>[一二三四五六七八九])五[”\"’」]?"
    r"(?P<phase>规划期末|时期末|期末|末期|末|期间|时期|初期|初|以来|前期|后[两二三]年)?)"
)
_BASE_BEFORE = re.compile(r"(?:比|较|相比|相较于?|对比|与|同|从|由|在|以|按)\s?$")
_BASE_AFTER = re.compile(
    r"\s?(?:(?:年?底|年?末)?的?(?:相比|[^，。；]{0,10}基础上|为基[期年准数]|[^，。；]{0,8}(?:提高|增加|提升|上升"
    r"|下降|降低|减少|降|增长)[到至]))"
)
_REACHED_BEFORE = re.compile(r"(?:恢复|达)(?:到|至)\s?$|相当于\s?$")
_SHARE_AFTER = re.compile(r"(?:同期)?(?:的?水平|的\s?\d[\d.]*\s?[%％倍])")
_FROM = re.compile(r"(?:从|由)\s?$")
_THAN = re.compile(r"(?:比|较|相较于?|对比|比照)\s?$")
_PAST_BEFORE = re.compile(r"(?:截至|截止|截止到|截至到|自|早在|始于)\s?$")
_PAST_AFTER = re.compile(r"\s?(?:年?[底末]?以来|起|已)")
_TARGET_BEFORE = re.compile(r"(?:到|至|力争|确保|争取|规划至|展望)\s?$")
_TARGET_AFTER = re.compile(
    r"(?:度|末|底)?(?:的)?(?:主要|总体|工作|阶段)?目标|\s?(?:\d{1,2}月)?(?:年?[底末])?[之以]?前|\s?(?:实现|力争|确保|要)"
)
_JOINS = frozenset({"、", "和", "及", "与"})
_FUTURE_PHASES = {
    "规划期末",
    "时期末",
    "期末",
    "末期",
    "末",
    "期间",
    "时期",
    "后两年",
    "后二年",
    "后三年",
}


def read_year(written: str) -> int:
    """2025, ２０２５ or 二〇二五 as a number."""
    return int("".join(str(DIGITS.get(c, c)) for c in unicodedata.normalize("NFKC", written)))


def find_years(text: str, *, present: int = 0) -> list[YearMention]:
    """Every year the text names, in order; 今后五年 counts from the year `present`, if known."""
    found: list[YearMention] = []
    for match in _MENTION.finditer(text):
        mention = _mention(text, match, present=present)
        if mention is None:
            continue
        if (
            found
            and mention.role is YearRole.PLAIN
            and text[found[-1].end : mention.start] in _JOINS
        ):
            mention.role = found[-1].role  # 到2025年和|2030年
        found.append(mention)
    return found


def _mention(text: str, match: re.Match[str], *, present: int) -> YearMention | None:
    start, end = match.span()
    if match.group("plan"):
        return _plan_mention(text, match)
    if match.group("coming"):
        count = read_count(match.group("count"))
        return YearMention(start, end, present + count, YearRole.TARGET) if present else None
    if match.group("from"):  # 2012年起5年内 ends with 2016
        year = read_year(match.group("from")) + read_count(match.group("years")) - 1
        return YearMention(start, end, year, YearRole.TARGET)
    year = read_year(match.group("last") or match.group("year"))
    if not 1949 <= year <= 2100 or text[max(0, start - 1) : start].isdecimal():
        return None
    if text[max(0, start - 1) : start] in {"〔", "["} or _is_in_title(text, start):
        return None
    if match.group("first"):
        return YearMention(start, end, year, YearRole.TARGET)
    return YearMention(start, end, year, _role(text, start, end))


def _is_in_title(text: str, start: int) -> bool:
    """The years of another document's title (《…（2011—2030年）》) say nothing here."""
    before = text[max(0, start - 50) : start]
    return before.rfind("《") > before.rfind("》")


def _plan_mention(text: str, match: re.Match[str]) -> YearMention | None:
    phase = match.group("phase")
    if phase is None:
        return None
    start, end = match.span()
    year = 1955 + 5 * (10 + DIGITS[match.group("plan")])
    role = _role(text, start, end)
    if phase in {"初", "初期", "前期"}:
        year -= 5
    elif phase == "以来":
        role = YearRole.PAST
    elif phase in _FUTURE_PHASES and role is YearRole.PLAIN:
        role = YearRole.TARGET
    return YearMention(start, end, year, role)


def _role(text: str, start: int, end: int) -> YearRole:
    before = text[max(0, start - 6) : start]
    if _THAN.search(before):
        return YearRole.BASE
    if _PAST_BEFORE.search(before) or _PAST_AFTER.match(text, end):
        return YearRole.PAST
    if _REACHED_BEFORE.search(before) and _SHARE_AFTER.match(text, end):
        return YearRole.BASE  # 恢复至2019年的80%
    if _FROM.search(before) or (_BASE_BEFORE.search(before) and _is_compared(text, end)):
        return YearRole.BASE
    if _TARGET_BEFORE.search(before) or _TARGET_AFTER.match(text, end):
        return YearRole.TARGET
    return YearRole.PLAIN


def _is_compared(text: str, end: int) -> bool:
    return _BASE_AFTER.match(text, end, end + 16) is not None


def read_count(written: str) -> int:
    """五 or 5 as a number of years; 0 when it is neither."""
    value = Decimal(written) if written.isdecimal() else read_han(written)
    return int(value or 0)


def first_aim_year(text: str, stretches: Iterable[tuple[int, int]]) -> int | None:
    """The earliest year by which the aims in these stretches are to be reached (到2025年)."""
    years = [
        mention.year
        for start, end in stretches
        for mention in find_years(text[start:end])
        if mention.role is YearRole.TARGET
        and _states_end(text, start + mention.start, start + mention.end)
    ]
    return min(years, default=None)


def _states_end(text: str, start: int, end: int) -> bool:
    """到2025年, “十四五”末; “十三五”期间 may be over."""
    return text[end - 1] == "末" or text[max(0, start - 1) : start] in {"到", "至"}


def present_boundary(text: str, *, period_end: int | None, first_aim: int | None = None) -> int:
    """The last year that is past for this document; 0 when nothing tells.

    An undated text that looks ahead twice (到2025年, 到2035年) is older than `first_aim`.
    """
    issued = [read_year(match.group("year")) for match in _DAY.finditer(text)]
    if period_end is None:
        return issued[0] - 1 if issued else 0  # a later date may be a deadline
    if _is_annual(text, period_end):
        return period_end - 1
    known = [year - 1 for year in issued if year <= period_end]
    for match in _SPAN.finditer(text):
        first, last = read_year(match.group("first")), read_year(match.group("last"))
        if last == period_end and first <= last:
            known.append(first - 1)  # a later span with this end is a phase of the first
            break
    assumed = min(period_end - 5, (first_aim or period_end) - 1)
    return max(known, default=assumed)


def _is_annual(text: str, year: int) -> bool:
    """A report or work plan for one year: its own year is the only one ahead."""
    return (
        re.search(
            rf"{year}年[^。，；]{{0,24}}(?:工作报告|工作要点|重点工作|年度计划|工作计划)"
            rf"|(?<![到至—–－\-~～]){year}年[^。，；：\s]{{0,24}}(?:发展|实施|行动)计划",
            text[:6000],
        )
        is not None
    )


_DAY = re.compile(
    rf"(?P<year>{_Y})(?<![自至到从截起].{{4}})(?:年[\d一二三四五六七八九十]{{1,3}}月[\d一二三四五六七八九十]{{1,3}}日|-\d\d-\d\d)"
    r"(?!前|起|之前|以前|止)"
)
_SPAN = re.compile(rf"(?P<first>{_Y})\s?年?\s?[—–\-－~～至]{{1,2}}\s?(?P<last>{_Y})\s?年")


class _Ordered:
    """Mentions of one sort, in the order of the text."""

    def __init__(self, mentions: Iterable[YearMention]) -> None:
        self._mentions = list(mentions)
        self._starts = [m.start for m in self._mentions]

    def last(self, start: int, end: int) -> YearMention | None:
        """The last one that starts in this stretch."""
        at = bisect_left(self._starts, end) - 1
        return self._mentions[at] if at >= 0 and self._starts[at] >= start else None


class YearIndex:
    """The years of a text, ready to be asked what holds at an offset."""

    def __init__(self, text: str, *, period_end: int | None, first_aim: int | None = None) -> None:
        self.boundary = present_boundary(text, period_end=period_end, first_aim=first_aim)
        self.mentions = find_years(text, present=self.boundary)
        self._starts = [m.start for m in self.mentions]
        self._stated = _Ordered(m for m in self.mentions if m.role is not YearRole.BASE)
        self._bases = _Ordered(m for m in self.mentions if m.role is YearRole.BASE)
        self._targets = _Ordered(
            m for m in self.mentions if m.role is YearRole.TARGET and m.year > self.boundary
        )

    def between(self, start: int, end: int) -> list[YearMention]:
        """The mentions that start in this stretch."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def has_mention(self, start: int, end: int) -> bool:
        """Whether a mention starts in this stretch."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end

    def is_year(self, start: int) -> bool:
        """Whether the number at this offset belongs to a year."""
        at = bisect_left(self._starts, start + 1) - 1
        return at >= 0 and self.mentions[at].start <= start < self.mentions[at].end

    def governing(self, start: int, end: int) -> YearMention | None:
        """The last year before `end` that says when, not a base of comparison."""
        return self._stated.last(start, end)

    def target(self, start: int, end: int) -> YearMention | None:
        """The last year of this stretch that a reader takes for the target."""
        return self._targets.last(start, end)

    def base(self, start: int, end: int) -> YearMention | None:
        """The last base of comparison of this stretch."""
        return self._bases.last(start, end)
