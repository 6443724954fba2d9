"""Every rule of docs/gaps.md, each edge from both sides, as cases of JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from planapp.domain.gaps import as_payload, assess_payload, explain
from planapp.domain.gaps.casefile import assess_text, result_of

OWN = Path(__file__).with_name("cases.json")
AGREED = Path(__file__).parents[2] / ".." / "shared" / "gaps" / "cases.json"
PAGE = Path(__file__).parents[2] / "docs" / "gaps.md"
CASES: list[dict[str, Any]] = json.loads(OWN.read_text(encoding="utf-8"))
TO_FOUR_PLACES = Decimal("0.00006")


def differences(case: dict[str, Any], result: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What was expected and what came out, where they are not the same."""
    return {
        key: (wanted, result[key])
        for key, wanted in case["expect"].items()
        if not same(wanted, result[key])
    }


def same(wanted: Any, found: Any) -> bool:
    if not isinstance(wanted, str) or not isinstance(found, str):
        return bool(wanted == found)
    try:
        return abs(Decimal(wanted) - Decimal(found)) <= TO_FOUR_PLACES
    except InvalidOperation:
        return wanted == found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_assessed_gives_what_is_expected(case: dict[str, Any]) -> None:
    assert differences(case, result_of(assess_payload(case))) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_stored_and_assessed_again_gives_the_same(case: dict[str, Any]) -> None:
    found = assess_payload(case)
    stored = json.loads(json.dumps(as_payload(found)))
    assert result_of(assess_payload(stored)) == result_of(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_explained_ends_with_the_status(case: dict[str, Any]) -> None:
    explanation = explain(assess_payload(case))
    assert explanation.lines[-1].label == "系统测算"
    assert explanation.sentence.split("（最近一期")[0].endswith(explanation.lines[-1].result)


def test_case_file_with_two_cases_gives_two_results_in_order() -> None:
    results = assess_text(json.dumps(CASES[:2]))
    assert [result["actual"] for result in results] == ["96", "100"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "一百"}, "第1个案例（x）：target不是数：一百"),
        ({"target": 1.5e300}, "第1个案例（x）：目标值超过15位有效数字或过大：1.5E+300"),
        ({"target": True}, "第1个案例（x）：target不是数：True"),
        ({"target": None}, "第1个案例（x）：定量目标缺目标值"),
        ({"measure": "levels"}, "第1个案例（x）：measure的取值不认识：levels"),
        ({"measure": None}, "第1个案例（x）：measure的取值不认识：None"),
        ({"as_of": "2022-13-01"}, "第1个案例（x）：as_of不是年份或日期：2022-13-01"),
        ({"as_of": None}, "第1个案例（x）：as_of不是年份或日期：None"),
        ({"target_year": "25"}, "第1个案例（x）：target_year不是年份：25"),
        ({"target_year": 2020}, "第1个案例（x）：目标年份2020须晚于基期年份2020"),
        ({"base_year": None}, "第1个案例（x）：缺基期年份，也缺规划首年"),
        ({"records": ["96"]}, "第1个案例（x）：records应为对象"),
        (
            {"records": {"2022": "96", "2022-12-31": "97"}},
            "第1个案例（x）：records中同一年度既有年份又有12月31日",
        ),
        ({"records": {"2022": "1e999"}}, "第1个案例（x）：填报值超过15位有效数字或过大：1E+999"),
        ({"window_closed": "no"}, "第1个案例（x）：window_closed应为true或false：no"),
        ({"target_max": "100"}, "第1个案例（x）：目标上限100低于下限120"),
        (
            {"measure": "cumulative", "entry": "rate"},
            "第1个案例（x）：“累计值”不能按“当年增速”填报",
        ),
    ],
)
def test_case_with_a_broken_key_names_case_and_key(change: dict[str, Any], message: str) -> None:
    text = json.dumps([{**CASES[0], "id": "x", **change}, CASES[1]])
    refused, assessed = assess_text(text)
    assert refused == {"error": message}
    assert differences(CASES[1], assessed) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "不是有效的JSON：第1行第2列"),
        ("{}", "文件应为案例的列表"),
    ],
)
def test_case_file_that_is_no_list_of_cases_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refusal:
        assess_text(text)
    assert str(refusal.value) == message


def test_case_that_is_no_object_is_refused() -> None:
    assert assess_text("[3]") == [{"error": "第1个案例应为对象"}]


def test_annual_target_of_the_last_day_is_that_of_the_year() -> None:
    case = {**CASES[0], "annual_targets": {"2022-12-31": "90"}, "annual_official": True}
    assert result_of(assess_payload(case))["expected_value"] == "90"


def test_case_with_null_keys_reads_them_as_absent() -> None:
    nulls = dict.fromkeys(("entry", "path", "unit", "approx_tolerance", "window_closed", "policy"))
    found = assess_payload({**CASES[0], **nulls, "records": {"2021": None, "2022": 96}})
    assert differences(CASES[0], result_of(found)) == {}


def test_silent_period_offers_the_newest_earlier_result() -> None:
    case = {**CASES[0], "records": {"2021": "84", "2022": "96"}, "as_of": 2024}
    last = result_of(assess_payload(case))["last"]
    assert (last["as_of"], last["status"], last["completion"]) == ("2022", "on_track", "0.4")


def test_silent_period_offers_no_result_from_before_the_plan_reports() -> None:
    case = {**CASES[0], "records": {"2021": "84"}, "period_start": 2022}
    assert result_of(assess_payload(case))["last"] is None


def test_silent_period_offers_the_day_of_its_own_year() -> None:
    case = {**CASES[0], "records": {"2021": "84", "2022-06-30": "92"}}
    last = result_of(assess_payload(case))["last"]
    assert (last["as_of"], last["completion"]) == ("2022-06-30", "0.3")


def test_page_on_gaps_names_only_cases_that_exist() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 40
    assert named - {case["id"] for case in CASES} == set()


@pytest.mark.services
def test_agreed_cases_assessed_give_what_is_expected() -> None:
    if not AGREED.exists():
        pytest.skip("the agreed cases are not beside this checkout (../shared/gaps)")
    text = AGREED.read_text(encoding="utf-8")
    wrong = {
        case["id"]: found
        for case, result in zip(json.loads(text), assess_text(text), strict=True)
        if (found := differences(case, result))
    }
    assert wrong == {}
