"""The JSON form of what an assessment rests on: stored beside it, and enough to redo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from planapp.domain.gaps.assessing import assess
from planapp.domain.gaps.assessment import Assessment
from planapp.domain.gaps.values import (
    DEFAULT_TOLERANCE,
    AnnualTarget,
    LightPolicy,
    Period,
    Readings,
    Target,
    normal_period,
)
from planapp.domain.gaps.words import decimal_text
from planapp.domain.terms import Comparator, DuePath, Entry, LightMode, Measure, Term

_TermT = TypeVar("_TermT", bound=Term)
_ValueT = TypeVar("_ValueT")
_Payload = Mapping[str, Any]
_THRESHOLDS = ("tolerance_points", "red_below", "red_points", "nearly_from")


def as_payload(assessment: Assessment) -> dict[str, Any]:
    """The numbers an assessment rests on as plain JSON values, decimals as strings."""
    inputs = assessment.inputs
    target = inputs.target
    as_of, elapsed = period_text(inputs.as_of), inputs.elapsed
    annual = target.annual_targets.get(inputs.as_of)
    return {
        "measure": target.measure,
        "comparator": target.comparator,
        "target": number_text(target.value),
        "target_max": number_text(target.value_max),
        "target_year": target.target_year,
        "unit": target.value_unit,
        "base_year": target.base_year,
        "base_value": number_text(target.base_value),
        "period_start": target.period_start,
        "entry": target.read_as,
        "path": target.path,
        "approx_tolerance": decimal_text(target.approx_tolerance),
        "annual_targets": {as_of: decimal_text(annual.value)} if annual else {},
        "annual_official": bool(annual and annual.official),
        "records": {
            period_text(period): decimal_text(value)
            for period, value in inputs.used_records().items()
        },
        "as_of": as_of,
        "window_closed": inputs.window_closed,
        "policy": _policy_payload(inputs.policy),
        "years": inputs.years,
        "elapsed": str(elapsed) if isinstance(elapsed, int) else number_text(elapsed),
    }


def _policy_payload(policy: LightPolicy) -> dict[str, str]:
    return {
        "mode": policy.mode,
        "tolerance_points": decimal_text(policy.tolerance_points),
        "red_below": decimal_text(policy.red_below),
        "red_points": decimal_text(policy.red_points),
        "nearly_from": decimal_text(policy.nearly_from),
    }


def assess_payload(payload: _Payload) -> Assessment:
    """The assessment of such a JSON object; ValueError where a key is missing or unreadable."""
    return assess(
        _read_target(payload),
        Readings(_by_period(payload, "records", _number)),
        as_of=_period(payload.get("as_of"), "as_of"),
        policy=_read_policy(payload.get("policy") or {}),
        window_closed=_flag(payload, "window_closed", default=True),
    )


def number_text(value: Decimal | None) -> str | None:
    """A decimal as a plain string, null where there is none."""
    return None if value is None else decimal_text(value)


def period_text(period: Period) -> str:
    """A year as 2023, a day as 2023-06-30."""
    return str(period) if isinstance(period, int) else period.isoformat()


def _read_target(payload: _Payload) -> Target:
    official = _flag(payload, "annual_official", default=False)
    tolerance = _optional(payload, "approx_tolerance", _number)

    def annual_target(value: object, name: str) -> AnnualTarget:
        return AnnualTarget(_number(value, name), official=official)

    return Target(
        measure=_term(Measure, payload.get("measure"), "measure"),
        comparator=_term(Comparator, payload.get("comparator") or Comparator.GE, "comparator"),
        value=_optional(payload, "target", _number),
        value_max=_optional(payload, "target_max", _number),
        target_year=_year(payload.get("target_year"), "target_year"),
        base_year=_optional(payload, "base_year", _year),
        base_value=_optional(payload, "base_value", _number),
        period_start=_optional(payload, "period_start", _year),
        entry=_term(Entry, payload["entry"], "entry") if payload.get("entry") else None,
        path=_term(DuePath, payload.get("path") or DuePath.LINEAR, "path"),
        value_unit=payload.get("unit"),
        approx_tolerance=DEFAULT_TOLERANCE if tolerance is None else tolerance,
        annual_targets=_by_period(payload, "annual_targets", annual_target),
    )


def _read_policy(given: _Payload) -> LightPolicy:
    changes = {name: _number(given[name], name) for name in _THRESHOLDS if name in given}
    mode = _term(LightMode, given.get("mode") or LightMode.RATIO, "mode")
    return LightPolicy(mode=mode, **changes)


def _by_period(
    payload: _Payload, key: str, read: Callable[[object, str], _ValueT]
) -> dict[Period, _ValueT]:
    """A mapping keyed by year or day; null is no entry, zero is one."""
    given = payload.get(key) or {}
    if not isinstance(given, dict):
        raise ValueError(f"{key}应为对象")
    values = {
        _period(period, key): read(value, key)
        for period, value in given.items()
        if value is not None
    }
    if len(values) != sum(value is not None for value in given.values()):
        raise ValueError(f"{key}中同一年度既有年份又有12月31日")
    return values


def _optional(
    payload: _Payload, key: str, read: Callable[[object, str], _ValueT]
) -> _ValueT | None:
    value = payload.get(key)
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
        if "-" in str(value):
            return normal_period(date.fromisoformat(str(value)))
        return _year(value, name)
    except ValueError:
        raise ValueError(f"{name}不是年份或日期：{value}") from None


def _term(kind: type[_TermT], value: object, name: str) -> _TermT:
    for member in kind:
        if member.value == value:
            return member
    raise ValueError(f"{name}的取值不认识：{value}")


def _flag(payload: _Payload, key: str, *, default: bool) -> bool:
    value = payload.get(key)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ValueError(f"{key}应为true或false：{value}")
    return value
