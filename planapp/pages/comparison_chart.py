"""Coordinates of the chart that sets targets and latest figures of several plans side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.terms import Comparability, Measure
from planapp.pages.formats import format_computed
from planapp.queries.comparison import Beside

LEFT, PLOT, RIGHT = 200, 440, 180  # names, bars, words at the end of the bars
BAR, GAP = 14, 10  # a row is two bars and the room below them


@dataclass(frozen=True, slots=True)
class Bar:
    """Attributes of one bar with its words; `kind` is target or actual."""

    kind: str
    x: str
    y: str
    width: str
    label: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    label_y: str
    is_sure: bool  # comparable without a look
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class ComparisonChart:
    rows: list[Row]
    zero: str
    width: int
    height: int
    title: str


def draw_comparison(found: Sequence[Beside]) -> ComparisonChart | None:
    """Those that can be set beside the chosen one, each with target and figure from zero.

    None where nothing stands beside it.
    """
    drawn = [each for each in found if each.verdict is not Comparability.UNLIKE]
    if len(drawn) < 2:  # one alone is no comparison
        return None
    values = [value for each in drawn for value in (each.target, each.actual) if value is not None]
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    scale = _Scale(low, (high - low) or Decimal(1))
    step = 2 * BAR + GAP
    return ComparisonChart(
        rows=[_row(each, scale, top=number * step) for number, each in enumerate(drawn)],
        zero=f"{scale.x(Decimal(0)):.1f}",
        width=LEFT + PLOT + RIGHT,
        height=len(drawn) * step,
        title=_title(drawn),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Decimal
    spread: Decimal

    def x(self, value: Decimal) -> Decimal:
        return LEFT + (value - self.low) / self.spread * PLOT


def _row(each: Beside, scale: _Scale, *, top: int) -> Row:
    indicator = each.indicator
    year = each.gap.cycle.year if each.gap else None
    given = (
        ("target", "目标", each.target, indicator.target_year),
        ("actual", "实际", each.actual, year),
    )
    bars = [
        _bar(
            kind,
            value,
            f"{word} {format_computed(value)}（{of}年）",
            scale=scale,
            y=top + number * BAR,
        )
        for number, (kind, word, value, of) in enumerate(given)
        if value is not None
    ]
    sure = each.verdict is Comparability.ALIKE
    return Row(indicator.plan.region.name, f"{top + BAR + 4}", sure, bars)


def _bar(kind: str, value: Decimal, words: str, *, scale: _Scale, y: int) -> Bar:
    start, end = sorted((scale.x(Decimal(0)), scale.x(value)))
    return Bar(
        kind, f"{start:.1f}", f"{y + 1}", f"{end - start:.1f}", words, f"{end + 6:.1f}", f"{y + 12}"
    )


def _title(drawn: Sequence[Beside]) -> str:
    """Who aims highest among those that are surely comparable; only what the figures say."""
    sure = [each for each in drawn if each.verdict is Comparability.ALIKE and each.target]
    if len(sure) < 2:  # nothing to be highest among
        return "名称或口径有出入，请先核对再比较"
    measure = Measure(sure[0].indicator.measure)
    most = max(sure, key=lambda each: each.target or Decimal(0))
    tied = [each for each in sure if each.target == most.target]
    if len(tied) > 1:
        return f"{len(tied)}个规划目标同为{format_computed(most.target, most.value_unit)}"
    region, words = most.indicator.plan.region.name, format_computed(most.target, most.value_unit)
    return f"{region}目标最高：{words}（{most.indicator.target_year}年，{measure.label}）"
