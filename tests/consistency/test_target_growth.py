"""A target, its yearly growth and where it starts from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.consistency import Finding, check
from planapp.domain.terms import Comparator, FindingKind, Measure, Severity
from tests.consistency.stated import Document


def examine(
    *,
    base: str = "500",
    rate: str = "10",
    target: str = "1000",
    base_name: str = "全省装备产业营业收入",
    name: str = "全省装备产业营业收入",
    comparator: Comparator = Comparator.GE,
) -> list[Finding]:
    document = Document(f"2020年实现{base}亿元。\n到2025年达到{target}亿元，年均增长{rate}%。")
    document = document.states(base_name, base, "亿元", year=2020)
    document = document.targets(name, target, "亿元", year=2025, comparator=comparator)
    document = document.targets(name, rate, "%", year=2025, measure=Measure.GROWTH)
    return check(document.text, document.plan)


def test_target_growth_that_falls_short_is_found_with_its_arithmetic() -> None:
    [finding] = examine()
    assert finding.kind is FindingKind.TARGET_GROWTH
    assert finding.severity is Severity.ERROR
    assert finding.arithmetic == "500 × 1.1⁵ = 805.3 < 1000（亿元）"
    assert (finding.first.figure, finding.second.figure) == ("1000亿元", "10%")
    assert finding.basis is not None
    assert finding.basis.quote == "500亿元"


def test_target_growth_from_other_terms_is_a_warning_that_names_both() -> None:
    [finding] = examine(base_name="我省规模以上装备产业营业收入", name="全省装备产业产值")
    assert finding.severity is Severity.WARNING
    assert finding.note == (
        "以2020年我省规模以上装备产业营业收入500亿元起算；"
        "口径不同：产值与营业收入；范围不同：全省与规模以上"
    )


@pytest.mark.parametrize(
    "given_figures",
    [
        {"target": "800"},
        {"target": "700"},  # growth leads beyond a floor: both hold
        {"base_name": "全省装备产业利润总额"},  # profit is no base for revenue
        {"base_name": "全省纺织产业营业收入"},
        {"base": "1803.33", "rate": "4", "target": "2200"},  # 2194 in round numbers
        {"comparator": Comparator.LE},
        {"name": "全省装备产业增加值", "base_name": "全省装备产业增加值", "rate": "12"},
    ],
)
def test_target_growth_that_can_lead_to_the_target_is_no_finding(
    given_figures: dict[str, str],
) -> None:
    assert examine(**given_figures) == []


def test_target_growth_beyond_an_approximate_target_is_found() -> None:
    [finding] = examine(target="600", comparator=Comparator.APPROX)
    assert finding.arithmetic == "500 × 1.1⁵ = 805.3 > 600（亿元）"


@given(
    base=st.integers(min_value=100, max_value=10**6).map(lambda n: Decimal(n) / 10),
    rate=st.integers(min_value=1, max_value=400).map(lambda n: Decimal(n) / 10),
)
def test_target_growth_of_a_computed_target_is_never_found(base: Decimal, rate: Decimal) -> None:
    reached = base * (1 + rate / 100) ** 5
    target = reached.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert examine(base=f"{base}", rate=f"{rate}", target=f"{target}") == []


@given(base=st.integers(min_value=100, max_value=10**5))
def test_target_growth_to_twice_what_it_can_reach_is_always_found(base: int) -> None:
    target = (Decimal(base) * Decimal("1.1") ** 5 * 2).quantize(Decimal("0.1"))
    assert len(examine(base=f"{base}.0", rate="10.0", target=f"{target}")) == 1
