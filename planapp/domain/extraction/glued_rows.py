"""Tables that share out tasks, their cells run together: 序号任务牵头单位1修路省交通运输厅2…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from planapp.domain.charges import UnitInRole, read_names, role_of
from planapp.domain.extraction.assignments import (
    FEWEST_ROWS,
    OTHER_LABEL,
    TASK_LABEL,
    UNIT_LABEL,
    Assignment,
    is_units,
    short_title,
)
from planapp.domain.terms import Role

_GROUP = r"、[^，。；\d]{4,24}"  # 二、培育优质企业 above the rows of a group
_HEADER = re.compile(
    rf"序号(?:{TASK_LABEL}|{UNIT_LABEL.replace('?P<unit>', '?:')}|{OTHER_LABEL}){{2,8}}"
    rf"(?:一{_GROUP})?(?=1[.．、]?[一-龥“])"
)
_GROUP_TAIL = re.compile(rf"[二三四五六七八九十]{{1,2}}{_GROUP}$")
_NEXT_GROUP = re.compile(rf"[二三四五六七八九十]{{1,2}}{_GROUP}(?=\d)")
_NUMBER = re.compile(r"(?<!\d)(\d{1,3})[.．、]?(?=[一-龥“])")
_UNIT_COLUMN = re.compile(UNIT_LABEL)
_DUE_TAIL = re.compile(
    r"(?:20\d\d年(?:\d{1,2}月)?(?:上半年|下半年)?年?[底末]?前?(?:完成)?"
    r"|(?:长期|持续)(?:坚持|推进|实施|开展)|全年|每年(?:\d{1,2}月)?[底末]?前?)$"
)
_OFFICE = re.compile(r"自治区(?![级内])|省(?![级内])|市(?![级内场])|各")
_NEXT_CELL = re.compile(r"(?<=[厅局委办府院会部行）])(?=省|市|各|自治区|人行|人民银行|国家|国网)")
_LONGEST_ROW = 400
_SHORTEST_TEXT = 4
_MOST_ENDS = 4  # places where a row may end, and where its units may begin: more tell nothing
_MOST_OFFICES = 40


def find_glued_rows(text: str) -> list[Assignment]:
    """The rows of the first such table; none unless at least two can be told apart."""
    header = _HEADER.search(text)
    if header is None:
        return []
    roles = [role_of(column.group()) for column in _UNIT_COLUMN.finditer(header.group())]
    rows = list(_read_rows(text, header.end(), roles)) if roles else []
    if len(rows) < FEWEST_ROWS:
        return []
    return [replace(rows[0], header=header.span()), *rows[1:]]


def _read_rows(text: str, at: int, roles: list[Role]) -> Iterator[Assignment]:
    number = 1
    while row := _read_row(text, at, number=number, roles=roles):
        yield row
        number += 1
        group = _NEXT_GROUP.match(text, row.end)
        at = group.end() if group else row.end


def _read_row(text: str, at: int, *, number: int, roles: list[Role]) -> Assignment | None:
    """The row that starts here and reads as text, units and deadline up to the next number."""
    mark = _NUMBER.match(text, at)
    if mark is None or int(mark.group(1)) != number:
        return None
    last = min(len(text), at + _LONGEST_ROW)
    numbers = _NUMBER.finditer(text, mark.end(), last)
    ends = [found.start() for found in numbers if int(found.group(1)) == number + 1]
    for end in [*ends[:_MOST_ENDS], last]:
        if row := _parse(text, mark, end=end, roles=roles):
            return row
    return None


def _parse(text: str, mark: re.Match[str], *, end: int, roles: list[Role]) -> Assignment | None:
    group = _GROUP_TAIL.search(text, mark.end(), end)
    end = group.start() if group else end
    due = _DUE_TAIL.search(text, mark.end(), end)
    units_end = due.start() if due else end
    offices = _OFFICE.finditer(text, mark.end() + _SHORTEST_TEXT, units_end)
    for office in islice(offices, _MOST_OFFICES):
        cells = _NEXT_CELL.split(text[office.start() : units_end])
        units = _units(cells, roles)
        if units:
            task = text[mark.end() : office.start()]
            return Assignment(
                start=mark.start(), end=end, number=mark.group(1),
                title=short_title(task), units=units, deadline=due.group() if due else None,
                texts=((mark.end(), office.start()),),
            )  # fmt: skip
    return None


def _units(cells: list[str], roles: list[Role]) -> tuple[UnitInRole, ...]:
    """The units of the cells in the roles of their columns; none where one is no unit."""
    if not all(map(is_units, cells)) or len(cells) > len(roles):
        return ()
    units = [
        unit
        for cell, role in zip(cells, roles, strict=False)
        for unit in read_names(cell, role=role)
    ]
    holds_text = not units or "省" in units[0].name[1:]
    return () if holds_text else tuple(units)
