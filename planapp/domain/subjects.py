"""When two names mean the same thing: scope, what is counted, and in which terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

_SCOPE = re.compile(
    r"^(?:到?20\d\d年)?(?:全[国省市区县州盟旗]|[我本][国省市区县州盟旗]|自治区)?(?:的)?"
)
_LARGE = re.compile(r"规模以上|规上")
_TERM = re.compile(
    r"(?:(?:工业|农业|行业|产业)?总产值|产值|主营业务收入|营业收入|业务收入|销售收入|总收入|销售额)$"
)
_CHANGE = re.compile(r"(?P<yearly>年均|复合)?(?P<word>增速|增长率|增长|增幅|升幅|降幅|下降率)$")
_MARKS = re.compile(r"[“”\"'\s　]")


class Change(Enum):
    """What a figure of change says: the rate of a year on average, a rise or a fall."""

    YEARLY = auto()
    RISE = auto()
    FALL = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """A name taken apart: 全省规模以上医药工业营业收入 is 医药工业, measured as 营业收入."""

    core: str  # without scope: 医药工业营业收入
    what: str  # without its terms: 医药工业
    terms: str  # 营业收入, empty where the name has none of these
    scope: str  # 全省
    is_large_only: bool  # 规模以上

    @classmethod
    def of(cls, name: str, *, region: str | None = None) -> Subject:
        plain = _MARKS.sub("", name)
        if region and plain.startswith(region):
            plain = plain[len(region) :]
        scope = _SCOPE.match(plain)
        scope_word = scope.group() if scope else ""
        rest = _LARGE.sub("", plain[len(scope_word) :])
        term = _TERM.search(rest)
        terms = term.group() if term else ""
        what = rest[: len(rest) - len(terms)]
        return cls(rest, what, terms, scope_word, _LARGE.search(plain) is not None)


def split_change(name: str) -> tuple[str, Change | None]:
    """营业收入年均增速 → 营业收入, YEARLY; a name that tells no change is returned as it is."""
    match = _CHANGE.search(name)
    if match is None or match.start() == 0:
        return name, None
    if match.group("yearly"):
        return name[: match.start()], Change.YEARLY
    return name[: match.start()], Change.FALL if "降" in match.group("word") else Change.RISE


def tell_differences(first: Subject, second: Subject) -> str:
    """In what two subjects are not measured alike, in Chinese; empty where they are."""
    told = []
    if first.terms != second.terms and first.terms and second.terms:
        told.append(f"口径不同：{first.terms}与{second.terms}")
    if first.is_large_only != second.is_large_only:
        told.append(f"范围不同：{_scope_word(first)}与{_scope_word(second)}")
    return "；".join(told)


def _scope_word(subject: Subject) -> str:
    return "规模以上" if subject.is_large_only else subject.scope or "未限定规模"
