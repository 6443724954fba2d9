"""The chart of an indicator's way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from planapp.domain.gaps import AnnualTarget
from planapp.pages.chart import BOTTOM, LEFT, RIGHT, TOP, draw_chart
from planapp.queries.course import Course, YearPoint


def make_course(*, actual=(), base=Decimal(400), target=Decimal(1200), **changes):
    """From 2020 to 2025; `actual` are the first years' values."""
    start = base or Decimal(0)
    values = [*actual, *([None] * (5 - len(actual)))]
    years = [
        YearPoint(2021 + number, start + (target - start) * (number + 1) / 5, value, None)
        for number, value in enumerate(values)
    ]
    return Course(**{"origin": 2020, "base": base, "years": years, "target": target,
                     "target_max": None} | changes)  # fmt: skip


def xy(point):
    return tuple(float(number) for number in point.split(","))


def test_chart_without_base_and_figures_is_none():
    assert draw_chart(make_course(base=None), forecast=None) is None


def test_base_and_target_are_the_corners_of_the_plot():
    chart = draw_chart(make_course(), forecast=None)
    assert (chart.base.x, chart.base.y, chart.base.label) == (f"{LEFT}.0", f"{BOTTOM}.0", "400")
    assert (chart.target.y, chart.target.label) == (f"{TOP}.0", "目标 1,200")
    assert [line.label for line in chart.grid] == ["400", "600", "800", "1,000", "1,200"]
    assert [year for _, year in chart.years] == ["2020", "2021", "2022", "2023", "2024", "2025"]


def test_due_path_leads_from_the_base_to_the_target():
    points = draw_chart(make_course(), forecast=None).due.split()
    assert (xy(points[0]), xy(points[-1])) == ((LEFT, BOTTOM), (RIGHT, TOP))
    assert len(points) == 6


def test_missing_year_interrupts_the_line():
    chart = draw_chart(make_course(actual=(Decimal(460), None, Decimal(610))), forecast=None)
    assert [len(line.split()) for line in chart.actual] == [2]
    assert [point.label for point in chart.points] == ["460", "610"]


def test_value_stands_on_the_far_side_of_the_due_path():
    chart = draw_chart(make_course(actual=(Decimal(700), Decimal(600))), forecast=None)
    ahead, behind = chart.points
    assert float(ahead.label_y) < float(ahead.y)
    assert float(behind.label_y) > float(behind.y)


def test_figure_that_awaits_review_is_drawn_apart_and_marked():
    course = make_course(actual=(Decimal(460),))
    course.years[3] = replace(course.years[3], unreviewed=Decimal(1300))
    chart = draw_chart(course, forecast=None)
    [mark] = chart.unreviewed
    assert (mark.label, mark.title) == ("1,300 未审核", "2024年 新报 1,300 未审核")
    assert [point.label for point in chart.points] == ["460"]
    assert float(mark.y) >= TOP
    corrected = replace(course.years[0], unreviewed=Decimal(450))
    [below] = draw_chart(replace(course, years=[corrected]), forecast=None).unreviewed
    assert float(below.label_y) > float(below.y)


def test_figure_that_awaits_review_is_enough_for_a_chart():
    course = make_course(base=None)
    course.years[0] = replace(course.years[0], unreviewed=Decimal(450))
    assert draw_chart(course, forecast=None).unreviewed


def test_forecast_leads_from_the_last_figure_to_the_target_year():
    chart = draw_chart(make_course(actual=(Decimal(460),)), forecast=Decimal(745))
    line, end = chart.forecast
    assert line.split()[0] == f"{chart.points[0].x},{chart.points[0].y}"
    assert (end.x, end.label) == (f"{RIGHT}.0", "趋势 745")


@pytest.mark.parametrize("actual", [(), tuple(Decimal(800) for _ in range(5))])
def test_forecast_is_not_drawn_without_figures_or_after_the_end(actual):
    assert draw_chart(make_course(actual=actual), forecast=Decimal(900)).forecast is None


def test_forecast_close_to_the_target_is_labelled_beside_it():
    chart = draw_chart(make_course(actual=(Decimal(560),)), forecast=Decimal(1195))
    _, end = chart.forecast
    assert abs(float(end.label_y) - float(chart.target.label_y)) >= 15


def test_range_is_a_band():
    course = make_course(base=Decimal(0), target=Decimal(3), target_max=Decimal(5))
    chart = draw_chart(course, forecast=None)
    y, height = (float(number) for number in chart.band)
    assert (chart.target.label, y + height) == ("目标 3–5", float(chart.target.y))


def test_annual_target_is_a_tick_that_says_whose_it_is():
    course = make_course()
    course.years[2] = YearPoint(2023, Decimal(880), None, AnnualTarget(Decimal(650)))
    [tick] = draw_chart(course, forecast=None).aims
    assert tick.title == "2023年 年度目标 650（单位自定）"
    assert float(tick.right) - float(tick.left) == 18


@pytest.mark.parametrize(
    ("base", "target", "labels"),
    [
        (Decimal("2.9"), Decimal(4), ["2.5", "3", "3.5", "4"]),
        (Decimal(5), Decimal(5), ["4", "6"]),
        (Decimal(20), Decimal(-5), ["-10", "0", "10", "20"]),
    ],
)
def test_grid_stands_at_round_values(base, target, labels):
    chart = draw_chart(make_course(base=base, target=target), forecast=None)
    assert [line.label for line in chart.grid] == labels
