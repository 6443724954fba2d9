"""A register of units as offices keep it (单位名录) → rows of 单位, 单位别名 and 机构沿革."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from typing import Any, ClassVar

from planapp.domain.ledger import Field, LedgerRow, Mapping
from planapp.domain.ledger.reforms import Reform, read_reforms
from planapp.domain.sheet import Sheet
from planapp.domain.terms import UnitKind
from planapp.imports.intake import Intake, NameMatch
from planapp.imports.ledger_rows import LedgerRows, first_text
from planapp.imports.names import Names
from planapp.imports.unit_names import UnitsNamed
from planapp.queries.units import free_code

_NAMES = (Field.UNIT_NAME, Field.UNIT_CODE, Field.CODE)
_CODES = (Field.UNIT_CODE, Field.CODE)
_SPLIT = re.compile(r"[、，,；;／/\n]+")
_NOTHING = frozenset({"", "无", "—", "-"})
# How offices word the kinds; what is none of these must be one of our own words.
_KINDS = (
    (re.compile(r"党委|党群|群团"), UnitKind.PARTY),
    (re.compile(r"中央|垂直管理|驻.{1,3}单位"), UnitKind.CENTRAL),
    (re.compile(r"事业"), UnitKind.INSTITUTION),
    (re.compile(r"开发区|园区|高新区|新区"), UnitKind.PARK),
    (re.compile(r"企业|公司"), UnitKind.ENTERPRISE),
    (re.compile(r"[市州县区].{0,4}(?:人民)?政府|地方政府"), UnitKind.LOCAL),
    (re.compile(r"组成部门|直属(?:特设)?机构|部门管理机构|行政机关|政府机构|政府工作部门"),
     UnitKind.GOVERNMENT),
)  # fmt: skip


class _RegisterRows(LedgerRows):
    naming = _NAMES
    also = (Field.REGION,)

    def __init__(self, sheet: Sheet, mapping: Mapping, names: Names) -> None:
        super().__init__(sheet, mapping, names)
        self.units = UnitsNamed(on=names.on)

    def unit_of(self, row: LedgerRow) -> NameMatch | None:
        code, name = first_text(row, *_CODES), row.texts.get(Field.UNIT_NAME, "")
        if code not in self.names.by_code:
            code = self.units.code_of(name, region=row.texts.get(Field.REGION, "")) or code
        return self.find(row, code=code, name=name)


class _Units(_RegisterRows):
    columns: ClassVar[Dictionary[str, tuple[Field, ...]]] = {
        "单位编码": (), "单位名称": (Field.UNIT_NAME,), "行政区划": (Field.REGION,),
        "类别": (Field.UNIT_KIND,), "成立日期": (Field.FOUNDED,), "撤销日期": (Field.ENDED,),
    }  # fmt: skip
    note = (
        "新单位没有编码的，按行政区划顺次编号；已登记的单位不在此更名。简称、别名和沿革请用同一份文件"
        "另选“单位别名”“机构沿革”导入。"
    )

    def __init__(self, sheet: Sheet, mapping: Mapping, names: Names) -> None:
        super().__init__(sheet, mapping, names)
        self.taken = {item.code for item in names.items}

    def take(self, row: LedgerRow) -> None:
        match = self.unit_of(row)
        code = match and (match.code or self._new_code(row))
        if not match or not code:
            return
        name = row.texts.get(Field.UNIT_NAME, "")
        cells: dict[str, Any] = {
            header: first_text(row, *fields) for header, fields in self.columns.items() if fields
        }
        known = self.names.by_code.get(code)
        cells |= {
            "单位编码": code,
            "单位名称": known.name if known else name,
            "类别": _kind(row.texts.get(Field.UNIT_KIND, "")),
        }
        self.add(row, cells, title=name)

    def _new_code(self, row: LedgerRow) -> str:
        """The code that the ledger gives, else the next of the region; "" without one."""
        code = first_text(row, *_CODES)
        region = row.texts.get(Field.REGION, "")
        regions = self.units.regions
        if not code and region not in regions:
            message = "没有这个行政区划，或有多个同名；请写代码（如 520000）或全称。"
            self.tell(row, Field.REGION, *_NAMES, value=region, message=message)
            return ""
        code = code or free_code(regions[region].code, self.taken)
        self.taken.add(code)
        return code


class _Aliases(_RegisterRows):
    columns: ClassVar[Dictionary[str, tuple[Field, ...]]] = {
        "单位编码": (), "别名": (Field.SHORT_NAME, Field.ALIASES)
    }  # fmt: skip
    note = "只导入简称和别名；名册中没有的单位，请先在“单位”中导入。"

    def take(self, row: LedgerRow) -> None:
        written = [row.texts.get(field, "") for field in (Field.SHORT_NAME, Field.ALIASES)]
        names = [name.strip() for each in written for name in _SPLIT.split(each)]
        match = self.unit_of(row) if set(names) - _NOTHING else None
        if match is None:
            return
        known = self.names.by_code[match.code]
        for name in dict.fromkeys(names):
            if name not in _NOTHING and name != known.name:
                self.add(row, {"单位编码": match.code, "别名": name}, title=f"{known.name}：{name}")


class _Reforms(_RegisterRows):
    columns: ClassVar[Dictionary[str, tuple[Field, ...]]] = {
        "原单位编码": (), "承接单位编码": (), "生效日期": (Field.REFORM,)
    }  # fmt: skip
    note = "只导入撤并沿革；前后的单位都要在名册中，没有的请先在“单位”中导入。"

    def take(self, row: LedgerRow) -> None:
        written = row.texts.get(Field.REFORM, "")
        for reform in read_reforms(written):
            if isinstance(reform, str):
                self.tell(row, Field.REFORM, value=written, message=reform)
            else:
                self._take(row, reform, written=written)

    def _take(self, row: LedgerRow, reform: Reform, *, written: str) -> None:
        match, region = self.unit_of(row), row.texts.get(Field.REGION, "")
        others = [
            self.find(
                row, Field.REFORM, name=name,
                code=self.units.code_of(name, region=region, on=reform.on),
            )
            for name in reform.others
        ]  # fmt: skip
        if match is None or None in others:
            return
        if reform.is_month_only:
            message = f"只写了年月，按 {reform.on.year}年{reform.on.month}月1日 导入，请核对。"
            self.tell(row, Field.REFORM, value=written, message=message, is_error=False)
        for other in filter(None, others):
            old, new = (match, other) if reform.is_outgoing else (other, match)
            cells = {"原单位编码": old.code, "承接单位编码": new.code, "生效日期": reform.on}
            self.add(row, cells, title=f"{old.means} → {new.means}")


def _kind(written: str) -> str:
    if written in {each.label for each in UnitKind}:
        return written
    found = next((kind for words, kind in _KINDS if words.search(written)), None)
    return found.label if found else written


def read_units(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each unit; those that the register does not know are new."""
    return _Units(sheet, mapping, names).read()


def read_aliases(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each other name of a unit."""
    return _Aliases(sheet, mapping, names).read()


def read_successions(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each unit that another one's duties passed to."""
    return _Reforms(sheet, mapping, names).read()
