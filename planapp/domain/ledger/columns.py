"""What each column holds: by its labels, and by its values where the labels leave it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planapp.domain.charges import looks_like_unit
from planapp.domain.ledger.fields import FIGURES, Field
from planapp.domain.ledger.figures import Number, read_number
from planapp.domain.ledger.labels import Label, read_label
from planapp.domain.ledger.texts import joined, shown
from planapp.domain.ledger.values import Column
from planapp.domain.quantities import is_unit
from planapp.domain.sheet import Value

_MOST = 0.6  # of the values that say something
_SAMPLES = 3
_LONGEST_SAMPLE = 40
_OPEN = {Field.GOAL: Field.TARGET, Field.PROGRESS: Field.VALUE}  # text, or else figures
_CLOSED = {Field.VALUE: Field.PROGRESS, Field.PERCENT: Field.PROGRESS, Field.TARGET: Field.GOAL}
_ONE_OF_MANY = {Field.TASK: Field.CATEGORY, Field.INDICATOR: Field.CATEGORY}


def read_column(number: int, path: tuple[str, ...], values: Sequence[Value]) -> Column:
    """The column with these labels and first values."""
    label = read_label(path) if path else Label(None, "")
    texts = [text for text in map(shown, values) if text]
    field, reason = _field(label, values, texts)
    is_series = field is Field.VALUE and label.field is None
    return Column(
        number=number,
        header="／".join(path),
        field=field,
        year=label.year if field in FIGURES else None,
        unit=label.unit if field in FIGURES or field is Field.PERCENT else "",
        vintage=label.vintage if field is Field.VALUE else None,
        indicator=label.name if is_series else "",
        is_sure=label.is_sure and field is not None and not is_series,
        reasons=(reason,),
        samples=tuple(joined(text)[:_LONGEST_SAMPLE] for text in texts[:_SAMPLES]),
    )


def _field(label: Label, values: Sequence[Value], texts: Sequence[str]) -> tuple[Field | None, str]:
    if not label.name and label.year is None and label.field is None:
        return None, "没有列标题"
    if label.name == "单位" and label.field is None:
        return _of_units(texts)
    share = _numbers(values)
    field, said = label.field, f"列标题“{label.name or label.year}”"
    if field is None:
        if share >= _MOST and label.name != "名称":
            return Field.VALUE, f"{said}不是通用名称，列中都是数字，按一项指标的数值理解"
        return None, f"没有认出列标题“{label.name}”"
    if field in _OPEN and share >= _MOST:
        return _OPEN[field], f"{said}，列中是数字"
    if field in _CLOSED and texts and share == 0 and label.year is None:
        return _CLOSED[field], f"{said}，列中是文字"
    return field, said


def _of_units(texts: Sequence[str]) -> tuple[Field | None, str]:
    """单位 alone is said of measures and of offices."""
    if not texts:
        return None, "“单位”可以是计量单位，也可以是责任单位；列中没有内容"
    if sum(map(is_unit, texts)) >= len(texts) * _MOST:
        return Field.UNIT_OF_MEASURE, "列标题“单位”，列中是计量单位"
    if sum(map(looks_like_unit, texts)) >= len(texts) * _MOST:
        return Field.UNIT_NAME, "列标题“单位”，列中是单位名称"
    return None, "“单位”可以是计量单位，也可以是责任单位；从内容看不出"


def _numbers(values: Sequence[Value]) -> float:
    """The share of figures among what is more than a dash."""
    read = [read_number(value) for value in values]
    told = [each for each in read if each is not None]
    return sum(isinstance(each, Number) for each in told) / len(told) if told else 0.0


def settle(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns seen together: of several names the last is the row's, 单位 may be who acts."""
    fields = [column.field for column in columns]
    settled = []
    for at, column in enumerate(columns):
        if column.field in _ONE_OF_MANY and column.field in fields[at + 1 :]:
            wider = _ONE_OF_MANY[column.field]
            reason = f"右边还有一列{column.field.label}，这一列按{wider.label}理解"
            column = replace(column, field=wider, reasons=(*column.reasons, reason))
        elif column.field is Field.UNIT_NAME and Field.TASK in fields:
            column = replace(column, field=Field.RESPONSIBLE, is_sure=False)
        elif column.field is Field.CATEGORY and _is_register(fields):
            column = replace(column, field=Field.UNIT_KIND)
        settled.append(column)
    return tuple(settled)


def _is_register(fields: Sequence[Field | None]) -> bool:
    """Whether the rows are units, and neither people nor what units do."""
    others = {Field.TASK, Field.MEASURES, Field.INDICATOR, Field.PERSON, Field.LOGIN, *FIGURES}
    return Field.UNIT_NAME in fields and not others & set(fields)
