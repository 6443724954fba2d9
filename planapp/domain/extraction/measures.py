"""Quantities: a number with the measuring unit or classifier that follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from planapp.domain.extraction.numerals import Number, find_numbers
from planapp.domain.quantities import KIND_OF, UNIT_WORD, Kind


@dataclass(slots=True)
class Quantity:
    """A number and its unit as written; `end` lies behind the unit."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: Kind
    number: Number

    @property
    def at_least(self) -> bool:
        return self.number.at_least


_UNIT = re.compile(
    rf"\s?(?P<base>{UNIT_WORD})(?P<per>[/／每](?:[十百千万亿]{{0,2}}?)(?:{UNIT_WORD}|户籍人口|常住人口|人口)"
    rf"(?:[·•](?:{UNIT_WORD}))?)?"
)
# A classifier that opens another word is no classifier: 人才, 个性, 分之, 年级, 方面.
_OTHER_WORD = re.compile(
    r"人(?:才|员|民|均|工|类|体|文|大|社|力|事|居|机|物|参)|家(?:级|庭|长|电|园|政|装|具(?!备|有))"
    r"|个(?:性|体|别)|分(?:之|钟|别|类|级|区|层|布|批|工)|年(?:级|代|均|度|产|销)|方(?:面|案|法|式"
    r"|向|便)"
    r"|口岸|户籍|门诊|门户|条例|条件|件(?:套)?化|项目|场(?:景|所|地)|部(?:门|分|委|级)|位(?:于|居"
    r"|列)"
    r"|名(?:单|录|牌|优|特)|期(?:间|末)|次(?:方|数|序)|对(?:接|口|外)|组(?:织|建|团|分)|支(?:撑|持"
    r"|柱)"
    r"|头(?:部|羊)|单(?:位|元|抗|项|一)|面(?:向|积|对|临|上)|品(?:牌|质|类|种权)|集(?:团|群|聚|中"
    r"|成)"
    r"|节(?:能|约|点|水)|首(?:批|台|创|位|要)|班(?:列|车)|具(?:有|备|体)|列(?:入|为|车)|份额|度假"
    r"|度电|起(?:步|草|来|点|始|飞|重|降|到)"
    r"|本(?:土|地|科|级|市|省)|床(?:位使用)|级|类"
)


# 3万贫困人口, 12万农户: who is counted stands behind the number without a classifier.
_PEOPLE = re.compile(
    r"(?!人(?:[次，。；、（]|$)|户)[一-龥]{0,10}?(?:人口|农户|户籍?居民|群众|居民|学生|劳动力|职工|人员|移民)"
)
_PER_MYRIAD = re.compile(r"[/／](?:10|十|１０)?万(?![\u4e00-\u9fff])|[/／](?:10|十|１０)万")


def find_quantities(text: str) -> list[Quantity]:
    """Every number of the text with its unit, in order; without one its kind is BARE."""
    measured = [_measure(text, number) for number in find_numbers(text)]
    return _lend_units(text, _merge_repeated_units(text, measured))


def _measure(text: str, number: Number) -> Quantity:
    if number.unit:
        kind = {"倍": Kind.TIMES, "%": Kind.PERCENT, "‰": Kind.PERCENT}.get(number.unit, Kind.RATIO)
        return _quantity(number, end=number.end, unit=number.unit, kind=kind)
    if rate := _PER_MYRIAD.match(text, number.end):
        return _quantity(number, end=rate.end(), unit=rate.group(), kind=Kind.PERCENT)
    match = _UNIT.match(text, number.end)
    if number.scale and not number.is_han and _PEOPLE.match(text, number.end):
        return _quantity(number, end=number.end, unit=number.scale, kind=Kind.COUNT)
    if match is None or _OTHER_WORD.match(text, match.start("base")):
        return _quantity(number, end=number.end, unit=number.scale, kind=Kind.BARE)
    unit = number.scale + match.group().strip()
    end = match.end()
    vague = text[end : end + 1] in {"多", "余"} and text[end : end + 2] not in {"多种", "余额"}
    if vague:
        end += 1
    found = _quantity(number, end=end, unit=unit, kind=KIND_OF[match.group("base")])
    return found


def _quantity(number: Number, *, end: int, unit: str, kind: Kind) -> Quantity:
    return Quantity(number.start, end, number.value, number.value_max, unit, kind, number)


def _merge_repeated_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """3万亩至5万亩 and 3家—5家 are ranges that repeat their unit."""
    merged: list[Quantity] = []
    for q in quantities:
        low = merged[-1] if merged else None
        if low is not None and q.start < low.end:
            continue  # the 百 of 个百分点
        if (
            low is not None
            and low.unit == q.unit != ""
            and text[low.end : q.start] in {"至", "到", "—", "-", "～", "~", "–", "－"}
            and low.value_max is None
            and q.value > low.value
            and text[max(0, low.start - 1) : low.start] not in {"由", "从"}
        ):
            merged[-1] = Quantity(low.start, q.end, low.value, q.value, q.unit, q.kind, q.number)
        else:
            merged.append(q)
    return merged


def _lend_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """高7.9、8.5个百分点: a number without a unit takes that of the next in the row."""
    lent = quantities[:]
    for at in range(len(lent) - 2, -1, -1):
        q, following = lent[at], lent[at + 1]
        if q.kind is not Kind.BARE or q.unit or q.number.is_han:
            continue
        joined = text[q.end : following.start] in {"、", "和", "及"}
        if joined and following.kind in _LENDING and not _opens_line(text, q.start):
            lent[at] = replace(q, unit=following.unit, kind=following.kind)
    return lent


_LENDING = {Kind.PERCENT, Kind.POINTS, Kind.MONEY, Kind.AMOUNT}


def _opens_line(text: str, start: int) -> bool:
    """Where a number before 、 is a list mark."""
    return text[max(0, start - 1) : start] in {"", "\n", " ", "　", "。", "；", ";", "：", ":"}
