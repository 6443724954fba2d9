"""The basic data itself: whole, without contradictions, and enough for the seed plans."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest
from django.conf import settings

from planapp.domain.naming import Register, resolve_name
from planapp.domain.terms import MemberRole
from planapp.models import AuditEvent, Region, Unit
from planapp.queries.units import load_register
from planapp.services.fixtures import load_fixtures
from planapp.services.units import resolve_units, successors_of

FOLDER: Path = settings.BASE_DIR / "fixtures"
AT = datetime(2026, 1, 5, tzinfo=UTC)
YEARS = range(2015, 2027)
TODAY = date(2026, 1, 5)


def rows(name: str) -> list[dict[str, Any]]:
    found = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [{**row["fields"], "pk": row.get("pk")} for row in found]


def day(text: str | None, *, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


UNITS = {row["code"]: row for row in rows("units.json")}


@pytest.mark.django_db
def test_fixtures_loaded_twice_change_nothing_the_second_time() -> None:
    first = load_fixtures(folder=FOLDER, at=AT)
    second = load_fixtures(folder=FOLDER, at=AT)
    assert [count.created for count in first] == [len(rows(count.file)) for count in first]
    assert {(count.created, count.updated) for count in second} == {(0, 0)}
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_fixtures_know_the_units_of_the_seed_plans_and_their_heirs() -> None:
    load_fixtures(folder=FOLDER, at=AT)
    _check_names("520000", on=date(2016, 12, 30), names=GUIZHOU_2016)
    _check_names("530000", on=date(2021, 12, 1), names=YUNNAN_2021)
    _check_names("320000", on=date(2021, 9, 1), names=JIANGSU_2021)
    _check_names("330000", on=date(2021, 4, 6), names=ZHEJIANG_2021)
    assert {code: _heirs(code) for code in HEIRS} == HEIRS
    register, ids = load_register(), dict(Unit.objects.values_list("pk", "code"))
    lost = [
        row for row in rows("unit_names.json") if ids.get(_meaning(row, register)) != row["unit"][0]
    ]
    assert lost == []


def _meaning(row: dict[str, Any], register: Register) -> int | None:
    """The unit that a name means in a plan of its province, on a day when it was in use."""
    unit = UNITS[row["unit"][0]]
    start = max(day(one["valid_from"], otherwise=date.min) for one in (row, unit))
    end = min(day(one["valid_to"], otherwise=TODAY) for one in (row, unit))
    region = unit["region"][0][:2] + "0000"
    on = end if start == date.min else start
    return resolve_name(row["name"], register=register, region=region, on=on).unit_id


GUIZHOU_2016 = {
    "省经济和信息化委": "GZ-JXW",
    "省食品药品监管局": "GZ-SPJ",
    "省卫生计生委": "GZ-WSJ",
    "省发展改革委": "GZ-FGW",
    "省科技厅": "GZ-KJT",
    "省人力资源社会保障厅": "GZ-RST",
    "省环境保护厅": "GZ-HBT",
    "省投资促进局": "GZ-TZJ",
    "省政府金融办": "GZ-JRB",
    "省地税局": "GZ-DS",
    "省国税局": "GZ-GS",
    "人行贵阳中心支行": "GZ-RH",
    "贵州银监局": "GZ-YJH",
    "贵州证监局": "GZ-ZJH",
    "省教育厅": "GZ-JYT",
    "贵安新区管委会": "GZ-GAXQ",
    "黔东南州人民政府": "GZ-522600-ZF",
    "各市、自治州人民政府": None,
    "省政府各部门": None,
}
YUNNAN_2021 = {
    "云南省工业和信息化厅": "YN-GXT",
    "省农业农村厅": "YN-NYT",
    "玉溪高新区": "YN-YXGX",
    "各有关部门": None,
}
JIANGSU_2021 = {
    "省工信厅": "JS-GXT",
    "省药监局": "JS-YPJ",
    "省知识产权局": "JS-ZSJ",
    "泰州医药高新区": "JS-TZYY",
    "各设区市政府": None,
}
ZHEJIANG_2021 = {
    "省经信厅": "ZJ-JXT",
    "省建设厅": "ZJ-ZJT",
    "省人力社保厅": "ZJ-RST",
    "绍兴滨海新区": "ZJ-BHXQ",
    "省级有关部门": None,
}
HEIRS = {
    "GZ-SPJ": {"GZ-SCJ", "GZ-YPJ"},
    "GZ-JXW": {"GZ-GXT"},
    "GZ-FPB": {"GZ-NYT"},
    "GZ-GS": {"GZ-SW"},
    "GZ-DS": {"GZ-SW"},
    "GZ-YJH": {"GZ-JRZ"},
    "GZ-JRB": {"GZ-DJR", "GZ-DJR2"},
    "GZ-WSJ": {"GZ-WJW", "GZ-YBJ"},
    "GZ-HBT": {"GZ-STT"},
    "ZJ-DSJ": {"ZJ-SJJ"},
    "JS-WJJ": {"JS-FGW", "JS-SCJ", "JS-YBJ"},
}


def _check_names(region: str, *, on: date, names: dict[str, str | None]) -> None:
    found = resolve_units(names, region=Region.objects.get(code=region), on=on)
    assert {name: one.unit and one.unit.code for name, one in found.items()} == names


def _heirs(code: str) -> set[str]:
    unit = Unit.objects.get(code=code)
    return {carrier.unit.code for carrier in successors_of(unit, TODAY)}


def test_every_dissolved_unit_has_an_heir_and_every_step_fits_its_units() -> None:
    steps = rows("unit_successions.json")
    ended = {code for code, row in UNITS.items() if row["valid_to"]}
    assert ended - {step["predecessor"][0] for step in steps} == set()
    late = [
        step
        for step in steps
        if day(UNITS[step["successor"][0]]["valid_from"], otherwise=date.min)
        > date.fromisoformat(step["on"])
        or day(UNITS[step["predecessor"][0]]["valid_to"], otherwise=date.max)
        < date.fromisoformat(step["on"]) - timedelta(days=1)
    ]
    assert late == []


def test_a_dissolved_unit_hands_over_the_day_after_its_last() -> None:
    gaps = [
        step
        for step in rows("unit_successions.json")
        if (end := UNITS[step["predecessor"][0]]["valid_to"])
        and date.fromisoformat(step["on"]) != date.fromisoformat(end) + timedelta(days=1)
    ]
    assert gaps == []


def test_no_name_means_two_units_of_a_region_at_one_time() -> None:
    spans: dict[tuple[str, str], list[tuple[date, date, str]]] = {}
    for row in rows("unit_names.json"):
        code = row["unit"][0]
        unit = UNITS[code]
        start = max(
            day(row["valid_from"], otherwise=date.min), day(unit["valid_from"], otherwise=date.min)
        )
        end = min(
            day(row["valid_to"], otherwise=date.max), day(unit["valid_to"], otherwise=date.max)
        )
        assert start <= end, row
        spans.setdefault((unit["region"][0], row["name"]), []).append((start, end, code))
    overlapping = [
        (key, first, second)
        for key, all_spans in spans.items()
        for first, second in zip(sorted(all_spans), sorted(all_spans)[1:], strict=False)
        if second[0] <= first[1]
    ]
    assert overlapping == []


def test_every_unit_has_its_canonical_name_among_its_names() -> None:
    names = {(row["unit"][0], row["name"]) for row in rows("unit_names.json")}
    assert {(row["code"], row["name"]) for row in rows("units.json")} - names == set()


def test_regions_follow_their_codes() -> None:
    parents = {row["code"]: row["parent"] and row["parent"][0] for row in rows("regions.json")}
    by_code = {
        code: None if code == "000000" else "000000" if code.endswith("0000") else code[:2] + "0000"
        for code in parents
    }
    assert parents == by_code
    assert Counter(code[:2] for code in parents if not code.endswith("0000")) == {
        "32": 13,
        "33": 11,
        "52": 9,
        "53": 16,
    }
    assert sum(code.endswith("0000") for code in parents) == 1 + 34


def test_each_role_has_a_group_and_none_may_delete_or_touch_what_services_keep() -> None:
    groups = {row["name"]: row["permissions"] for row in rows("groups.json")}
    assert set(groups) == {role.label for role in MemberRole}
    granted = {(codename, app) for rights in groups.values() for codename, app, _ in rights}
    assert {codename for codename, _ in granted if codename.startswith("delete_")} == set()
    kept = ("auditevent", "gap", "progressrecord")
    assert {c for c, _ in granted if c.endswith(kept) and not c.startswith("view_")} == set()
    assert {app for _, app in granted} == {"planapp"}
    writers = {
        name for name, rights in groups.items() if any(not r[0].startswith("view_") for r in rights)
    }
    keepers = (MemberRole.ADMINISTRATOR, MemberRole.SYSTEM_ADMIN, MemberRole.SECURITY_ADMIN)
    assert writers == {role.label for role in keepers}


def test_work_calendar_agrees_with_the_library_on_every_day() -> None:
    calendar = holidays.country_holidays("CN", years=YEARS)
    exceptions = {date.fromisoformat(row["pk"]): row["is_working"] for row in rows("workdays.json")}
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ours = {one for one in days if exceptions.get(one, one.weekday() < 5)}
    assert ours == {one for one in days if calendar.is_working_day(one)}


def test_work_calendar_holds_only_exceptions_each_with_its_source() -> None:
    calendar = rows("workdays.json")
    ordinary = [
        row["pk"]
        for row in calendar
        if row["is_working"] is (date.fromisoformat(row["pk"]).weekday() < 5)
    ]
    assert ordinary == []
    assert [row["pk"] for row in calendar if not row["source"].startswith("国务院")] == []
