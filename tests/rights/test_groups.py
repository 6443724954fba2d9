"""The groups that every installation gets agree with the table."""

from __future__ import annotations

import json

from planapp.domain.terms import MemberRole
from tests.conftest import GROUPS
from tests.rights.table.tables import TABLES

# In the table, by the role whose group opens it; the trail asks for its right itself.
WHO = {
    MemberRole.REPORTER: "reporter",
    MemberRole.UNIT_HEAD: "unit_head",
    MemberRole.UNIT_ADMIN: "unit_admin",
    MemberRole.SUPERVISOR: "supervisor",
    MemberRole.AUDITOR: "auditor",
    MemberRole.ADMINISTRATOR: "administrator",
    MemberRole.SYSTEM_ADMIN: "system_admin",
    MemberRole.SECURITY_ADMIN: "security_admin",
}
TRAIL = {"auditevent"}
INLINE = {"unitname", "unitsuccession"}  # changed with their unit


def test_groups_open_the_tables_that_the_table_says() -> None:
    rows = [row["fields"] for row in json.loads(GROUPS.read_text(encoding="utf-8"))]
    given = {row["name"]: {code for code, *_ in row["permissions"]} for row in rows}
    assert set(given) == {role.label for role in WHO}
    for role, who in WHO.items():
        codes = given[role.label]
        seen = {code[5:] for code in codes if code.startswith("view_")} & set(TABLES)
        kept = {code[7:] for code in codes if code.startswith("change_")} - INLINE
        assert seen == {name for name in TABLES if TABLES[name].expected("lists", who) == "o"}
        assert (
            kept
            == {name for name in TABLES if TABLES[name].expected("changes", who) == "o"} - TRAIL
        )
