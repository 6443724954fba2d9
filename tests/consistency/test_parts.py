"""Parts and their whole."""

from __future__ import annotations

import pytest

from planapp.domain.consistency import Finding, PlanFigures, check
from planapp.domain.terms import FindingKind
from tests.consistency.stated import Document


def among(whole: str, *parts: str, joint: str = "产值", unit: str = "亿元") -> list[Finding]:
    """A total and, behind 其中, its parts."""
    listed = "、".join(f"{joint}{part}{unit}" for part in parts)
    document = Document(f"总产值达到{whole}{unit}以上，其中{listed}。")
    document = document.targets("总产值", whole, unit, year=2025)
    for number, part in enumerate(parts):
        document = document.targets(f"第{number}产值", part, unit, year=2025)
    return check(document.text, document.plan)


def test_parts_beyond_their_whole_are_found() -> None:
    [finding] = among("1300", "650", "400", "260")
    assert finding.kind is FindingKind.PARTS
    assert finding.arithmetic == "650 + 400 + 260 = 1310 > 1300（亿元）"
    assert finding.second.quote == "650亿元、产值400亿元、产值260亿元"


def test_parts_within_their_whole_are_no_finding() -> None:
    assert among("1300", "650", "400", "250") == []
    assert among("1300", "650", "400") == []


def test_parts_that_may_overlap_are_no_finding() -> None:
    assert among("100", "80", "60", unit="家") == []


def test_parts_that_are_none_are_no_finding() -> None:
    assert among("100", "80", "60", joint="带动产值") == []


def summed(sentence: str, *values: str) -> list[Finding]:
    document = Document(sentence)
    for value in values:
        document = document.states(f"{value}项", value, "万亩", year=2020)
    return check(document.text, document.plan)


def test_parts_before_a_sum_must_make_it() -> None:
    [finding] = summed("水田30万亩、旱地45万亩，合计80万亩。", "30", "45", "80")
    assert finding.arithmetic == "30 + 45 = 75 ≠ 80（万亩）"


def test_parts_before_a_sum_may_follow_another_figure() -> None:
    text = "规划75万亩，水田30万亩、旱地45万亩，合计75万亩。"
    assert summed(text, "75", "30", "45", "75") == []


@pytest.mark.parametrize(
    ("text", "arithmetic"),
    [
        ("三次产业结构调整为9.3∶41.4∶50.3。", "9.3 + 41.4 + 50.3 = 101 ≠ 100"),
        ("按照40%、40%和30%的比例分担。", "40 + 40 + 30 = 110 ≠ 100"),
    ],
)
def test_parts_of_a_hundred_that_make_another_sum_are_found(text: str, arithmetic: str) -> None:
    [finding] = check(text, PlanFigures())
    assert finding.arithmetic == arithmetic


@pytest.mark.parametrize(
    "text",
    [
        "三次产业结构调整为8.3∶41.4∶50.3。",
        "三次产业结构为33.3∶33.3∶33.3。",  # rounded
        "按照40%、40%和20%的比例分担。",
        "结构比为1∶2∶3。",
        "覆盖率达到95%、98%和97%的目标。",
    ],
)
def test_parts_of_a_hundred_and_other_ratios_are_no_finding(text: str) -> None:
    assert check(text, PlanFigures()) == []
