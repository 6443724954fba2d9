"""A roll of people as offices keep it (人员名单) → rows of 用户 and 任职."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from typing import ClassVar

from planapp.domain.decimals import typed
from planapp.domain.ledger import Field, LedgerRow, Mapping
from planapp.domain.sheet import Sheet
from planapp.domain.terms import MemberRole
from planapp.imports.intake import Intake, NameMatch
from planapp.imports.ledger_rows import LedgerRows, first_text
from planapp.imports.names import Names
from planapp.imports.unit_names import UnitsNamed
from planapp.queries.import_runs import begun_parts

_KNOWN_BY = (Field.LOGIN, Field.PHONE, Field.EMAIL)
_ROLES = dict.fromkeys(
    ("填报员", "填报人员", "联络员", "经办人", "经办人员"), MemberRole.REPORTER.label
)


class _PeopleRows(LedgerRows):
    naming = (Field.PERSON, Field.LOGIN)
    also: ClassVar[tuple[Field, ...]] = _KNOWN_BY

    def person_of(self, row: LedgerRow) -> NameMatch | None:
        """By user name, telephone or mail address; a name alone is asked about."""
        told = [typed(row.texts[field]) for field in _KNOWN_BY if field in row.texts]
        known = next((each for each in told if each in self.names.by_code), "")
        name = row.texts.get(Field.PERSON, "")
        return self.find(row, code=known or next(iter(told), ""), name=name)


class _Accounts(_PeopleRows):
    columns: ClassVar[Dictionary[str, tuple[Field, ...]]] = {
        "用户名": (), "姓名": (Field.PERSON,), "邮箱": (Field.EMAIL,), "电话": (Field.PHONE,)
    }  # fmt: skip
    note = (
        "没有用户名的，新账号以手机号为用户名，没有手机号的以邮箱。单位、职务和角色不在“用户”中导入，"
        "请用同一份文件另选“任职”。"
    )

    def __init__(self, sheet: Sheet, mapping: Mapping, names: Names) -> None:
        super().__init__(sheet, mapping, names)
        self.seen: set[tuple[str, ...]] = set()

    def take(self, row: LedgerRow) -> None:
        match = self.person_of(row)
        if match is None:
            return
        login = match.code or first_text(row, *_KNOWN_BY)
        if not login:
            message = "没有用户名、手机号或邮箱，不能开设账号。"
            self.tell(row, *self.naming, value=match.written, message=message)
            return
        cells = {header: first_text(row, *of) for header, of in self.columns.items()}
        cells["用户名"] = login
        if tuple(cells.values()) not in self.seen:  # a person with two posts stands there twice
            self.seen.add(tuple(cells.values()))
            self.add(row, cells, title=row.texts.get(Field.PERSON, login))


class _Memberships(_PeopleRows):
    columns: ClassVar[Dictionary[str, tuple[Field, ...]]] = {
        "用户名": (), "单位编码": (Field.UNIT_NAME,), "角色": (Field.MEMBER_ROLE,),
        "任职起": (), "处室": (Field.OFFICE,),
    }  # fmt: skip
    also: ClassVar[tuple[Field, ...]] = (*_KNOWN_BY, Field.REGION)
    note = "账号要先在“用户”中导入；没有写明的任职起止不填。"

    def __init__(self, sheet: Sheet, mapping: Mapping, names: Names) -> None:
        super().__init__(sheet, mapping, names)
        self.units, self.begun = UnitsNamed(on=names.on), begun_parts()

    def take(self, row: LedgerRow) -> None:
        match = self.person_of(row)
        if match is None:
            return
        written = row.texts.get(Field.UNIT_NAME, "")
        unit = self.units.code_of(written, region=row.texts.get(Field.REGION, "")) or written
        role = row.texts.get(Field.MEMBER_ROLE, "")
        role = _ROLES.get(role, role)
        term = next((each for each in MemberRole if each.label == role), "")
        cells = {
            "用户名": match.code,
            "单位编码": unit,
            "角色": role,
            "任职起": self.begun.get((match.code, unit, term)) or "",
            "处室": row.texts.get(Field.OFFICE, ""),
        }
        self.add(row, cells, title=f"{row.texts.get(Field.PERSON, match.code)} · {written}")


def read_accounts(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each person; never a password."""
    return _Accounts(sheet, mapping, names).read()


def read_memberships(sheet: Sheet, mapping: Mapping, names: Names) -> Intake:
    """One row for each role of a person in a unit, by any name of the unit in the region."""
    return _Memberships(sheet, mapping, names).read()
