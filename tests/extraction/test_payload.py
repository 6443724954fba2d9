from __future__ import annotations

import json
from decimal import Decimal

import pytest

from planapp.domain.charges import UnitInRole
from planapp.domain.extraction.contract import (
    ExtractedFact,
    ExtractedGoal,
    ExtractedIndicator,
    ExtractedPlan,
    ExtractedTask,
    Origin,
    PlanHeader,
    Span,
)
from planapp.domain.extraction.payload import from_payload, to_payload
from planapp.domain.terms import Comparator, ItemKind, Measure, Role

TEXT = "到2025年，新建学校3-5所。"
SPAN = Span.cut(TEXT, 7, 15)

PLAN = ExtractedPlan(
    header=PlanHeader(title="某规划", issued_on="2021-12", period_end=2025),
    goals=(ExtractedGoal(None, ("一、目标",), SPAN, confidence=0.6, doubts=("存疑",)),),
    indicators=(
        ExtractedIndicator(
            name="新建学校",
            measure=Measure.CUMULATIVE,
            comparator=Comparator.RANGE,
            value=Decimal("3"),
            value_max=Decimal("5"),
            value_unit="所",
            target_year=2025,
            base_year=None,
            base_value=None,
            of=Origin(ItemKind.GOAL, 0),
            span=SPAN,
        ),
    ),
    tasks=(
        ExtractedTask(
            number="1",
            title="建校",
            section=(),
            units=(UnitInRole("省教育厅", Role.LEAD),),
            deadline="持续推进",
            span=SPAN,
        ),
    ),
    facts=(ExtractedFact("学校", Decimal("1E+2"), "所", 2020, SPAN, SPAN),),
    warnings=("未找到任务",),
)


def test_payload_comes_back_as_the_plan_it_was() -> None:
    written = json.dumps(to_payload(PLAN, version="1"), ensure_ascii=False)
    assert from_payload(json.loads(written)) == PLAN


def test_payload_indicator_has_the_keys_of_the_contract() -> None:
    [indicator] = to_payload(PLAN, version="1")["indicators"]
    assert indicator == {
        "name": "新建学校",
        "measure": "cumulative",
        "comparator": "range",
        "value": "3",
        "value_max": "5",
        "unit": "所",
        "target_year": 2025,
        "base_year": None,
        "base_value": None,
        "of": {"goal": 0},
        "quote": "新建学校3-5所",
        "start": 7,
        "end": 15,
        "confidence": 1.0,
        "doubts": [],
    }


def test_payload_numbers_are_plain_decimal_strings() -> None:
    [fact] = to_payload(PLAN, version="1")["facts"]
    assert fact["value"] == "100"


def test_payload_keys_beside_the_contract_are_ignored() -> None:
    payload = to_payload(PLAN, version="1")
    payload["plan"]["page"] = 3
    assert from_payload(payload) == PLAN


def test_payload_without_a_plan_is_refused() -> None:
    with pytest.raises(KeyError):
        from_payload({"goals": []})


def test_payload_with_an_unknown_word_is_refused() -> None:
    payload = to_payload(PLAN, version="1")
    payload["tasks"][0]["units"][0]["role"] = "chief"
    with pytest.raises(ValueError, match="chief"):
        from_payload(payload)
