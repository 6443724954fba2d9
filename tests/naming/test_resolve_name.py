"""A written name against a small register of one province."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.naming import (
    Basis,
    Entry,
    Match,
    Outcome,
    Period,
    Place,
    Register,
    RegisteredName,
    Succession,
    resolve_name,
)

PROVINCE, CITY, PREFECTURE = "530000", "530100", "532300"
BEFORE, AFTER = date(2016, 6, 1), date(2021, 6, 1)
REFORM = date(2018, 11, 1)
ALWAYS, OLD, NEW = Period(), Period(end=date(2018, 10, 31)), Period(start=REFORM)

PLANNING, INDUSTRY, DRUGS, MARKET, MEDICINES, SCIENCE, CUSTOMS = range(1, 8)
CITY_GOVERNMENT, PREFECTURE_GOVERNMENT, PARK, PUBLICITY, STAFF, ASSETS = range(8, 14)
CITY_MARKET, WATER, RESOURCES = 14, 15, 16


def entry(
    unit_id: int, *names: str | RegisteredName, region: str = PROVINCE, period: Period = ALWAYS
) -> Entry:
    registered = (n if isinstance(n, RegisteredName) else RegisteredName(n) for n in names)
    return Entry(id=unit_id, region=region, names=tuple(registered), period=period)


REGISTER = Register(
    places=(
        Place("000000", "全国"),
        Place(PROVINCE, "云南省", "000000"),
        Place(CITY, "昆明市", PROVINCE),
        Place(PREFECTURE, "楚雄彝族自治州", PROVINCE),
        Place("520000", "贵州省", "000000"),
    ),
    entries=(
        entry(PLANNING, "云南省发展和改革委员会", "省发展改革委"),
        entry(INDUSTRY, "云南省工业和信息化厅", period=NEW),
        entry(DRUGS, "云南省食品药品监督管理局", period=OLD),
        entry(
            MARKET,
            "云南省市场监督管理局",
            RegisteredName("云南省知识产权局", Period(start=REFORM)),
            period=NEW,
        ),
        entry(MEDICINES, "云南省药品监督管理局", period=NEW),
        entry(SCIENCE, "云南省科学技术厅", RegisteredName("云南省知识产权局", OLD)),
        entry(CUSTOMS, "昆明海关"),
        entry(CITY_GOVERNMENT, "昆明市人民政府", region=CITY),
        entry(PREFECTURE_GOVERNMENT, "楚雄彝族自治州人民政府", region=PREFECTURE),
        entry(PARK, "东川新区管理委员会", region=CITY),
        entry(PUBLICITY, "中共云南省委宣传部"),
        entry(STAFF, "云南省人民政府办公厅"),
        entry(ASSETS, "云南省人民政府国有资产监督管理委员会"),
        entry(CITY_MARKET, "昆明市市场监督管理局", region=CITY),
        entry(WATER, "云南省水利厅"),
        entry(RESOURCES, "云南省自然资源厅"),
    ),
    successions=(
        Succession(DRUGS, MARKET, REFORM, "食品"),
        Succession(DRUGS, MEDICINES, REFORM, "药品"),
    ),
)


def resolve(written: str, *, region: str = PROVINCE, on: date = AFTER) -> Outcome:
    return resolve_name(written, register=REGISTER, region=region, on=on)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("云南省发展和改革委员会", PLANNING),
        ("省发展改革委", PLANNING),
        ("发展改革委", PLANNING),
        ("云南发展和改革委", PLANNING),
        ("省工业和信息化厅", INDUSTRY),
        ("省市场监管局", MARKET),
        ("市场监管局", MARKET),
        ("省市场监管局（省知识产权局）", MARKET),
        ("省 药品监督管理局", MEDICINES),
        ("昆明海关", CUSTOMS),
        ("昆明市政府", CITY_GOVERNMENT),
        ("云南省昆明市人民政府", CITY_GOVERNMENT),
        ("楚雄州政府", PREFECTURE_GOVERNMENT),
        ("东川新区管委会", PARK),
        ("省委宣传部", PUBLICITY),
        ("中国共产党云南省委宣传部", PUBLICITY),
        ("省政府办公厅", STAFF),
        ("省政府国有资产监督管理委员会", ASSETS),
        ("昆明市市场监管局", CITY_MARKET),
    ],
)
def test_name_in_a_standard_spelling_is_the_unit(written: str, unit: int) -> None:
    found = resolve(written)
    assert (found.match, found.unit_id) == (Match.UNIT, unit)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("省发改委", PLANNING),
        ("省工信厅", INDUSTRY),
        ("省药监局", MEDICINES),
        ("科技厅", SCIENCE),
        ("省国资委", ASSETS),
        ("昆明市市监局", CITY_MARKET),
    ],
)
def test_name_abbreviated_by_the_usual_pattern_is_the_unit_to_be_checked(
    written: str, unit: int
) -> None:
    assert resolve(written) == Outcome(Match.UNIT, Basis.ABBREVIATED, unit_id=unit)


@pytest.mark.parametrize(
    "written",
    [
        "各市州人民政府",
        "各市、州、县人民政府",
        "各有关部门",
        "省级有关部门",
        "省直各部门",
        "各县（市、区）政府",
        "县（市、区）人民政府",
        "市县政府",
        "有关市政府",
        "县级以上地方人民政府",
        "其他相关单位",
        "领导小组成员单位",
        "行业主管部门",
        "省直部门",
        "属地政府",
        "高校、科研院所",
    ],
)
def test_name_of_many_units_is_a_class(written: str) -> None:
    assert resolve(written) == Outcome(Match.CLASS, Basis.COLLECTIVE)


@pytest.mark.parametrize(
    "written",
    ["市发展改革委", "贵州省发展改革委", "省海洋局", "国家发展改革委", "昆明市水利厅", "（）", ""],
)
def test_name_of_another_level_place_or_nobody_is_unknown(written: str) -> None:
    assert resolve(written) == Outcome(Match.NONE, Basis.UNKNOWN)


def test_name_at_the_level_of_a_city_plan_is_the_citys_unit() -> None:
    assert resolve("市市场监管局", region=CITY).unit_id == CITY_MARKET
    assert resolve("市场监管局", region=CITY).unit_id == CITY_MARKET


def test_name_of_the_province_in_a_city_plan_is_the_provinces_unit() -> None:
    assert resolve("省科学技术厅", region=CITY).unit_id == SCIENCE


def test_name_that_passed_to_another_unit_follows_the_date() -> None:
    assert resolve("省知识产权局", on=BEFORE).unit_id == SCIENCE
    assert resolve("省知识产权局", on=AFTER).unit_id == MARKET


@pytest.mark.parametrize("written", ["昆明市", "昆明"])
def test_place_given_a_duty_is_its_government(written: str) -> None:
    assert resolve(written) == Outcome(Match.UNIT, Basis.SHORTENED, unit_id=CITY_GOVERNMENT)


def test_name_no_longer_used_by_a_living_unit_is_still_the_unit() -> None:
    register = Register(
        places=(Place(PROVINCE, "云南省"),),
        entries=(entry(1, "云南省投资促进局", RegisteredName("云南省招商合作局", OLD)),),
    )
    found = resolve_name("省招商合作局", register=register, region=PROVINCE, on=AFTER)
    assert found == Outcome(Match.UNIT, Basis.FORMER_NAME, unit_id=1)


def test_unit_dissolved_by_the_day_is_not_taken_and_its_heirs_are_offered() -> None:
    assert resolve("省食品药品监督管理局") == Outcome(
        Match.NONE, Basis.OUT_OF_FORCE, candidates=(MARKET, MEDICINES)
    )
    assert resolve("省食品药品监督管理局", on=BEFORE).unit_id == DRUGS


def test_unit_not_yet_founded_is_not_taken() -> None:
    assert resolve("省药品监督管理局", on=BEFORE) == Outcome(
        Match.NONE, Basis.OUT_OF_FORCE, candidates=(MEDICINES,)
    )


def test_abbreviation_of_two_units_is_ambiguous() -> None:
    register = Register(
        places=(Place(PROVINCE, "云南省"),),
        entries=(
            entry(1, "云南省农业厅"),
            entry(2, "云南省水利电力厅"),
            entry(3, "云南省水产养殖力学厅"),
        ),
    )
    found = resolve_name("水力厅", register=register, region=PROVINCE, on=AFTER)
    assert found == Outcome(Match.NONE, Basis.AMBIGUOUS, candidates=(2, 3))


def test_name_in_brackets_counts_where_the_outer_one_is_unknown() -> None:
    assert resolve("省国防办（省发展改革委）").unit_id == PLANNING


def test_full_width_and_spaces_do_not_matter() -> None:
    assert resolve("　省发展改革委（省能源局）　").unit_id == PLANNING


def test_registered_name_as_written_says_so() -> None:
    assert resolve("省发展改革委").basis is Basis.REGISTERED
    assert resolve("省市场监督管理局").basis is Basis.SHORTENED
