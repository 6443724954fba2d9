"""Coordinates of the chart of an indicator's way: attributes only, no styles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from planapp.pages.formats import format_amount, format_computed
from planapp.queries.course import Course

WIDTH, HEIGHT = 820, 296
LEFT, RIGHT, TOP, BOTTOM = 64, 704, 20, 248  # the plot; what is right of it holds labels
LINES = 4  # of the grid, about
ABOVE, BELOW = Decimal(-10), Decimal(20)  # from a point to the foot of its label
APART = Decimal(15)  # two labels one above the other
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


class Mark(NamedTuple):
    """A point with its label, which may be empty; `title` is shown on hover."""

    x: str
    y: str
    label: str
    label_y: str
    title: str


class Tick(NamedTuple):
    """A short level line: a year's own target."""

    x: str
    left: str
    right: str
    y: str
    title: str


class Level(NamedTuple):
    """A line across the plot with the label at its right."""

    y: str
    label: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Chart:
    grid: list[Level]
    years: list[tuple[str, str]]
    base: Mark | None
    due: str  # the points of a line
    actual: list[str]  # one line per run of years
    points: list[Mark]
    unreviewed: list[Mark]
    aims: list[Tick]
    target: Level
    band: tuple[str, str] | None  # y and height of a target that is a range
    forecast: tuple[str, Mark] | None  # a line's points, and where it ends
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Decimal
    step: Decimal
    high: Decimal
    first: int
    last: int

    def x(self, year: int) -> Decimal:
        return LEFT + Decimal(RIGHT - LEFT) * (year - self.first) / max(self.last - self.first, 1)

    def y(self, value: Decimal) -> Decimal:
        return BOTTOM - Decimal(BOTTOM - TOP) * (value - self.low) / (self.high - self.low)

    def point(self, year: int, value: Decimal) -> str:
        return f"{self.x(year):.1f},{self.y(value):.1f}"


def draw_chart(course: Course, *, forecast: Decimal | None) -> Chart | None:
    """The way as drawn; None where there is nothing but the target.

    `forecast` is where the trend leads to in the target's year.
    """
    figures = (figure for each in course.years for figure in (each.actual, each.unreviewed))
    if course.base is None and all(figure is None for figure in figures):
        return None
    scale = _scale(course, forecast)
    target = course.target if course.target_max is None else course.target_max
    return Chart(
        grid=_grid(scale),
        years=[(f"{scale.x(year):.1f}", str(year)) for year in _years(course)],
        base=_base(course, scale),
        due=" ".join(_due(course, scale)),
        actual=[" ".join(run) for run in _runs(course, scale) if len(run) > 1],
        points=_points(course, scale),
        unreviewed=_unreviewed(course, scale),
        aims=_aims(course, scale),
        target=_target(course, scale),
        band=None
        if course.target_max is None
        else (
            f"{scale.y(target):.1f}",
            f"{scale.y(course.target) - scale.y(target):.1f}",
        ),
        forecast=_forecast(course, scale, forecast),
    )


def _years(course: Course) -> Iterable[int]:
    return range(course.origin, course.years[-1].year + 1)


def _scale(course: Course, forecast: Decimal | None) -> _Scale:
    """Lines at round values that hold everything drawn; lines need not begin at zero."""
    given = [course.base, course.target, course.target_max, forecast]
    for each in course.years:
        given += [each.expected, each.actual, each.unreviewed]
        given += [each.annual.value if each.annual else None]
    values = [value for value in given if value is not None]
    low, high = min(values), max(values)
    rough = (high - low or abs(high) or Decimal(1)) / LINES
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * each for each in STEPS if power * each >= rough)
    bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
    top = (high / step).to_integral_value(ROUND_CEILING) * step
    top = top if top > bottom else bottom + step
    return _Scale(bottom, step, top, course.origin, course.years[-1].year)


def _grid(scale: _Scale) -> list[Level]:
    count = int((scale.high - scale.low) / scale.step)
    levels = (scale.low + scale.step * number for number in range(count + 1))
    return [_level(scale.y(value), format_amount(value)) for value in levels]


