"""The rows that an event of the audit trail changed, in the words of those who read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.fields import Field
from django.utils.dateparse import parse_date, parse_datetime

from planapp.domain.masking import masked
from planapp.pages.formats import NOTHING, format_amount, format_date, format_instant
from planapp.queries.audit_trail import Change, Names, fields_of, kinds_of_rows, model_of

_PERSONAL = {"email", "phone", "address"}  # auditors read that they changed, and keep no list
_DIGEST = 64  # characters of a SHA-256; a long text is recorded by its digest


@dataclass(frozen=True, slots=True)
class Line:
    """One column of a row, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row, with what was done to it: 新增, 修改 or 删除."""

    kind: str
    code: str
    pk: str
    name: str  # empty where the row is no more
    done: str
    lines: Sequence[Line]


def rows_in_words(changes: Iterable[Change], names: Names) -> Iterator[ChangedRow]:
    """Row by row; of a new or removed row only what it held."""
    kinds = kinds_of_rows()
    for change in changes:
        code, pk = change["model"], change["pk"]
        yield ChangedRow(
            kind=str(kinds.get(code, code)),
            code=code,
            pk=pk,
            name=names.get((code, pk), ""),
            done=_what_was_done(change["fields"]),
            lines=list(_lines(code, change["fields"], names)),
        )


def _what_was_done(values: Mapping[str, Sequence[Any]]) -> str:
    before, after = values.get("id", ("", ""))
    return "新增" if before is None else "删除" if after is None else "修改"


def _lines(code: str, values: Mapping[str, Sequence[Any]], names: Names) -> Iterator[Line]:
    model = model_of(code)
    fields = fields_of(model) if model else {}
    for name, (before, after) in values.items():
        field = fields.get(name)
        label = str(field.verbose_name) if field else name
        line = Line(label, _in_words(field, before, names), _in_words(field, after, names))
        if name != "id" and (line.before, line.after) != (NOTHING, NOTHING):
            yield line


def _in_words(field: Field[Any, Any] | None, text: str | None, names: Names) -> str:
    if text is None or not text:
        return NOTHING
    if field is None:
        return text
    if isinstance(field, models.ForeignKey):
        return _pointed_at(field, text, names)
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    return _plain(field, text)


def _pointed_at(field: models.ForeignKey[Any, Any], text: str, names: Names) -> str:
    code = field.related_model._meta.model_name or ""
    return names.get((code, text)) or f"{field.verbose_name} #{text}（已不存在）"


def _plain(field: Field[Any, Any], text: str) -> str:
    """A date, an amount, yes or no, as the pages write them; a digest as one."""
    if field.name == "password":
        return "（不显示）"
    if field.name in _PERSONAL:
        return masked(text)
    if isinstance(field, models.BooleanField):
        return "是" if text == "True" else "否"
    if isinstance(field, models.DateTimeField):
        return format_instant(parse_datetime(text))
    if isinstance(field, models.DateField):
        return format_date(parse_date(text))
    if isinstance(field, models.DecimalField):
        return format_amount(Decimal(text))
    long = isinstance(field, models.TextField | models.JSONField) and len(text) == _DIGEST
    return f"长文本，SHA-256 {text}" if long and " " not in text else text
