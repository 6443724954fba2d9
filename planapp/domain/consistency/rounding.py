"""Exact arithmetic on printed numbers: each stands for all values that are rounded to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_MOST_SLACK = Decimal("0.05")  # a target's round number is off by no more than this share


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a printed or computed number may stand for, both ends included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high


def printed(value: Decimal) -> Interval:
    """What a number may have been before it was rounded to its last printed digit."""
    half = Decimal(5).scaleb(_exponent(value) - 1)
    return Interval(value - half, value + half)


def round_target(value: Decimal) -> Interval:
    """A target is set in round numbers: its trailing zeros are not exact either."""
    exponent = value.normalize().as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    slack = max(min(half, abs(value) * _MOST_SLACK), printed(value).high - value)
    return Interval(value - slack, value + slack)


def growth_between(base: Interval, now: Interval, *, years: int) -> Interval:
    """The yearly growth in % that leads from positive base values to the present ones."""
    root = _ONE / years
    low = ((now.low / base.high) ** root - 1) * _HUNDRED
    high = ((now.high / base.low) ** root - 1) * _HUNDRED
    return Interval(low, high)


def grown(base: Interval, percent: Interval, *, years: int) -> Interval:
    """What positive base values become when they grow by so many % a year."""
    low = base.low * (_ONE + percent.low / _HUNDRED) ** years
    high = base.high * (_ONE + percent.high / _HUNDRED) ** years
    return Interval(low, high)


def difference(now: Interval, base: Interval) -> Interval:
    return Interval(now.low - base.high, now.high - base.low)


def show(value: Decimal, *, places: int) -> str:
    """A number rounded half up for a formula."""
    quantum = _ONE.scaleb(-places)
    return f"{value.quantize(quantum, rounding='ROUND_HALF_UP'):f}"


def places_of(value: Decimal) -> int:
    """How many decimals a number was printed with."""
    return max(0, -_exponent(value))


def superscript(number: int) -> str:
    return str(number).translate(_SUPERSCRIPTS)


def plain(value: Decimal) -> str:
    """A number without an exponent or superfluous zeros."""
    normal = value.normalize()
    return f"{normal:f}"


def _exponent(value: Decimal) -> int:
    return min(0, int(value.as_tuple().exponent))
