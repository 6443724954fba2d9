"""How figures and years are written for the reader; what is absent is “—”, never 0."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import east_asian_width

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import Comparator

NOTHING = "—"
UNPUBLISHED = "数据未公布"  # nobody is late with it
ATTACHED_UNITS = frozenset({"%", "‰", "°C"})  # written without a space after the figure
POINTS = {"%": "个百分点", "‰": "个千分点"}  # what lies between two percents
WORDS_ABOVE = 10_000


def text_width(text: str) -> int:
    """The columns that it takes in a terminal or a sheet; a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def format_amount(value: Decimal | int | None, value_unit: str = "") -> str:
    """`1,234.5 亿元`: thousands grouped, trailing zeros dropped; None is “—”."""
    if value is None:
        return NOTHING
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    if not value_unit:
        return text
    return f"{text}{value_unit}" if value_unit in ATTACHED_UNITS else f"{text} {value_unit}"


def format_computed(value: Decimal | None, value_unit: str = "") -> str:
    """A computed figure as `format_amount` writes it: two decimals, below 1 three digits."""
    if value is None:
        return NOTHING
    places = 2 if abs(value) >= 1 or not value else min(6, 2 - value.adjusted())
    return format_amount(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), value_unit)


def format_percent(ratio: Decimal | int | None) -> str:
    """A fraction of 1 as `38.2%`, rounded half up to one decimal; None is “—”."""
    if ratio is None:
        return NOTHING
    percent = (Decimal(ratio) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent or Decimal('0.0'):,f}%"


def format_years(start: int | None, end: int | None) -> str:
    """`2021–2025`, or the one year that is known or both are."""
    years = [str(year) for year in dict.fromkeys((start, end)) if year is not None]
    return "–".join(years) or NOTHING


def format_day(day: date | None) -> str:
    """`2024年3月1日`."""
    return day_in_words(day) if day else NOTHING


def format_month(day: date | None) -> str:
    """2024年3月."""
    return f"{day.year}年{day.month}月" if day else NOTHING


def format_count(number: int, noun: str = "条") -> str:
    """`共231个指标`; from ten thousand on `约1.2万个指标`."""
    if number < WORDS_ABOVE:
        return f"共{number:,}{noun}"
    tens_of_thousands = Decimal(number) / WORDS_ABOVE
    return f"约{format_amount(tens_of_thousands.quantize(Decimal('0.1'), ROUND_HALF_UP))}万{noun}"


def format_target(
    comparator: Comparator,
    target: Decimal,
    *,
    target_max: Decimal | None = None,
    value_unit: str = "",
) -> str:
    """`≥ 1,200 亿元`, `3–5 个`, `约 70%`: what is promised, with its unit where one is given."""
    if comparator is Comparator.RANGE and target_max is not None:
        words = f"{format_amount(target)}–{format_amount(target_max)}"
    else:
        words = f"{comparator.label} {format_amount(target)}"
    between = "" if value_unit in ATTACHED_UNITS else " "
    return f"{words}{between}{value_unit}".rstrip()


def difference_unit(value_unit: str) -> str:
    """The unit of what lies between two figures: of percents points."""
    return POINTS.get(value_unit, value_unit)
