"""Conversion between units of the same kind: 亿元 to 万元, 公顷 to 亩; unlike units are refused."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from planapp.domain.gaps.values import check_number

# A converted value is stored, and no more digits than these can be.
_STORED = Context(prec=15)

# Longest first: 千万 is read before 千.
_PREFIXES = (
    ("万亿", 10**12),
    ("千亿", 10**11),
    ("百亿", 10**10),
    ("十亿", 10**9),
    ("千万", 10**7),
    ("百万", 10**6),
    ("十万", 10**5),
    ("亿", 10**8),
    ("万", 10**4),
    ("千", 10**3),
    ("百", 10**2),
)

# How many of the smallest unit of its kind one is: 亩 is 2000/3 平方米, so areas count in thirds.
_PHYSICAL = {
    "毫米": ("length", 1),
    "厘米": ("length", 10),
    "米": ("length", 1000),
    "千米": ("length", 10**6),
    "公里": ("length", 10**6),
    "里": ("length", 5 * 10**5),
    "平方米": ("area", 3),
    "亩": ("area", 2000),
    "公顷": ("area", 30_000),
    "平方千米": ("area", 3 * 10**6),
    "平方公里": ("area", 3 * 10**6),
    "毫克": ("mass", 1),
    "克": ("mass", 10**3),
    "斤": ("mass", 5 * 10**5),
    "千克": ("mass", 10**6),
    "公斤": ("mass", 10**6),
    "吨": ("mass", 10**9),
    "毫升": ("volume", 1),
    "升": ("volume", 10**3),
    "立方米": ("volume", 10**6),
    "方": ("volume", 10**6),
    "瓦": ("power", 1),
    "千瓦": ("power", 10**3),
    "兆瓦": ("power", 10**6),
    "吉瓦": ("power", 10**9),
    "千瓦时": ("energy", 1),
    "度": ("energy", 1),
    "兆瓦时": ("energy", 10**3),
    "%": ("share", 10),
    "‰": ("share", 1),
    # A difference of two shares is no share: 2 个百分点 is not 2%.
    "个百分点": ("points", 1),
    "百分点": ("points", 1),
}
_NEVER_PREFIXED = {"share", "points"}
_LEAST, _MOST = Fraction(1, 10**8), 10**4  # an alternative's size, seen from the unit's own
_BY_LENGTH = sorted(_PHYSICAL, key=len, reverse=True)
_SAME_SIGN = str.maketrans({"％": "%", "／": "/", " ": "", "\u3000": ""})


class _Kind(NamedTuple):
    """What a unit measures, and how many of the smallest unit of that kind it is."""

    name: str
    size: int


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """The value in another unit, to 15 significant digits. ValueError where the units are unlike.

    Reads 万, 亿 and the like before any unit (万件 → 件), the usual units of length, area, mass,
    volume, power and energy, and quotients of units (万元/人 → 元/人).
    """
    check_number(value, "换算的数值")
    from_parts, to_parts = (
        [_read_unit(part) for part in unit.translate(_SAME_SIGN).split("/")]
        for unit in (from_unit, to_unit)
    )
    if [part.name for part in from_parts] != [part.name for part in to_parts]:
        raise ValueError(f"计量单位不同类，不能换算：{from_unit}与{to_unit}")
    multiplier = divisor = 1
    for place, (source, wanted) in enumerate(zip(from_parts, to_parts, strict=True)):
        # What stands under the line counts the other way round.
        over, under = (source, wanted) if place == 0 else (wanted, source)
        multiplier *= over.size
        divisor *= under.size
    return _STORED.divide(value * multiplier, Decimal(divisor))


def alternatives(unit: str) -> tuple[str, ...]:
    """Units in which a figure may be entered instead, each converted exactly; itself first.

    What is merely counted (家, 岁) has none unless it is counted in 万 or 亿, or is money.
    """
    over, stroke, under = unit.translate(_SAME_SIGN).partition("/")
    base = _without_prefixes(over)
    kind = _read_unit(over)
    smaller = (base != over or base == "元") and kind.name not in _NEVER_PREFIXED
    found = [f"{prefix}{base}" for prefix in ("亿", "万", "") if smaller]
    found += [other for other, (name, _) in _PHYSICAL.items() if name == kind.name]
    return (unit, *_unlike(found, kind, tail=stroke + under))


def _unlike(found: list[str], kind: _Kind, *, tail: str) -> list[str]:
    """Those of another size that are not too far from it, each size once."""
    by_size = {kind.size: ""}
    for other in found:
        size = _read_unit(other).size
        ratio = Fraction(size, kind.size)
        if _LEAST <= ratio <= _MOST and _is_decimal(ratio):
            by_size.setdefault(size, other + tail)
    return [by_size[size] for size in sorted(by_size, reverse=True) if by_size[size]]


def _is_decimal(ratio: Fraction) -> bool:
    """Whether multiplying by it needs no endless decimals: 公顷 is 15 亩, but 亩 is 1/15 公顷."""
    left = ratio.denominator
    for prime in (2, 5):
        while left % prime == 0:
            left //= prime
    return left == 1


def _without_prefixes(unit: str) -> str:
    """千瓦 of 万千瓦, 元 of 万亿元."""
    if unit in _PHYSICAL:
        return unit
    for prefix, _ in _PREFIXES:
        if unit.startswith(prefix) and unit != prefix:
            return _without_prefixes(unit.removeprefix(prefix))
    return unit


def _read_unit(unit: str) -> _Kind:
    known = _PHYSICAL.get(unit)
    if known is not None:
        return _Kind(*known)
    for prefix, size in _PREFIXES:
        if unit.startswith(prefix) and unit != prefix:
            counted = _read_unit(unit.removeprefix(prefix))
            return _Kind(counted.name, size * counted.size)
    return _read_substance(unit)


def _read_substance(unit: str) -> _Kind:
    """吨标准煤 is a mass of coal, to be compared with 千克标准煤 and with no other mass."""
    for name in _BY_LENGTH:
        kind, size = _PHYSICAL[name]
        if kind == "mass" and unit.startswith(name):
            return _Kind(f"{kind} {unit.removeprefix(name)}", size)
    return _Kind(unit, 1)
