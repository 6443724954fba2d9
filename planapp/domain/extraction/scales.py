"""How a number is to be read: level, growth, change, multiple; at least, at most, about."""

from __future__ import annotations

import re
from decimal import Decimal

from planapp.domain.extraction.readings import Slot
from planapp.domain.extraction.verbs import Governor
from planapp.domain.quantities import Kind
from planapp.domain.terms import Comparator, Measure

_RATE_NAME = re.compile(r"(?:增速|增长率|增幅|涨幅|增长幅度)$")
_FALL_NAME = re.compile(r"(?:削减|压减|减排|下降|降低)(?:比例|率|幅度)?$|降幅$")
_YEARLY = ("年均", "每年", "平均每年", "逐年")


def read_comparator(slot: Slot) -> Comparator:
    """Range, then the words behind the number, then those before it; a plain number is a floor."""
    if slot.q.value_max is not None:
        return Comparator.RANGE
    if slot.after.comparator is Comparator.APPROX:
        return Comparator.APPROX
    if slot.after.comparator is not None:
        return slot.after.comparator
    if slot.q.at_least:
        return Comparator.GE
    return slot.tie.comparator or Comparator.GE


def read_measure(
    slot: Slot, *, name: str, verb: Governor | None, has_base: bool, is_annual: bool
) -> tuple[Measure, Decimal, Decimal | None]:
    """The measure, and the value with its upper end (增长1倍 → 2)."""
    value, value_max = slot.q.value, slot.q.value_max
    if slot.q.kind is Kind.TIMES:
        grown = slot.tie.direction == "up" and slot.q.number.unit != "倍"
        added = Decimal(1) if grown else Decimal(0)
        return Measure.MULTIPLE, value + added, None if value_max is None else value_max + added
    measure = _change(slot, name=name, has_base=has_base, is_annual=is_annual)
    if measure is None:
        measure = _state(slot, verb)
    return measure, value, value_max


def _change(slot: Slot, *, name: str, has_base: bool, is_annual: bool) -> Measure | None:
    tie, kind = slot.tie, slot.q.kind
    if _FALL_NAME.search(name) and kind in {Kind.PERCENT, Kind.POINTS}:
        return Measure.DECREASE
    if kind is Kind.PERCENT and (_RATE_NAME.search(name) or (tie.direction and tie.has(*_YEARLY))):
        return Measure.DECREASE if tie.direction == "down" else Measure.GROWTH
    if tie.direction == "down":
        return Measure.DECREASE
    if tie.direction == "up":
        if (
            kind is Kind.PERCENT
            and not has_base
            and (is_annual or tie.has("增速", "增长率", "涨幅", "同比"))
        ):
            return Measure.GROWTH
        return Measure.INCREASE
    return None


def _state(slot: Slot, verb: Governor | None) -> Measure:
    if slot.tie.has("累计"):
        return Measure.CUMULATIVE
    if verb is None or not verb.makes:
        return Measure.LEVEL
    if slot.tie.reaches and not slot.counts_noun:
        own = slot.head <= verb.start < slot.q.start
        if not own or verb.word not in {"累计", "新增"}:
            return Measure.LEVEL
    return Measure.LEVEL if slot.q.kind in {Kind.PERCENT, Kind.RATIO} else Measure.CUMULATIVE
