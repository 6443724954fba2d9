"""The Excel sheet that a unit fills in: what is owed, locked; what is asked for, open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from planapp.domain.day_words import day_in_words
from planapp.domain.gaps import alternatives
from planapp.domain.unit_sheet import (
    FORMAT,
    HEAD_ROW,
    HELP_TITLE,
    LAYOUTS,
    META,
    META_TITLE,
    Column,
    Layout,
    mark_of,
)
from planapp.queries.unit_sheet import SheetRow, UnitSheet

_A4 = 9
_NUMBERS = {  # what may be typed, by the name of the input
    "value": '=ISNUMBER(VALUE(SUBSTITUTE(SUBSTITUTE({cell},",",""),"%","")))',
    "percent": "=AND(VALUE({cell})>=0,VALUE({cell})<=100,VALUE({cell})=INT(VALUE({cell})))",
}
_HELP = (
    "1. 只填白底的格子；灰底的由系统填好，已锁定。“待审核”“已审核”和配合的事项不在这里改。",
    "2. “本期数值”只填数字；不按“计量单位”一列填的，在“填报计量单位”里选择，由系统换算。",
    "3. “数据性质”“自评”从下拉列表中选择。“完成百分比”填 0 到 100 的整数。",
    "4. 滞后、严重滞后或劣于基期的，提交前必须写明“存在问题”和“下一步措施”。",
    "5. 不填的行留空即可；可以分几次填、几次上传。请勿增删行列，勿改表头和工作表名称。",
    "6. 填好后保存为 .xlsx，在“我的填报”点“上传填报表”。先看到逐项对比和错误，确认后才写入。",
    "7. 下载以后别人改过的事项会单独列出，不会被悄悄覆盖。",
    "8. 佐证材料请在网页上添加。请勿填写涉密内容。",
)

Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as somebody filled it in, with what is wrong by column, to be handed back."""

    inputs: Mapping[str, str]
    revision: int
    mark: str
    errors: Mapping[str, str] = field(default_factory=dict)


