"""A ledger of tasks with the units in charge → rows of 任务."""

from __future__ import annotations

from planapp.domain.ledger import Field, LedgerRow, Mapping, Problem, Reading, read_ledger
from planapp.domain.sheet import Sheet
from planapp.domain.terms import Role
from planapp.imports.intake import Intake
from planapp.imports.names import Names

_CODE = "任务编码"
_ROLES = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.SUPPORT: "配合单位"}
_COLUMNS = {
    Role.LEAD: (Field.LEAD, Field.RESPONSIBLE),
    Role.RESPONSIBLE: (Field.RESPONSIBLE, Field.LEAD),
    Role.SUPPORT: (Field.SUPPORT, Field.RESPONSIBLE, Field.LEAD),
}
_NAMES = (Field.TASK, Field.MEASURES, Field.GOAL)
_TAKEN = (*_NAMES, Field.CODE, Field.NUMBER, Field.CATEGORY, Field.LEAD, Field.SUPPORT,
          Field.RESPONSIBLE)  # fmt: skip
_NOTE = "只导入单位；任务来自规划文件，不新增；完成时限请在任务页更正。"


def read_tasks(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each task with its units; a role that the ledger never names stays as it is.

    Only tasks of the plan: every task rests on a passage of the plan's text.
    """
    reading = read_ledger(sheet, mapping.only(*_TAKEN))
    headers = (_CODE, *(_ROLES[role] for role in _roles(mapping, reading)))
    intake = Intake(headers, sheet.name, problems=list(reading.problems), notes=[_NOTE])
    errors = [each for each in reading.problems if each.is_error]
    bad = {each.row for each in errors}
    if mapping.header[1] not in bad:
        for row in reading.rows:
            if row.number not in bad:
                _read(row, mapping, names=names, intake=intake)
    intake.names = list(names.told.values())
    return intake


def _roles(mapping: Mapping, reading: Reading) -> list[Role]:
    """The roles that the ledger tells of: those with a column, and those read in any row."""
    told = {unit.role for row in reading.rows for unit in row.units}
    with_column = {Role.LEAD: Field.LEAD, Role.SUPPORT: Field.SUPPORT}
    return [
        role
        for role in _ROLES
        if role in told or (role in with_column and mapping.of(with_column[role]))
    ]


def _read(row: LedgerRow, mapping: Mapping, *, names: Names, intake: Intake) -> None:
    name = next((row.texts[each] for each in _NAMES if each in row.texts), "")
    match = names.find(code=row.texts.get(Field.CODE, ""), name=name, row=row.number)
    named = next(iter(mapping.of(*_NAMES, Field.CODE)), None)
    if match.is_left_out:
        return
    if not match.code or not row.units:
        intake.problems.append(
            Problem(
                intake.sheet,
                row.number,
                named.number if named else None,
                named.header if named else "",
                match.written[:60],
                "没有写明单位，这一行不导入。" if match.code else match.refusal,
                is_error=not match.code,
            )
        )
        return
    cells = {
        header: "、".join(unit.name for unit in row.units if unit.role is role)
        for role, header in _ROLES.items()
    }
    intake.rows.append([match.code, *(cells[header] for header in intake.headers[1:])])
    intake.numbers.append(row.number)
    intake.titles.append(match.means)
    intake.places.append(_places(mapping))


def _places(mapping: Mapping) -> dict[str, int]:
    found = {
        header: columns[0].number
        for role, header in _ROLES.items()
        if (columns := [each for field in _COLUMNS[role] for each in mapping.of(field)])
    }
    if named := mapping.of(*_NAMES, Field.CODE):
        found[_CODE] = named[0].number
    return found
