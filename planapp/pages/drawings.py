"""Coordinates of the small drawings that templates put into SVG; attributes only, no styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.terms import Light
from planapp.pages.formats import format_amount, format_percent

MARGIN = Decimal(4)  # room for the dots at the edges
LOWEST, HIGHEST = Decimal("-0.5"), Decimal("1.5")  # a bar ends here however far the figure goes


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through the values of some years; it is interrupted where a year is missing."""

    width: int
    height: int
    lines: list[str]
    dots: list[tuple[str, str]]
    summary: str


@dataclass(frozen=True, slots=True)
class PathBar:
    """How far between base and target, beside how far it should be; positions along the bar."""

    width: int
    base: str
    target: str
    done_from: str | None
    done_width: str | None
    due: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class Share:
    """One light's part of a bar that is split by lights."""

    light: Light
    count: int
    x: str
    width: str


def draw_spark(
    values: Sequence[tuple[int, Decimal | None]], *, width: int = 96, height: int = 24
) -> Spark:
    """`values`: pairs of year and value in the order of years."""
    known = [value for _, value in values if value is not None]
    low, spread = (min(known), max(known) - min(known)) if known else (Decimal(0), Decimal(0))
    step = (width - 2 * MARGIN) / max(len(values) - 1, 1)
    runs: list[list[tuple[str, str]]] = [[]]
    for index, (_, value) in enumerate(values):
        if value is None:
            runs.append([])
            continue
        rise = (value - low) / spread if spread else Decimal("0.5")
        y = height - MARGIN - rise * (height - 2 * MARGIN)
        runs[-1].append((_point(MARGIN + index * step), _point(y)))
    return Spark(
        width=width,
        height=height,
        lines=[" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1],
        dots=[point for run in runs for point in run],
        summary="，".join(f"{year}年 {format_amount(value)}" for year, value in values),
    )


def draw_path_bar(completion: Decimal | None, due: Decimal | None, *, width: int = 120) -> PathBar:
    """Both as fractions of the way from base to target; below 0 is worse than the base."""
    reached = [min(max(share, LOWEST), HIGHEST) for share in (completion, due) if share is not None]
    low, high = min([Decimal(0), *reached]), max([Decimal(1), *reached])
    inner = width - 2 * MARGIN

    def place(share: Decimal) -> Decimal:
        bounded = min(max(share, LOWEST), HIGHEST)
        return MARGIN + (bounded - low) / (high - low) * inner

    start = end = None
    if completion is not None:
        start, end = sorted((place(Decimal(0)), place(completion)))
    return PathBar(
        width=width,
        base=_point(place(Decimal(0))),
        target=_point(place(Decimal(1))),
        done_from=None if start is None else _point(start),
        done_width=None if start is None or end is None else _point(end - start),
        due=None if due is None else _point(place(due)),
        summary=f"完成{format_percent(completion)}，序时进度{format_percent(due)}",
    )


def split_by_light(counts: Mapping[str, int], *, width: int = 240) -> list[Share]:
    """Parts of a bar in the order green, yellow, red, grey; lights without a count are left out."""
    total = sum(counts.values())
    shares: list[Share] = []
    x = Decimal(0)
    for light in Light:
        count = counts.get(light, 0)
        if count:
            part = Decimal(width) * count / total
            shares.append(Share(light=light, count=count, x=_point(x), width=_point(part)))
            x += part
    return shares


def _point(value: Decimal) -> str:
    return f"{value:.1f}"
