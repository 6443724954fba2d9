"""What an import of many rows leaves in the audit trail: by columns, their names said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class BulkChange:
    """Rows of one model before and after, by `names`; `before` is None for new rows.

    `same` are columns that every row got with one value. `domain.audited.each_change` reads
    what `as_json` writes, row by row.
    """

    model: type[models.Model]
    names: Sequence[str]
    ids: Sequence[int]
    before: Sequence[Sequence[Any]] | None
    rows: Sequence[Sequence[Any]]
    same: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """A column is a list with a text for each row, or one text that all rows share."""
        told: dict[str, Any] = {
            "model": self.model._meta.model_name,
            "pks": list(self.ids),
            "after": {
                **dict(zip(self.names, map(_column, _columns(self.rows)), strict=True)),
                **{name: _text(value) for name, value in self.same.items()},
            },
        }
        if self.before is not None:
            told["before"] = dict(zip(self.names, map(_column, _columns(self.before)), strict=True))
        return told


def _columns(rows: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    return zip(*rows, strict=True)


def _column(values: Sequence[Any]) -> list[str | None] | str | None:
    if len(set(values)) == 1:
        return _text(values[0])
    return [_text(value) for value in values]


def _text(value: Any) -> str | None:
    if value is None or value.__class__ is str:
        text: str | None = value
        return text
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
