"""由A增加到B，增长x%: the change that a sentence draws from two values it states itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planapp.domain.consistency.growth import REAL_TERMS
from planapp.domain.consistency.passages import sentence_start
from planapp.domain.consistency.periods import read_period
from planapp.domain.consistency.rounding import (
    Interval,
    difference,
    growth_between,
    plain,
    printed,
    show,
)
from planapp.domain.consistency.units import convert, is_share, split_unit
from planapp.domain.consistency.values import Finding, Statement
from planapp.domain.terms import FindingKind, Severity

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_YEAR = r"20\d\d\s?年[^\d，。；、\n]{0,4}?"
_UP_OR_DOWN = r"增加|增长|提高|提升|上升|扩大|增|升|减少|下降|降低|压减|降|减"
_CHANGE = re.compile(
    rf"[由从](?:(?P<first>{_YEAR})|[^\d，。；、\n]{{0,8}}?)"
    rf"(?P<base>{_NUMBER})(?!\s?年)(?P<base_unit>[^\d，。；、\s]{{0,6}}?)(?:{_UP_OR_DOWN})?[到至为]"
    rf"(?P<last>{_YEAR})?(?P<now>{_NUMBER})(?!\s?年)(?P<unit>[^\d，。；、\s]{{1,6}})[，、]\s?"
    rf"(?P<yearly>年均)?(?P<word>增长|增加|提高|提升|上升|下降|降低|减少)了?(?P<stated>"
    rf"(?P<rate>{_NUMBER})(?P<rate_unit>[%％]|个百分点))"
)
_ANY_YEARS = range(2, 7)  # where the period is unsaid, any usual one may be meant


def check_transitions(text: str) -> Iterator[Finding]:
    """Each change stated right behind the two values that it connects."""
    for match in _CHANGE.finditer(text):
        subject = text[sentence_start(text, match.start()) : match.start()]
        base, now = _values(match)
        if base is None or base <= 0 or now <= 0 or REAL_TERMS.search(subject):
            continue
        if not _holds(text, match, base=base, now=now):
            yield _finding(text, match, base=base, now=now)


def _values(match: re.Match[str]) -> tuple[Decimal | None, Decimal]:
    """Both values in the unit of the second; None where the units differ."""
    now, unit = _number(match.group("now")), match.group("unit")
    base_unit = match.group("base_unit") or unit
    if split_unit(base_unit)[1] != split_unit(unit)[1]:
        return None, now
    return convert(_number(match.group("base")), base_unit, to=unit), now


def _number(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _rate(match: re.Match[str]) -> Decimal:
    rate = _number(match.group("rate"))
    return -rate if match.group("word") in {"下降", "降低", "减少"} else rate


def _holds(text: str, match: re.Match[str], *, base: Decimal, now: Decimal) -> bool:
    stated, before, after = printed(_rate(match)), printed(base), printed(now)
    by_points = difference(after, before).meets(stated)
    if before.low <= 0:
        return True
    if match.group("rate_unit") == "个百分点":
        return by_points or not is_share(match.group("unit"))
    if match.group("yearly"):
        return any(r.meets(stated) for r in _yearly(text, match, before=before, after=after))
    by_ratio = growth_between(before, after, years=1).meets(stated)
    return by_ratio or (is_share(match.group("unit")) and not by_points)


def _yearly(
    text: str, match: re.Match[str], *, before: Interval, after: Interval
) -> list[Interval]:
    return [growth_between(before, after, years=years) for years in _years(text, match)]


def _years(text: str, match: re.Match[str]) -> Sequence[int]:
    """Over how many years the change may run."""
    if match.group("first") and match.group("last"):
        return [max(1, int(match.group("last")[:4]) - int(match.group("first")[:4]))]
    period = read_period(text, match.start())
    if period is None:
        return _ANY_YEARS
    years = period[1] - period[0]
    return [max(1, years), years + 1]


def _finding(text: str, match: re.Match[str], *, base: Decimal, now: Decimal) -> Finding:
    rate, unit = _rate(match), match.group("rate_unit")
    subtracted = f"{plain(now)} − {plain(base)} = {plain(now - base)}"
    divided = f"{plain(now)} ÷ {plain(base)} − 1 = {show((now / base - 1) * 100, places=1)}%"
    kind, arithmetic, note = FindingKind.STATED_GROWTH, f"{divided} ≠ {plain(rate)}%", ""
    if unit == "个百分点":
        arithmetic = f"{subtracted} ≠ {plain(rate)}（个百分点）"
    elif match.group("yearly"):
        told = [
            f"({plain(now)} ÷ {plain(base)})^(1/{years}) − 1 = "
            f"{show(((now / base) ** (Decimal(1) / years) - 1) * 100, places=1)}%"
            for years in _years(text, match)
        ]
        arithmetic = f"{'；'.join(told)}；≠ {plain(rate)}%"
    elif is_share(match.group("unit")):
        kind = FindingKind.POINTS
        arithmetic = f"{subtracted}（个百分点）；{divided} ≠ {plain(rate)}%"
        note = f"比重、比率之差应写作{plain(abs(rate))}个百分点。"
    return Finding(
        kind=kind,
        severity=Severity.ERROR,
        first=Statement.cut(text, match.start("stated"), match.end("stated")),
        second=Statement.cut(text, match.start("base"), match.end("unit")),
        arithmetic=arithmetic,
        note=note,
    )
