"""Growth that sentences and tables state, against the values."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.consistency import Finding, check
from planapp.domain.terms import FindingKind, Severity
from tests.consistency.stated import Document

NAME = "全省纺织业营业收入"


def told(sentence: str, *, change: str, value: str, unit: str = "%") -> list[Finding]:
    """A sentence on 120.0 亿元 in 2020 with a table: 80.0, 90.0, 100.0, 110.0, 120.0."""
    rows = {2016: "80.0", 2017: "90.0", 2018: "100.0", 2019: "110.0", 2020: "120.0"}
    table = "".join(f"\n\t{value}" for value in rows.values())
    document = Document(f"2020年实现120.0亿元，{sentence}。\n营业收入（亿元）{table}\n")
    document = document.states(NAME, "120.0", "亿元", year=2020)
    document = document.states(NAME + change, value, unit, year=2020)
    for year, cell in rows.items():
        document = document.states("营业收入", cell, "亿元", year=year, words=cell)
    return check(document.text, document.plan)


def test_stated_growth_against_a_year_of_the_table_is_computed() -> None:
    [finding] = told("比2016年增长40.0%", change="增速", value="40.0")
    assert finding.kind is FindingKind.STATED_GROWTH
    assert finding.arithmetic == "120.0 ÷ 80.0 − 1 = 50.0% ≠ 40.0%"
    assert (finding.first.quote, finding.second.quote) == ("40.0%", "80.0")


@pytest.mark.parametrize(
    ("sentence", "change", "value"),
    [
        ("比2016年增长50.0%", "增速", "50.0"),
        ("比2016年增长50%", "增速", "50"),
        ("同比增长9.1%", "增速", "9.1"),
        ("比2014年增长40.0%", "增速", "40.0"),  # the table does not reach so far back
        ("增长40.0%", "增速", "40.0"),  # against which year is unsaid
        ("“十三五”年均增长10.7%", "年均增速", "10.7"),  # over four years
        ("“十三五”年均增长8.4%", "年均增速", "8.4"),  # over five years
        ("年均增长30%", "年均增速", "30"),  # over which years is unsaid
    ],
)
def test_stated_growth_that_fits_or_cannot_be_computed_is_no_finding(
    sentence: str, change: str, value: str
) -> None:
    assert told(sentence, change=change, value=value) == []


def test_stated_yearly_growth_is_computed_over_every_reading_of_the_period() -> None:
    [finding] = told("“十三五”年均增长5.0%", change="年均增速", value="5.0")
    assert finding.arithmetic == (
        "(120.0 ÷ 80.0)^(1/4) − 1 = 10.7%；(120.0 ÷ 80.0)^(1/5) − 1 = 8.4%；≠ 5.0%"
    )


def test_stated_fall_is_computed_with_its_sign() -> None:
    [finding] = told("比2016年下降50.0%", change="降幅", value="50.0")
    assert finding.arithmetic == "120.0 ÷ 80.0 − 1 = 50.0% ≠ 50.0%"


def share(change: str, *, unit: str) -> list[Finding]:
    """A share of 30.5% after 27.0%, and what is said of the difference."""
    document = Document(f"占比达到30.5%，比2016年提高{change}{unit}。\n27.0%\t30.5%\n")
    document = document.states("出口占比", "30.5", "%", year=2020)
    document = document.states("出口占比增幅", change, unit, year=2020)
    document = document.states("出口占比", "27.0", "%", year=2016)
    document = document.states("出口占比", "30.5", "%", year=2020)
    return check(document.text, document.plan)


def test_points_written_as_percent_are_found() -> None:
    [finding] = share("3.5", unit="%")
    assert finding.kind is FindingKind.POINTS
    assert finding.arithmetic == "30.5 − 27.0 = 3.5（个百分点）；30.5 ÷ 27.0 − 1 = 13.0% ≠ 3.5%"
    assert finding.note == "比重、比率之差应写作3.5个百分点。"


@pytest.mark.parametrize(("change", "unit"), [("3.5", "个百分点"), ("13.0", "%"), ("9.9", "%")])
def test_points_and_ratios_that_are_right_or_unclear_are_no_finding(change: str, unit: str) -> None:
    assert share(change, unit=unit) == []


def test_points_of_another_number_are_found() -> None:
    [finding] = share("4.5", unit="个百分点")
    assert finding.arithmetic == "30.5 − 27.0 = 3.5 ≠ 4.5（个百分点）"


def rates(values: list[str], stated: list[str], *, name: str = "营业收入") -> list[Finding]:
    """A row of values from 2018 on and the row of growth below it."""
    document = Document("\t".join([*values, *(f"{rate}%" for rate in stated)]))
    for year, value in enumerate(values, start=2018):
        document = document.states(name, value, "亿元", year=year, words=value)
    for year, rate in enumerate(stated, start=2018):
        document = document.states(f"{name}增速", rate, "%", year=year)
    return check(document.text, document.plan)


def test_row_growth_is_computed_year_by_year() -> None:
    [finding] = rates(["100.0", "110.0", "132.0"], ["3.0", "10.0", "15.0"])
    assert finding.kind is FindingKind.ROW_GROWTH
    assert finding.severity is Severity.WARNING
    assert finding.arithmetic == "132.0 ÷ 110.0 − 1 = 20.0% ≠ 15.0%"
    assert finding.note == "2020年营业收入。统计增速如按可比口径计算，请在表中注明。"


def test_row_growth_at_constant_prices_is_not_computed() -> None:
    assert rates(["100.0", "110.0", "132.0"], ["3.0", "5.0", "6.0"], name="地区生产总值") == []


@given(st.lists(st.integers(min_value=100, max_value=9999), min_size=2, max_size=6))
def test_row_growth_of_rounded_values_is_never_found(tenths: list[int]) -> None:
    values = [Decimal(n) / 10 for n in tenths]
    pairs = zip(values[1:], values, strict=False)
    exact = [Decimal(0), *((now / base - 1) * 100 for now, base in pairs)]
    stated = [rate.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) for rate in exact]
    assert rates([f"{v:.1f}" for v in values], [f"{rate}" for rate in stated]) == []
