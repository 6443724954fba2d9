"""What a figure just entered makes one ask back: a slip of the unit, a jump, a total that falls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from planapp.domain.decimals import plain
from planapp.domain.terms import Entry

USUAL_FACTOR = Decimal(2)
_SLIPS = ((10_000, "1万倍"), (100, "100倍"), (10, "10倍"))
_NEARLY = Decimal("1.5")  # within this factor of ten it looks like ten
_WHOLE = {"%": Decimal(100), "‰": Decimal(1000)}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a series beside the new figure, all in its own unit.

    `base` is a value of the same kind, to compare with where there is no `last_year`; `earlier`
    is the newest figure before this one; `targets` are what its indicators promise in that unit.
    """

    entry: Entry
    value_unit: str = ""
    last_year: Decimal | None = None
    base: Decimal | None = None
    earlier: Decimal | None = None
    targets: tuple[Decimal, ...] = ()


def questions(value: Decimal, known: Known, *, factor: Decimal = USUAL_FACTOR) -> tuple[str, ...]:
    """What to ask back about a figure, in sentences; none forbids it."""
    return tuple(_ask(value, known, factor))


def _ask(value: Decimal, known: Known, factor: Decimal) -> Iterator[str]:
    unit = known.value_unit
    name, before = (
        ("上年", known.last_year) if known.last_year is not None else ("基期", known.base)
    )
    if before is not None and before * value > 0:
        ratio = value / before
        told = f"{_figure(value, unit)}，{name}为{_figure(before, unit)}"
        slip = _slip(ratio)
        if slip:
            yield f"填报数{told}，约为{name}的{slip}：计量单位或小数点是否有误？"
        elif name == "上年" and known.entry is not Entry.RATE and _jumps(ratio, factor):
            yield f"填报数{told}，{_change(ratio)}：是否核实？"
    if before is not None and value < 0 < before and known.entry is not Entry.RATE:
        yield f"填报数{_figure(value, unit)}为负，{name}为{_figure(before, unit)}：是否有误？"
    if known.entry is Entry.RUNNING and known.earlier is not None and value < known.earlier:
        fallen = f"{_figure(value, unit)}，低于上一期的{_figure(known.earlier, unit)}"
        yield f"累计数{fallen}：累计数一般不会减少，是否误填了当年数？"
    if _exceeds_the_whole(value, known):
        yield f"填报数{_figure(value, unit)}超过{_figure(_WHOLE[unit], unit)}：是否有误？"


def _slip(ratio: Decimal) -> str | None:
    """By what a misplaced point or a wrong unit would explain the difference, in words."""
    for size, word in _SLIPS:
        if size / _NEARLY <= ratio <= size * _NEARLY:
            return word
        if size / _NEARLY <= 1 / ratio <= size * _NEARLY:
            return f"{word}分之一".replace("倍", "")
    return None


def _jumps(ratio: Decimal, factor: Decimal) -> bool:
    return ratio >= factor or ratio * factor <= 1


def _change(ratio: Decimal) -> str:
    """增加120%, 减少60%: against what it is compared with."""
    percent = abs(ratio - 1) * 100
    word = "增加" if ratio > 1 else "减少"
    return f"{word}{percent.quantize(Decimal(1), ROUND_HALF_UP):f}%"


def _exceeds_the_whole(value: Decimal, known: Known) -> bool:
    """A share over 100%, unless what is known or promised of it is above that, too."""
    whole = _WHOLE.get(known.value_unit)
    if whole is None or known.entry is not Entry.LEVEL or value <= whole:
        return False
    others = (known.last_year, known.base, *known.targets)
    return all(other is None or other <= whole for other in others)


def _figure(value: Decimal, unit: str) -> str:
    return plain(value) + unit
