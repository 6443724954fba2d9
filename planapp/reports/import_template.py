"""An empty sheet to be filled in and imported: headers, what is allowed, lists, an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

_ROWS = 5000  # that have lists to choose from
_LONGEST_LIST = 255  # characters of a list that Excel takes
_HELP = (
    "1. 第一行是表头，不要修改；列的先后可以调换，不填的列可以删去。",
    "2. 以“示例”开头的一行只供参考，导入时自动跳过，可以删除。",
    "3. 带下拉列表的格子从列表中选择。金额等数值只填数字，计量单位写在“计量单位”一列。",
    "4. 填好后保存为 .xlsx（或 .csv），在“导入”页上传；先看到新增、改动和错误，确认后才写入。",
    "5. 请勿填写涉密内容。",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a template: its header, what may stand below it, and an example."""

    header: str
    note: str = ""
    example: str = ""
    choices: Sequence[str] = ()
    is_required: bool = False
    width: int = 16


def write_template(title: str, heads: Sequence[Head], *, example_mark: str) -> bytes:
    """A workbook with the sheet to fill in and one that explains it.

    The first cell of its example row begins with `example_mark`.
    """
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title})
    usual: dict[str, object] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
    head = {**usual, "bold": True, "align": "center", "border": 1, "border_color": "#D8DEE4"}
    looks = {
        "needed": book.add_format({**head, "bg_color": "#1F5FA8", "font_color": "#FFFFFF"}),
        "free": book.add_format({**head, "bg_color": "#E8F0F9"}),
        "example": book.add_format({**usual, "italic": True, "font_color": "#6E7781"}),
        "text": book.add_format({**usual, "text_wrap": True, "valign": "top"}),
    }
    _fill_in(book.add_worksheet(title[:31]), heads, looks=looks, mark=example_mark)
    _explain(book.add_worksheet("填写说明"), heads, looks)
    book.close()
    return out.getvalue()


def _fill_in(page: Any, heads: Sequence[Head], *, looks: dict[str, Any], mark: str) -> None:
    page.freeze_panes(1, 0)
    page.set_row(0, 24)
    for at, head in enumerate(heads):
        page.write_string(0, at, head.header, looks["needed" if head.is_required else "free"])
        page.set_column(at, at, max(head.width, len(head.header) * 2 + 4))
        if told := _told(head):
            page.write_comment(0, at, told, {"x_scale": 2})
        example = f"{mark}：{head.example}" if at == 0 else head.example
        page.write_string(1, at, example, looks["example"])
        if head.choices and len(",".join(head.choices)) <= _LONGEST_LIST:
            allowed = {"validate": "list", "source": list(head.choices), "error_title": "请选择"}
            page.data_validation(1, at, _ROWS, at, allowed)


def _explain(page: Any, heads: Sequence[Head], looks: dict[str, Any]) -> None:
    for at, (name, width) in enumerate((("列", 18), ("必填", 8), ("说明", 60), ("示例", 30))):
        page.write_string(0, at, name, looks["free"])
        page.set_column(at, at, width)
    for row, head in enumerate(heads, 1):
        needed = "必填" if head.is_required else ""
        for at, text in enumerate((head.header, needed, _told(head), head.example)):
            page.write_string(row, at, text, looks["text"])
    for row, line in enumerate(_HELP, len(heads) + 2):
        page.merge_range(row, 0, row, 3, line, looks["text"])


def _told(head: Head) -> str:
    choices = f"可填：{'、'.join(head.choices)}。" if head.choices else ""
    return " ".join(filter(None, (head.note, choices)))
