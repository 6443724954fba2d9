"""An indicator's way as its page shows it: the chart, and the table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planapp.models import Gap, Indicator
from planapp.pages.chart import Chart, draw_chart
from planapp.queries.course import YearPoint, course_of


@dataclass(frozen=True, slots=True)
class Way:
    """`years` pairs each year with its stored gap, where a yearly cycle was opened."""

    chart: Chart | None
    years: list[tuple[YearPoint, Gap | None]]


def way_of(indicator: Indicator, *, shown: Gap, gaps: Sequence[Gap]) -> Way | None:
    """The way with the forecast of the gap that the page shows; None where it cannot be read."""
    yearly = {gap.cycle.year: gap for gap in gaps if gap.cycle.is_year_end}
    closings = {year: gap.cycle.closed_on for year, gap in yearly.items()}
    course = course_of(indicator, closings=closings)
    if course is None:
        return None
    return Way(
        chart=draw_chart(course, forecast=shown.forecast),
        years=[(point, yearly.get(point.year)) for point in course.years],
    )
