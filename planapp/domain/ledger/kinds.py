"""What kind of ledger the columns make, and what they leave open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from planapp.domain.ledger.deadlines import YEARLESS, read_due
from planapp.domain.ledger.fields import CHARGED, FIGURES, Field, LedgerKind
from planapp.domain.ledger.texts import label_of, split_measure
from planapp.domain.ledger.values import Column, DataRow, Mapping
from planapp.domain.sheet import Percent

_DONE = frozenset({Field.DEADLINE, Field.PROGRESS, Field.GOAL, Field.MEASURES, Field.STATUS,
                   Field.LEADER}) | CHARGED  # fmt: skip
_REPEATED = FIGURES | {Field.CATEGORY, Field.REMARK, Field.RESPONSIBLE, Field.SUPPORT, Field.LEAD}
_FIRST_LEADS = re.compile(r"(?:第一|首位|排名|排在|列).{0,8}牵头")
_SHARE = 0.8  # of the names of indicators that carry their unit


def kind_of(columns: Sequence[Column]) -> tuple[LedgerKind, str]:
    """The kind, and the columns it shows by."""
    fields = {column.field for column in columns if column.field}
    figures = [column for column in columns if column.field in FIGURES]
    kind = _people(fields) or _figures(fields, figures) or _tasks(fields) or LedgerKind.UNKNOWN
    if kind is LedgerKind.UNKNOWN:
        return kind, "没有任务、指标、单位或人员的列"
    names = "、".join(dict.fromkeys(column.field.label for column in columns if column.field))
    return kind, f"有这些列：{names}"


def _people(fields: set[Field]) -> LedgerKind | None:
    if fields & {Field.TASK, Field.INDICATOR, Field.MEASURES} or fields & FIGURES:
        return None
    if Field.LOGIN in fields or Field.PERSON in fields:
        return LedgerKind.USERS
    is_register = fields & {Field.SHORT_NAME, Field.UNIT_CODE, Field.PARENT, Field.ALIASES,
                            Field.UNIT_KIND, Field.REGION, Field.CODE, Field.REFORM,
                            Field.FOUNDED}  # fmt: skip
    return LedgerKind.UNITS if Field.UNIT_NAME in fields and is_register else None


def _figures(fields: set[Field], figures: Sequence[Column]) -> LedgerKind | None:
    if not figures or not (fields & {Field.INDICATOR, Field.CODE, Field.YEAR} or len(figures) > 1):
        return None
    if Field.TASK in fields and Field.INDICATOR not in fields:
        return None
    if Field.YEAR in fields and not any(column.year for column in figures):
        return LedgerKind.PROGRESS
    if fields & {Field.TARGET, Field.BASE} and Field.INDICATOR in fields:
        return LedgerKind.INDICATORS
    if any(column.year for column in figures):
        return LedgerKind.YEARLY
    return LedgerKind.INDICATORS if Field.INDICATOR in fields else None


def _tasks(fields: set[Field]) -> LedgerKind | None:
    if fields & {Field.TASK, Field.MEASURES} and fields & _DONE:
        return LedgerKind.TASKS
    if Field.INDICATOR in fields:
        return LedgerKind.INDICATORS
    return None


def needs_of(mapping: Mapping, rows: Sequence[DataRow]) -> Iterator[str]:
    """What a person has to tell before the table can be taken in."""
    if mapping.kind is LedgerKind.UNKNOWN:
        yield "请选择这张表是哪一种台账"
    for column in mapping.columns:
        place = f"{column.letters} 列“{column.header}”"
        if column.field is None:
            yield f"{place}没有识别：请选择内容，或选择不导入"
        elif column.field in FIGURES:
            yield from _needs_of_figures(mapping, column, place)
    yield from _needs_of_repeated(mapping)
    if _lacks_unit(mapping, rows):
        yield "没有写明计量单位：表头、单位列、指标名称和表上方都没有，请补充"
    told = any(_FIRST_LEADS.search(column.header) for column in mapping.of(Field.RESPONSIBLE))
    if mapping.first_leads and not told:
        yield "只有责任单位一列：已按第一个单位为牵头单位理解，请确认"
    if mapping.year is None and _has_yearless(mapping, rows):
        yield "有完成时限没有写年份（如“年底前”），标题中也没有：请填写台账年度"


def _needs_of_figures(mapping: Mapping, column: Column, place: str) -> Iterator[str]:
    if column.indicator:
        yield f"{place}按指标“{column.indicator}”的数值理解，请确认"
    if column.field is Field.VALUE and column.year and not column.is_sure:
        yield f"{place}只有年份：请确认是实际值、预计值还是目标值"
    if column.year is None and mapping.kind is not LedgerKind.PROGRESS:
        yield f"{place}没有写明是哪一年的{column.field.label if column.field else ''}，请填写年份"


def _needs_of_repeated(mapping: Mapping) -> Iterator[str]:
    counted = Counter(
        (column.field, column.year, column.vintage, column.indicator)
        for column in mapping.columns
        if column.field and (column.field not in _REPEATED or column.field in FIGURES)
    )
    for (field, year, _, _), count in counted.items():
        if count > 1 and field:
            when = f"{year}年的" if year else ""
            yield f"有 {count} 列都是{when}“{field.label}”，请只保留一列"


def _lacks_unit(mapping: Mapping, rows: Sequence[DataRow]) -> bool:
    figures = [column for column in mapping.of(*FIGURES) if column.field is not Field.GROWTH]
    if mapping.unit or mapping.of(Field.UNIT_OF_MEASURE) or all(c.unit for c in figures):
        return False
    if any(_is_percent(rows, column) for column in figures):
        return False
    names = [row.cells[column.number - 1] for column in mapping.of(Field.INDICATOR)[:1]
             for row in rows if len(row.cells) >= column.number]  # fmt: skip
    told = sum(bool(split_measure(label_of(name))[1]) for name in names)
    return not names or told < len(names) * _SHARE


def _is_percent(rows: Sequence[DataRow], column: Column) -> bool:
    cells = [row.cells[column.number - 1] for row in rows if len(row.cells) >= column.number]
    return any(isinstance(cell, Percent) for cell in cells)


def _has_yearless(mapping: Mapping, rows: Sequence[DataRow]) -> bool:
    cells = (row.cells[column.number - 1] for column in mapping.of(Field.DEADLINE)
             for row in rows if len(row.cells) >= column.number)  # fmt: skip
    end = mapping.period_end
    return any(
        read_due(cell, year=None, period_end=end) == YEARLESS
        for cell in {cell for cell in cells if isinstance(cell, str)}
    )
