"""A report as JSON and back, for what is kept for years: decimals and days as text."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from planapp.domain.monitoring.values import Monitoring

FORMAT = 1  # counted on when a field changes its meaning
T = TypeVar("T")


def to_json(report: Monitoring) -> str:
    """Canonical: the same report gives the same text, whatever made it."""
    content = {"format": FORMAT, **asdict(report)}
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text
    )


def from_json(text: str) -> Monitoring:
    """The report that `to_json` wrote. Raises ValueError for another format."""
    content = json.loads(text)
    if content.pop("format", None) != FORMAT:
        raise ValueError("这份归档由其他版本的系统写成，无法读出。")
    return _build(Monitoring, content)


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a report")


def _build(kind: type[T], content: dict[str, Any]) -> T:
    hints = get_type_hints(kind)
    return kind(**{name: _read(hints[name], value) for name, value in content.items()})


def _read(kind: Any, value: Any) -> Any:
    """A value of the type that the field says it has."""
    if isinstance(kind, UnionType):
        [kind] = [each for each in get_args(kind) if each is not NoneType]
        return None if value is None else _read(kind, value)
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        if kinds[-1] is Ellipsis:
            return tuple(_read(kinds[0], each) for each in value)
        return tuple(_read(each, item) for each, item in zip(kinds, value, strict=True))
    if kind is Decimal or issubclass(kind, StrEnum):
        return kind(value)
    if kind is date:
        return date.fromisoformat(value)
    return _build(kind, value) if isinstance(value, dict) else value
