"""Whether parts make their whole: sums to the last digit, and parts that ask for less."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planapp.domain.breakdown import BreakdownFinding, Mismatch, Share, check_breakdown
from planapp.domain.terms import Comparator, PartsMake


def share(
    name: str, target: str | None, actual: str | None = None, *, target_year: int = 2025
) -> Share:
    values = [None if text is None else Decimal(text) for text in (target, actual)]
    return Share(name=name, target=values[0], target_year=target_year, actual=values[1])


def check(
    whole: Share,
    *parts: Share,
    how: PartsMake = PartsMake.SUM,
    comparator: Comparator = Comparator.GE,
) -> list[BreakdownFinding]:
    return check_breakdown(whole, parts, how=how, comparator=comparator)


def test_parts_that_add_up_say_nothing() -> None:
    assert check(share("全省", "120"), share("甲", "80"), share("乙", "40.0")) == []


@pytest.mark.parametrize(("second", "difference"), [("38", "-2"), ("45", "5")])
def test_targets_that_do_not_add_up_give_both_figures(second: str, difference: str) -> None:
    [finding] = check(share("全省", "120"), share("甲", "80"), share("乙", second))
    assert (finding.kind, finding.wanted) == (Mismatch.TARGETS, Decimal(120))
    assert (finding.found, finding.difference) == (80 + Decimal(second), Decimal(difference))


def test_sum_is_exact() -> None:
    parts = [share(str(n), "0.1") for n in range(10)]
    assert check(share("全省", "1"), *parts) == []
    long = share("甲", "123456789012345"), share("乙", "0.000001")
    [finding] = check(share("全省", "123456789012345"), *long)
    assert finding.difference == Decimal("0.000001")


def test_actuals_are_compared_where_everybody_has_reported() -> None:
    whole = share("全省", "120", "60")
    [finding] = check(whole, share("甲", "80", "40"), share("乙", "40", "19.5"))
    assert (finding.kind, finding.difference) == (Mismatch.ACTUALS, Decimal("-0.5"))
    assert check(whole, share("甲", "80", "40"), share("乙", "40")) == []
    assert check(share("全省", "120"), share("甲", "80", "40"), share("乙", "40", "9")) == []


def test_nothing_reached_is_a_figure_and_not_a_gap() -> None:
    [finding] = check(share("全省", "120", "1"), share("甲", "80", "0"), share("乙", "40", "0"))
    assert (finding.kind, finding.found) == (Mismatch.ACTUALS, Decimal(0))


@pytest.mark.parametrize(
    ("comparator", "easier"),
    [
        (Comparator.GE, ["低"]),
        (Comparator.APPROX, ["低"]),
        (Comparator.RANGE, ["低"]),
        (Comparator.LE, ["高"]),
    ],
)
def test_each_part_is_to_be_at_least_as_demanding(
    comparator: Comparator, easier: list[str]
) -> None:
    parts = share("低", "3.5"), share("同", "4"), share("高", "4.5")
    found = check(share("全省", "4"), *parts, how=PartsMake.EACH, comparator=comparator)
    assert [finding.kind for finding in found] == [Mismatch.EASIER]
    assert [name for finding in found for name in finding.parts] == easier


def test_weighted_parts_are_not_compared() -> None:
    assert check(share("全省", "4", "1"), share("甲", "9", "9"), how=PartsMake.WEIGHTED) == []


@pytest.mark.parametrize("how", (PartsMake.SUM, PartsMake.EACH))
def test_part_that_cannot_be_compared_is_named(how: PartsMake) -> None:
    found = check(share("全省", "120"), share("甲", None), share("乙", "120"), how=how)
    assert [(finding.kind, finding.parts) for finding in found] == [(Mismatch.OTHER_UNIT, ("甲",))]


def test_part_due_in_another_year_is_named() -> None:
    later = share("乙", "40", target_year=2024)
    [finding] = check(share("全省", "120"), share("甲", "80"), later)
    assert (finding.kind, finding.parts) == (Mismatch.OTHER_YEAR, ("乙",))


def test_whole_without_parts_says_nothing() -> None:
    assert check(share("全省", "120")) == []
