"""Cases as JSON: a target with its records in, the assessment out with decimals as strings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from planapp.domain.gaps.assessing import assess
from planapp.domain.gaps.assessment import Assessment, Inputs
from planapp.domain.gaps.values import AnnualTarget, LightPolicy, Period, Readings, Target
from planapp.domain.terms import Comparator, DuePath, Entry, LightMode, Measure, Term

_NUMBERS = (
    "actual", "time_progress", "due_progress", "expected_value", "completion", "attainment",
    "gap", "lag", "required", "forecast",
)  # fmt: skip
_TermT = TypeVar("_TermT", bound=Term)
_ValueT = TypeVar("_ValueT")
_Case = Mapping[str, Any]


def assess_text(text: str) -> list[dict[str, Any]]:
    """The results of a JSON list of cases, in order. ValueError names the case that is broken."""
    try:
        cases = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是有效的JSON：第{error.lineno}行第{error.colno}列") from None
    if not isinstance(cases, list):
        raise ValueError("文件应为案例的列表")
    return [_assess_entry(index, case) for index, case in enumerate(cases)]


def _assess_entry(index: int, case: object) -> dict[str, Any]:
    if not isinstance(case, dict):
        raise ValueError(f"第{index + 1}个案例应为对象")
    try:
        return result_of(assess_case(case))
    except ValueError as error:
        raise ValueError(f"第{index + 1}个案例（{case.get('id', '无id')}）：{error}") from None


def assess_case(case: _Case) -> Assessment:
    """The assessment of one case; ValueError where a key is missing or cannot be read."""
    return assess(
        read_target(case),
        Readings(_by_period(case, "records", _number)),
        as_of=_period(case.get("as_of"), "as_of"),
        policy=_read_policy(case.get("policy") or {}),
        window_closed=_flag(case, "window_closed", default=True),
    )


def read_target(case: _Case) -> Target:
    """The target of a case, with the defaults of the measure where keys are absent."""
    official = _flag(case, "annual_official", default=False)

    def annual_target(value: object, name: str) -> AnnualTarget:
        return AnnualTarget(_number(value, name), official=official)

    return Target(
        measure=_term(Measure, case.get("measure"), "measure"),
        comparator=_term(Comparator, case.get("comparator") or Comparator.GE, "comparator"),
        value=_optional(case, "target", _number),
        value_max=_optional(case, "target_max", _number),
        target_year=_year(case.get("target_year"), "target_year"),
        base_year=_optional(case, "base_year", _year),
        base_value=_optional(case, "base_value", _number),
        period_start=_optional(case, "period_start", _year),
        entry=_term(Entry, case["entry"], "entry") if case.get("entry") else None,
        path=_term(DuePath, case.get("path") or DuePath.LINEAR, "path"),
        value_unit=case.get("unit"),
        approx_tolerance=_number(case.get("approx_tolerance", "0.05"), "approx_tolerance"),
        annual_targets=_by_period(case, "annual_targets", annual_target),
    )


def result_of(assessment: Assessment) -> dict[str, Any]:
    """An assessment as plain JSON values, decimals as strings, with what it rests on."""
    result = _outcome(assessment)
    last = assessment.last
    result["last"] = last and {"as_of": _period_text(last.inputs.as_of), **_outcome(last)}
    result["inputs"] = inputs_of(assessment.inputs)
    result["rule"] = assessment.rule
    return result


def inputs_of(inputs: Inputs) -> dict[str, Any]:
    """The numbers an assessment rests on, as plain JSON values."""
    target, policy = inputs.target, inputs.policy
    annual = target.annual_targets.get(inputs.as_of)
    return {
        "measure": target.measure,
        "comparator": target.comparator,
        "entry": target.read_as,
        "path": target.path,
        "unit": target.value_unit,
        "target": _text(target.value),
        "target_max": _text(target.value_max),
        "target_year": target.target_year,
        "base_year": target.origin_year,
        "base_value": _text(target.base_value),
        "approx_tolerance": _text(target.approx_tolerance),
        "annual_target": annual and _text(annual.value),
        "annual_official": bool(annual and annual.official),
        "as_of": _period_text(inputs.as_of),
        "years": inputs.years,
        "elapsed": None if inputs.elapsed is None else _text(Decimal(inputs.elapsed)),
        "records": {
            str(_period_text(period)): _text(value)
            for period, value in inputs.readings.by_period.items()
        },
        "policy": {
            "mode": policy.mode,
            "tolerance_points": _text(policy.tolerance_points),
            "red_below": _text(policy.red_below),
            "red_points": _text(policy.red_points),
            "nearly_from": _text(policy.nearly_from),
        },
    }


def _outcome(assessment: Assessment) -> dict[str, Any]:
    words = ("status", "light", "reason", "trend", "annual_status", "met")
    return {
        **{word: getattr(assessment, word) for word in words},
        **{name: _text(getattr(assessment, name)) for name in _NUMBERS},
        "missing_years": list(assessment.missing_years),
    }


def _read_policy(given: _Case) -> LightPolicy:
    numbers = ("tolerance_points", "red_below", "red_points", "nearly_from")
    changes = {name: _number(given[name], name) for name in numbers if name in given}
    mode = _term(LightMode, given.get("mode") or LightMode.RATIO, "mode")
    return LightPolicy(mode=mode, **changes)


def _by_period(
    case: _Case, key: str, read: Callable[[object, str], _ValueT]
) -> dict[Period, _ValueT]:
    """A mapping keyed by year or day; null is no entry, zero is one."""
    given = case.get(key) or {}
    if not isinstance(given, dict):
        raise ValueError(f"{key}应为对象")
    return {
        _period(period, key): read(value, key)
        for period, value in given.items()
        if value is not None
    }


def _optional(case: _Case, key: str, read: Callable[[object, str], _ValueT]) -> _ValueT | None:
    value = case.get(key)
    return None if value is None else read(value, key)


def _number(value: object, name: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"{name}不是数：{value}")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{name}不是数：{value}") from None


def _year(value: object, name: str) -> int:
    text = str(value)
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(f"{name}不是年份：{value}")
    return int(text)


def _period(value: object, name: str) -> Period:
    try:
        return date.fromisoformat(str(value)) if "-" in str(value) else _year(value, name)
    except ValueError:
        raise ValueError(f"{name}不是年份或日期：{value}") from None


def _term(kind: type[_TermT], value: object, name: str) -> _TermT:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{name}的取值不认识：{value}") from None


def _flag(case: _Case, key: str, *, default: bool) -> bool:
    value = case.get(key, default)
    if not isinstance(value, bool):
        raise ValueError(f"{key}应为true或false：{value}")
    return value


def _period_text(period: Period) -> int | str:
    return period if isinstance(period, int) else period.isoformat()


def _text(value: Decimal | None) -> str | None:
    """A plain decimal without exponent and without empty decimal places."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