def _level(y: Decimal, label: str) -> Level:
    return Level(f"{y:.1f}", label, f"{y + 4:.1f}")


def _base(course: Course, scale: _Scale) -> Mark | None:
    if course.base is None:
        return None
    y, words = scale.y(course.base), format_computed(course.base)
    label_y = y + ABOVE if _falls(course) else y + BELOW
    title = f"{course.origin}年 基期 {words}"
    return Mark(f"{scale.x(course.origin):.1f}", f"{y:.1f}", words, f"{label_y:.1f}", title)


def _falls(course: Course) -> bool:
    return course.base is not None and course.target < course.base


def _due(course: Course, scale: _Scale) -> Iterable[str]:
    if course.base is not None:
        yield scale.point(course.origin, course.base)
    for each in course.years:
        if each.expected is not None:
            yield scale.point(each.year, each.expected)


def _runs(course: Course, scale: _Scale) -> list[list[str]]:
    """The line of actual values, interrupted where a year is missing."""
    runs: list[list[str]] = [[]]
    if course.base is not None:
        runs[-1].append(scale.point(course.origin, course.base))
    for each in course.years:
        if each.actual is None:
            runs.append([])
        else:
            runs[-1].append(scale.point(each.year, each.actual))
    return runs


def _points(course: Course, scale: _Scale) -> list[Mark]:
    found = []
    for each in course.years:
        if each.actual is None:
            continue
        y, words = scale.y(each.actual), format_computed(each.actual)
        under = each.expected is not None and each.actual < each.expected
        label_y = y + BELOW if under else y + ABOVE
        title = f"{each.year}年 实际 {words}，应达 {format_computed(each.expected)}"
        found.append(Mark(f"{scale.x(each.year):.1f}", f"{y:.1f}", words, f"{label_y:.1f}", title))
    return found


def _unreviewed(course: Course, scale: _Scale) -> list[Mark]:
    """What was handed in and is not approved: no line leads to it; away from what counts."""
    found = []
    for each in course.years:
        if each.unreviewed is None:
            continue
        y, words = scale.y(each.unreviewed), f"{format_computed(each.unreviewed)} 未审核"
        lower = each.actual if each.actual is not None else each.expected
        label_y = y + BELOW if lower is not None and each.unreviewed < lower else y + ABOVE
        title = f"{each.year}年 新报 {words}"
        found.append(Mark(f"{scale.x(each.year):.1f}", f"{y:.1f}", words, f"{label_y:.1f}", title))
    return found


def _aims(course: Course, scale: _Scale) -> list[Tick]:
    found = []
    for each in course.years:
        if each.annual is None:
            continue
        x = scale.x(each.year)
        kind = "正式下达" if each.annual.official else "单位自定"
        title = f"{each.year}年 年度目标 {format_computed(each.annual.value)}（{kind}）"
        y = f"{scale.y(each.annual.value):.1f}"
        found.append(Tick(f"{x:.1f}", f"{x - 9:.1f}", f"{x + 9:.1f}", y, title))
    return found


def _target(course: Course, scale: _Scale) -> Level:
    words = format_computed(course.target)
    if course.target_max is not None:
        words = f"{words}–{format_computed(course.target_max)}"
    return _level(scale.y(course.target), f"目标 {words}")


def _forecast(course: Course, scale: _Scale, forecast: Decimal | None) -> tuple[str, Mark] | None:
    known = [each for each in course.years if each.actual is not None]
    last = course.years[-1].year
    if forecast is None or not known or known[-1].year >= last:
        return None
    begin = known[-1]
    assert begin.actual is not None  # noqa: S101  # chosen above
    y, target_y = scale.y(forecast), scale.y(course.target)
    label_y = y + 4
    if abs(y - target_y) < APART:  # beside the target's own label
        label_y = target_y + 4 + (APART if y >= target_y else -APART)
    words = format_computed(forecast)
    end = Mark(
        f"{scale.x(last):.1f}", f"{y:.1f}", f"趋势 {words}", f"{label_y:.1f}",
        f"按趋势{last}年 {words}",
    )  # fmt: skip
    return f"{scale.point(begin.year, begin.actual)} {scale.point(last, forecast)}", end
