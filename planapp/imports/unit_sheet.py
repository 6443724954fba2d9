"""A unit's Excel sheet as it comes back: whose it is, and what each row holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planapp.domain.decimals import typed
from planapp.domain.reading import Cell, Cells, UnreadableDocument, read_workbook
from planapp.domain.unit_sheet import FORMAT, HEAD_ROW, LAYOUTS, META, META_TITLE, Layout, mark_of

_NUMBERS = {"value", "percent"}


@dataclass(frozen=True, slots=True)
class UploadedRow:
    """One row: which item, which state of it was handed out, and what is filled in by now.

    `unread` says by input why a cell cannot be taken.
    """

    layout: Layout
    number: int
    key: str
    revision: int
    mark: str
    inputs: Mapping[str, str]
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_untouched(self) -> bool:
        return not self.unread and mark_of(self.inputs) == self.mark

    @property
    def place(self) -> str:
        return f"{self.layout.title} 第{self.number}行"


@dataclass(frozen=True, slots=True)
class UploadedSheet:
    """`meta` by the names in META tells the plan, the cycle and the unit."""

    meta: Mapping[str, str]
    rows: tuple[UploadedRow, ...]


def read_unit_sheet(content: bytes, *, file_name: str) -> UploadedSheet:
    """Raises UnreadableDocument, saying where, for what is not a sheet that was handed out."""
    wanted = (META_TITLE, *(layout.title for layout in LAYOUTS))
    sheets = read_workbook(content, file_name=file_name, wanted=wanted)
    missing = "、".join(title for title in wanted if title not in sheets)
    if missing:
        raise UnreadableDocument(
            f"《{file_name}》中没有工作表“{missing}”，不是从本系统下载的填报表。"
            "请在“我的填报”下载填报表，填在其中。"
        )
    meta = _read_meta(sheets[META_TITLE])
    if meta["format"] != FORMAT:
        raise UnreadableDocument(
            f"填报表的格式版本是“{meta['format']}”，现在用的是“{FORMAT}”。请重新下载填报表。"
        )
    rows = [row for layout in LAYOUTS for row in _read_rows(layout, sheets[layout.title])]
    return UploadedSheet(meta, tuple(rows))


def _read_meta(cells: Cells) -> dict[str, str]:
    return {name: _text(cells, (number, 2)) for number, name in enumerate(META, start=1)}


def _read_rows(layout: Layout, cells: Cells) -> Iterator[UploadedRow]:
    places = _places(layout, cells)
    for number in sorted({row for row, _ in cells if row > HEAD_ROW}):
        found = {name: cells.get((number, place)) for name, place in places.items()}
        given = {column.name: found[column.name] for column in layout.inputs}
        inputs = {name: _input(name, cell) for name, cell in given.items()}
        key, revision, mark = (
            _text(cells, (number, places[name])) for name in ("key", "revision", "mark")
        )
        if not key and not any(inputs.values()):
            continue
        yield UploadedRow(
            layout,
            number,
            key,
            int(revision) if revision.isdecimal() else 0,
            mark,
            inputs,
            unread={name: why for name, cell in given.items() if (why := _unread(cell))},
        )


def _places(layout: Layout, cells: Cells) -> dict[str, int]:
    """Where each column that is read stands, by its head."""
    heads = {cell.text.strip(): place for (row, place), cell in cells.items() if row == HEAD_ROW}
    read = [column for column in layout.columns if column.is_input or column.is_hidden]
    missing = "、".join(column.label for column in read if column.label not in heads)
    if missing:
        raise UnreadableDocument(
            f"{layout.title} 第{HEAD_ROW}行：缺少“{missing}”一列，表头被改动过。请重新下载填报表。"
        )
    return {column.name: heads[column.label] for column in read}


def _text(cells: Cells, place: tuple[int, int]) -> str:
    cell = cells.get(place)
    return cell.text.strip() if cell else ""


def _input(name: str, cell: Cell | None) -> str:
    """What a form field would be given."""
    text = cell.text.strip() if cell else ""
    return typed(text) if name in _NUMBERS else text


def _unread(cell: Cell | None) -> str:
    """A formula counts by the number it last gave; nothing is computed here."""
    if cell is None or not cell.is_formula or cell.is_number:
        return ""
    return "单元格是公式，没有算出的数字；请直接填写内容。"
