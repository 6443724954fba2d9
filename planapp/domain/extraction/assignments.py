"""Tables that share out tasks, flattened to text: rows of task, units and deadline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from planapp.domain.charges import (
    UnitInRole,
    is_office,
    looks_like_unit,
    read_names,
    role_of,
)
from planapp.domain.extraction.marks import Rank, find_mark
from planapp.domain.terms import Role

TASK_LABEL = (
    r"(?:重点|主要|工作|具体|目标|年度|改革|建设|推进)*(?:任务|工作|内容|事项|措施|举措|项目|要点|目标)"
    r"(?:名称|内容|清单|要求|事项|分工|及目标)?"
)
UNIT_LABEL = (
    r"(?P<unit>(?:第一|主要|省级|市级|省直|市直)?(?:牵头|责任|配合|负责|参与|参加|主办|协办|协同|实施|落实)"
    r"[、和（(/]?(?:牵头|责任|配合|参与)?[）)]?(?:责任)?(?:单位|部门|处室|科室))"
)
OTHER_LABEL = (
    r"序\s{0,4}号|类\s{0,4}别|领\s{0,4}域|分\s{0,4}类|备\s{0,4}注|成果形式|工作成效|(?:牵头|责任|分管)(?:市|省|县|区)?(?:领导|人)"
    r"|(?:完成|办理|推进|整改|实施)?(?:时限|时间|期限|进度)(?:节点|安排|要求)?|时间节点"
)
_LABEL = re.compile(rf"(?:{UNIT_LABEL}|(?P<other>{OTHER_LABEL})|(?P<task>{TASK_LABEL}))(?=\s)")
_OPENING = re.compile(rf"(?={TASK_LABEL}\s|{OTHER_LABEL}\s)")
_SPACED_OPENING = re.compile(rf"\s{_OPENING.pattern}")
_SPACE = re.compile(r"[\s|｜]*")
_CELL = re.compile(r"[^\s|｜]+")
_LINE_CELL = re.compile(r"[^\s|｜](?:[^\t\n|｜]*[^\s|｜])?")  # where a space parts no cells
_NUMBER = re.compile(r"(\d{1,3})[.．、]?")
DEADLINE = re.compile(
    r"(?:20\d\d\s?年?|\d{1,2}月|每年|全年|年内|年底)[^，。；、]{0,12}|20\d\d[—–\-]20\d\d年?"
    r"|[^。；、]{0,8}(?:持续|长期|常态|立即)[^。；、]{0,6}|20\d\d\s?年(?:年?底)?前?"
)
_LONGEST_UNIT = 28
_LONGEST_TITLE = 30
_LONGEST_TEXT = 1_200  # characters of a row before its first unit
_MOST_CELLS = 40
FEWEST_ROWS = 2


class Sort(Enum):
    """What a cell holds."""

    NUMBER = auto()
    TEXT = auto()
    UNITS = auto()
    DEADLINE = auto()


@dataclass(frozen=True, slots=True)
class Assignment:
    """One row: the task as written, those who are charged with it, and until when."""

    start: int
    end: int
    number: str | None
    title: str | None
    units: tuple[UnitInRole, ...]
    deadline: str | None
    texts: tuple[tuple[int, int], ...]  # the cells that say what is to be done
    header: tuple[int, int] | None = None  # of the table this is the first row of


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    text: str
    sort: Sort


@dataclass(slots=True)
class _Row:
    cells: list[_Cell] = field(default_factory=list)
    sorts: set[Sort] = field(default_factory=set)
    headings: int = 0  # cells that are headings of the text itself

    def add(self, text: str, cell: _Cell) -> None:
        self.cells.append(cell)
        self.sorts.add(cell.sort)
        self.headings += _is_heading(text, cell)

    @property
    def is_complete(self) -> bool:
        return self.sorts >= {Sort.TEXT, Sort.UNITS}


def find_assignments(text: str) -> list[Assignment]:
    """The rows of all tables whose header names a task and a unit, in the order of the text."""
    found: list[Assignment] = []
    at = 0
    while opening := _find_opening(text, at):
        at, roles = _read_header(text, opening.end())
        if not roles:
            continue
        has_lines = " " not in text[opening.end() : at].strip()
        cells = _cells(text, at, pattern=_LINE_CELL if has_lines else _CELL)
        rows = [_make(row, roles) for row in _read_rows(text, cells)]
        if len(rows) >= FEWEST_ROWS:
            found += [replace(rows[0], header=(opening.end(), at)), *rows[1:]]
            at = rows[-1].end
    return found


def _find_opening(text: str, at: int) -> re.Match[str] | None:
    """The next label, at this offset or behind it, that may open a header."""
    if at == 0:
        return _OPENING.match(text) or _SPACED_OPENING.search(text)
    return _SPACED_OPENING.search(text, at - 1)


def _read_header(text: str, at: int) -> tuple[int, list[Role]]:
    """Where the header ends, and the roles of its columns of units.

    Where there are none, no header begins before the offset that is returned.
    """
    roles: list[Role] = []
    names_task = False
    following = at + 1
    while label := _LABEL.match(text, at):
        names_task = names_task or label.group("task") is not None
        if label.group("unit"):
            roles.append(role_of(label.group("unit")))
        space = _SPACE.match(text, label.end())
        at = space.end() if space else label.end()
        following = label.start() + 1
    return (at, roles) if names_task and roles else (following, [])


def _read_rows(text: str, cells: Iterable[_Cell]) -> Iterator[_Row]:
    """The complete rows behind a header; a heading of the text itself ends the table."""
    row, number = _Row(), 0
    for cell in cells:
        if cell.sort is Sort.NUMBER and int(cell.text.rstrip(".．、")) != number + 1:
            cell = _Cell(cell.start, cell.end, cell.text, Sort.TEXT)
        begins = cell.sort is Sort.NUMBER or (cell.sort is Sort.TEXT and row.is_complete)
        begins = begins or (len(row.cells) == row.headings == 1)
        if begins:
            if row.is_complete:
                yield row
            row = _Row()
            number += cell.sort is Sort.NUMBER
        row.add(text, cell)
        if _has_ended(row):
            return
    if row.is_complete:
        yield row


def _has_ended(row: _Row) -> bool:
    """Prose behind the table: headings of the text itself, or a text too long for a row."""
    first, last = row.cells[0], row.cells[-1]
    is_long = last.end - first.start > _LONGEST_TEXT and Sort.UNITS not in row.sorts
    return is_long or len(row.cells) > _MOST_CELLS or row.headings > 1


def _is_heading(text: str, cell: _Cell) -> bool:
    mark = find_mark(text, cell.start, cell.end)
    return cell.sort is Sort.TEXT and mark is not None and mark.rank <= Rank.PAREN


def _cells(text: str, at: int, *, pattern: re.Pattern[str]) -> Iterator[_Cell]:
    """The cells from an offset on; a list of units may go on over white space."""
    pending: re.Match[str] | None = None
    for match in pattern.finditer(text, at):
        start = pending.start() if pending else match.start()
        written = text[start : match.end()]
        if written[-1] in "、，,；;" and len(written) < _LONGEST_UNIT * 12:
            pending = pending or match
            if is_units(written.rstrip("、，,；;")):
                continue
        pending = None
        yield _Cell(start, match.end(), written, _sort(written))


def _sort(written: str) -> Sort:
    if _NUMBER.fullmatch(written):
        return Sort.NUMBER
    if DEADLINE.fullmatch(written) and not looks_like_unit(written):
        return Sort.DEADLINE
    return Sort.UNITS if is_units(written) else Sort.TEXT


def is_units(written: str) -> bool:
    """Is this nothing but a list of units, an office among them?"""
    if "。" in written or not 2 <= len(written) <= _LONGEST_TEXT:
        return False
    names = [unit.name for unit in read_names(written, role=Role.RESPONSIBLE)]
    return (
        bool(names)
        and all(looks_like_unit(name) and len(name) <= _LONGEST_UNIT for name in names)
        and any(is_office(name) or name.startswith("各") for name in names)
    )


def _make(row: _Row, roles: list[Role]) -> Assignment:
    first = row.cells[0]
    number = _NUMBER.fullmatch(first.text) if first.sort is Sort.NUMBER else None
    texts = [cell for cell in row.cells if cell.sort is Sort.TEXT]
    deadline = next((cell.text for cell in row.cells if cell.sort is Sort.DEADLINE), None)
    last = [cell for cell in row.cells if cell.sort is not Sort.NUMBER][-1]
    return Assignment(
        start=first.start,
        end=last.end,
        number=number.group(1) if number else None,
        title=short_title(texts[0].text),
        units=tuple(_units(row, roles)),
        deadline=deadline,
        texts=tuple((cell.start, cell.end) for cell in texts),
    )


def short_title(title: str) -> str | None:
    """The first of two cells of text, or a text too short to be more than a title."""
    is_short = len(title) <= _LONGEST_TITLE and not re.search(r"[。；，]", title)
    return title if is_short else None


def _units(row: _Row, roles: list[Role]) -> Iterator[UnitInRole]:
    """The units of each cell in the role of its column."""
    columns = iter(roles)
    for cell in row.cells:
        if cell.sort is Sort.UNITS:
            yield from read_names(cell.text, role=next(columns, roles[-1]))