def write_unit_sheet(
    sheet: UnitSheet, *, filled: Mapping[tuple[str, str], Filled] | None = None
) -> bytes:
    """The workbook; `filled` by title and key takes the place of what is stored."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": sheet.title})
    looks = _looks(book)
    for layout in LAYOUTS:
        _Page(book.add_worksheet(layout.title), layout, looks).write(sheet, filled or {})
    _write_help(book.add_worksheet(HELP_TITLE), looks)
    _write_meta(book.add_worksheet(META_TITLE), sheet)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    """The formats by name; inputs are text, so that nothing typed turns into anything else."""
    cell: dict[str, object] = {
        "border": 1,
        "border_color": "#D8DEE4",
        "valign": "vcenter",
        "text_wrap": True,
    }
    grey = {**cell, "bg_color": "#F0F2F4", "font_color": "#4A525C"}
    white = {**cell, "locked": False, "num_format": "@"}
    wrong = {**white, "bg_color": "#FDEAEA"}
    head = {**cell, "bold": True, "align": "center", "bg_color": "#E8F0F9"}
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14},
        "hint": {"font_color": "#6E7781"},
        "head": head,
        "head_input": {**head, "bg_color": "#1F5FA8", "font_color": "#FFFFFF"},
        "known": grey,
        "known_number": {**grey, "align": "right"},
        "input": white,
        "input_number": {**white, "align": "right"},
        "wrong": wrong,
        "wrong_number": {**wrong, "align": "right"},
        "help": {"text_wrap": True, "valign": "top", "font_size": 11},
    }
    usual = {"font_name": "微软雅黑", "font_size": 10}
    return {name: book.add_format({**usual, **look}) for name, look in looks.items()}


class _Page:
    """One sheet under way; rows and columns count from 0, as the library has it."""

    def __init__(self, page: Any, layout: Layout, looks: dict[str, Any]) -> None:
        self._page, self._layout, self._looks = page, layout, looks
        self._columns = {column.name: n for n, column in enumerate(layout.columns)}

    def write(self, sheet: UnitSheet, filled: Mapping[tuple[str, str], Filled]) -> None:
        self._write_head(sheet)
        rows = sheet.of(self._layout)
        for number, row in enumerate(rows, start=HEAD_ROW):
            self._write_row(number, row, filled.get((self._layout.title, row.key)))
        if rows:
            self._validate(HEAD_ROW, HEAD_ROW + len(rows) - 1)
        self._set_up(HEAD_ROW + max(len(rows), 1) - 1)

    def _write_head(self, sheet: UnitSheet) -> None:
        page, looks = self._page, self._looks
        page.write_string(0, 0, sheet.title, looks["title"])
        hint = f"截止{day_in_words(sheet.cycle.due_on)}。只填白底的格子；填好后在“我的填报”上传。"
        page.write_string(1, 0, hint, looks["hint"])
        for place, column in enumerate(self._layout.columns):
            look = looks["head_input" if column.is_input else "head"]
            page.write_string(HEAD_ROW - 1, place, column.label, look)
            page.set_column(place, place, column.width, None, {"hidden": column.is_hidden})
            if column.note:
                page.write_comment(HEAD_ROW - 1, place, column.note)

    def _write_row(self, number: int, row: SheetRow, filled: Filled | None) -> None:
        """`filled` holds for what may be changed; the rest stands as it is stored."""
        inputs = row.inputs if filled is None else {**row.inputs, **filled.inputs}
        errors = filled.errors if filled else {}
        hidden = {
            "key": row.key,
            "revision": str(filled.revision if filled else row.revision),
            "mark": filled.mark if filled else mark_of(row.inputs),
        }
        for place, column in enumerate(self._layout.columns):
            if column.is_input:
                text, error = inputs[column.name], errors.get(column.name, "")
                look = "wrong" if error else "known" if row.locked else "input"
                self._write_input((number, place), text, look=look, error=error)
            else:
                self._write_known((number, place), {**row.known, **hidden}[column.name])
        if unit := row.known.get("unit_of_series"):
            cell = (number, self._columns["unit"])
            self._choose_from((*cell, *cell), alternatives(str(unit)))
        if row.return_reason:
            self._page.write_comment(
                number, self._columns["state"], f"退回原因：{row.return_reason}"
            )

    def _write_known(self, cell: tuple[int, int], value: Decimal | str | None) -> None:
        if isinstance(value, Decimal):
            self._page.write_number(*cell, float(value), self._looks["known_number"])
        else:
            self._write_words(cell, value or "", self._looks["known"])

    def _write_input(self, cell: tuple[int, int], text: str, *, look: str, error: str) -> None:
        column = self._layout.columns[cell[1]]
        is_number = column.name in _NUMBERS
        self._write_words(cell, text, self._looks[f"{look}_number" if is_number else look])
        if error:
            self._page.write_comment(*cell, error, {"visible": True})

    def _write_words(self, cell: tuple[int, int], text: str, look: Any) -> None:
        """Always as text: what begins with = + - @ is no formula."""
        if text:
            self._page.write_string(*cell, text, look)
        else:
            self._page.write_blank(*cell, None, look)

    def _validate(self, first: int, last: int) -> None:
        for column in self._layout.inputs:
            place = self._columns[column.name]
            area = (first, place, last, place)
            if column.choices:
                self._choose_from(area, column.choices)
            elif column.name in _NUMBERS:
                self._ask_for_number(area, column)

    def _choose_from(self, area: Area, words: Sequence[str]) -> None:
        self._page.data_validation(
            *area,
            {
                "validate": "list",
                "source": list(words),
                "error_title": "请从列表中选择",
                "error_message": "只能选择列表中的词。",
            },
        )

    def _ask_for_number(self, area: Area, column: Column) -> None:
        """A rule of its own, as the cells hold text: Excel would turn 12.5% into 0.125."""
        self._page.data_validation(
            *area,
            {
                "validate": "custom",
                "value": _NUMBERS[column.name].format(cell=xl_rowcol_to_cell(*area[:2])),
                "input_title": column.label,
                "input_message": column.note,
                "error_title": f"{column.label}有误",
                "error_message": column.note,
            },
        )
        self._page.ignore_errors({"number_stored_as_text": xl_range(*area)})

    def _set_up(self, last: int) -> None:
        page, layout = self._page, self._layout
        shown = [n for n, column in enumerate(layout.columns) if not column.is_hidden]
        page.freeze_panes(HEAD_ROW, self._columns["name"] + 1)
        page.protect("", {"format_columns": True, "format_rows": True})
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.repeat_rows(0, HEAD_ROW - 1)
        page.print_area(0, 0, last, shown[-1])
        page.set_footer("&L&A&R第 &P 页，共 &N 页")


def _write_help(page: Any, looks: dict[str, Any]) -> None:
    page.set_column(0, 0, 100)
    page.write_string(0, 0, HELP_TITLE, looks["title"])
    for number, line in enumerate(_HELP, start=1):
        page.write_string(number, 0, line, looks["help"])
    page.protect()
    page.set_paper(_A4)


def _write_meta(page: Any, sheet: UnitSheet) -> None:
    meta = {**sheet.meta, "format": FORMAT}
    for number, (name, label) in enumerate(META.items()):
        page.write_string(number, 0, label)
        page.write_string(number, 1, meta[name])
    page.protect()
    page.very_hidden()
