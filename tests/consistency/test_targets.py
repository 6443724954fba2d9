"""One indicator with two targets, here or in another plan of the region."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planapp.domain.consistency import Finding, PlanFigures, check
from planapp.domain.terms import FindingKind, Measure, Severity
from tests.consistency.stated import Document

FILLER = "\n" + "此处另起一段，说明其他事项。" * 10 + "\n"


def twice(
    first: str,
    second: str,
    *,
    name: str = "农村自来水普及率",
    year: int = 2025,
    between: str = FILLER,
    measure: Measure = Measure.LEVEL,
) -> list[Finding]:
    document = Document(f"目标{first}%。{between}到{year}年达到{second}%。")
    document = document.targets("农村自来水普及率", first, "%", year=2025, measure=measure)
    document = document.targets(name, second, "%", year=year, measure=measure)
    return check(document.text, document.plan)


def test_two_targets_for_one_indicator_are_found() -> None:
    [finding] = twice("85", "82.5", name="全市农村自来水普及率")
    assert finding.kind is FindingKind.TWO_TARGETS
    assert finding.arithmetic == "85% ≠ 82.5%（2025年）"


def test_two_targets_of_which_one_is_the_past_value_are_told_so() -> None:
    document = Document(f"2020年为82.5%，目标85%。{FILLER}到2025年达到82.5%。")
    document = document.states("农村自来水普及率", "82.5", "%", year=2020)
    document = document.targets("农村自来水普及率", "85", "%", year=2025)
    document = document.targets("农村自来水普及率", "82.5", "%", year=2025)
    [finding] = check(document.text, document.plan)
    assert finding.note == "82.5%与2020年数值相同"


@pytest.mark.parametrize(
    "said",
    [
        {"second": "85"},
        {"second": "88", "year": 2030},
        {"second": "88", "between": "，"},  # in one sentence the name was read short
        {"second": "88", "name": "城市自来水普及率"},
        {"second": "88", "name": "规模以上农村自来水普及率"},
        {"second": "88", "measure": Measure.CUMULATIVE},
    ],
)
def test_two_targets_that_agree_or_differ_in_what_they_are_for_are_no_finding(
    said: dict[str, str],
) -> None:
    assert twice("85", **said) == []


def other_plan(name: str, value: str, unit: str) -> PlanFigures:
    document = Document(f"{value}{unit}").targets(name, value, unit, year=2025)
    return replace(document.plan, title="某省工业规划")


def against(name: str, value: str, unit: str = "亿元") -> list[Finding]:
    document = Document("到2025年达到1200亿元。")
    document = document.targets("全省装备工业产值", "1200", "亿元", year=2025)
    return check(document.text, document.plan, [other_plan(name, value, unit)])


def test_other_plan_with_another_target_is_found() -> None:
    [finding] = against("装备工业产值", "0.15", "万亿元")
    assert finding.kind is FindingKind.TWO_TARGETS
    assert (finding.second.document, finding.second.quote) == ("某省工业规划", "0.15万亿元")


def test_other_plan_with_the_same_target_in_another_scale_is_no_finding() -> None:
    assert against("装备工业产值", "0.12", "万亿元") == []


def test_other_plan_of_other_scope_and_terms_is_told_to_be_not_comparable() -> None:
    [finding] = against("全省高端装备产业主营业务收入", "4000")
    assert finding.kind is FindingKind.NOT_COMPARABLE
    assert finding.severity is Severity.NOTE
    assert finding.note == (
        "口径不同：产值与主营业务收入；对象不同：装备工业与高端装备产业；不可直接比较"
    )


@pytest.mark.parametrize("name", ["全省纺织产业产值", "全省装备工业研发投入", "装备工业利润"])
def test_other_plan_on_another_subject_is_no_finding(name: str) -> None:
    assert against(name, "4000") == []
