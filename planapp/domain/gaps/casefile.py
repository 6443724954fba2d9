"""A file of cases: a JSON list in, the list of what was found out."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from planapp.domain.gaps.assessment import Assessment
from planapp.domain.gaps.payload import as_payload, assess_payload, number_text, period_text

_WORDS = ("status", "light", "reason", "trend", "annual_status", "met")
_NUMBERS = (
    "actual", "time_progress", "due_progress", "expected_value", "completion", "attainment",
    "gap", "lag", "required", "forecast",
)  # fmt: skip


def assess_text(text: str) -> list[dict[str, Any]]:
    """The results of a JSON list of cases, in order; a case that is refused has an `error`.

    ValueError where the text is no such list.
    """
    try:
        cases = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是有效的JSON：第{error.lineno}行第{error.colno}列") from None
    if not isinstance(cases, list):
        raise ValueError("文件应为案例的列表")
    return [_assess_entry(index, case) for index, case in enumerate(cases)]


def _assess_entry(index: int, case: object) -> dict[str, Any]:
    if not isinstance(case, dict):
        return {"error": f"第{index + 1}个案例应为对象"}
    try:
        return result_of(assess_payload(case))
    except ValueError as error:
        return {"error": f"第{index + 1}个案例（{case.get('id', '无id')}）：{error}"}


def result_of(assessment: Assessment) -> dict[str, Any]:
    """An assessment as plain JSON values, decimals as strings, with what it rests on."""
    last = assessment.last
    return {
        **_outcome(assessment),
        "last": last and {"as_of": period_text(last.inputs.as_of), **_outcome(last)},
        "inputs": as_payload(assessment),
        "rule": assessment.rule,
    }


def _outcome(assessment: Assessment) -> dict[str, Any]:
    return {
        **{word: getattr(assessment, word) for word in _WORDS},
        **{name: number_text(getattr(assessment, name)) for name in _NUMBERS},
        "missing_years": list(assessment.missing_years),
    }
