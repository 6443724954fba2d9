"""Registers of units and rolls of people as offices keep them, from the file to what is stored."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import MemberRole, UnitKind
from planapp.imports.layouts import from_json, to_json
from planapp.imports.running import preview_run, receive_file, write_run
from planapp.models import Membership, Unit, UnitName, UnitSuccession, User
from planapp.services.errors import Refused
from planapp.services.import_runs import check_again, confirm_import, confirm_layout
from tests.factories import AT, make_membership, make_unit_name, make_user, shared_region
from tests.import_runs.conftest import messages_of, told
from tests.ledger.making import make_xlsx

pytestmark = pytest.mark.django_db
REGISTER = ("序号", "单位名称", "简称/别名", "类别", "行政区划", "撤并沿革")
ROLL = ("序号", "姓 名", "单位", "职务", "角色", "手机", "电子邮箱")


def previewed(kind, by, *rows, **same):
    run = receive_file(
        kind=kind, content=make_xlsx([["浙江省省直单位名录"], *rows]), file_name="名录.xlsx",
        by=by, at=AT,
    )  # fmt: skip
    mapping = run.tables[0]["mapping"] | {"same": same}
    layout = {"sheet": 0, "fingerprint": "", "mapping": mapping}
    confirm_layout(run=run, layout=layout, plan=None, by=by, at=AT)
    assert preview_run(run, at=AT)
    return run


def written(run, by):
    confirm_import(run=run, is_partial=False, by=by, at=AT)
    assert write_run(run, at=AT)


def test_new_units_get_the_next_codes_of_their_region(administrator, unit):
    region = shared_region()
    run = previewed(
        "units", administrator, REGISTER,
        [1, "省能源局", "能源局", "政府组成部门", region.name, "无"],
        ["一、新设机构"],
        [2, "省数据局", "数据局", "政府组成部门", region.name, None],
        [3, "省农科院", None, "直属事业单位", region.code, None],
    )  # fmt: skip
    assert told(run) == ("checked", 2, 0, 1, 0)
    written(run, administrator)
    found = Unit.objects.filter(code__startswith=region.code).order_by("code")
    assert [(each.code, each.name, each.kind) for each in found] == [
        ("330000-001", "省数据局", UnitKind.GOVERNMENT),
        ("330000-002", "省农科院", UnitKind.INSTITUTION),
    ]
    again = previewed(
        "units", administrator, REGISTER, [1, "省数据局", "", "政府组成部门", region.name]
    )
    assert told(again) == ("done", 0, 0, 1, 0)


def test_register_without_region_and_kind_takes_what_was_said_for_all(administrator):
    run = previewed(
        "units", administrator, ("序号", "单位全称", "简称"), [1, "省数据局", "数据局"],
        region="330000", unit_kind="党委部门",
    )  # fmt: skip
    assert told(run) == ("checked", 1, 0, 0, 0)
    written(run, administrator)
    assert Unit.objects.get(name="省数据局").kind == UnitKind.PARTY


def test_region_that_nobody_knows_is_told_beside_its_cell(administrator):
    rows = (["单位名称", "类别", "行政区划"], ["省数据局", "政府部门", "某省"])
    run = previewed("units", administrator, *rows)
    assert messages_of(run) == [
        ("“台账”C3", "没有这个行政区划，或有多个同名；请写代码（如 520000）或全称。")
    ]


def test_unit_known_by_another_name_keeps_its_own(administrator, unit):
    make_unit_name(unit=unit, name="浙江省能源局")
    rows = (["单位名称", "类别", "行政区划"], ["浙江省能源局", "政府部门", "浙江省"])
    run = previewed("units", administrator, *rows)
    assert told(run) == ("done", 0, 0, 1, 0)
    assert [each["code"] for each in run.preview["names"]] == ["energy"]


def test_near_name_is_asked_about_and_may_be_new(administrator, unit):
    rows = (["单位名称", "类别", "行政区划"], ["省新能源局", "政府部门", shared_region().name])
    run = previewed("units", administrator, *rows)
    assert told(run) == ("checked", 0, 0, 0, 1)
    [name] = run.preview["names"]
    assert [code for code, _ in name["candidates"]] == ["energy", "+"]
    check_again(run=run, choices={"省新能源局": "+"}, by=administrator)
    assert preview_run(run, at=AT)
    assert told(run) == ("checked", 1, 0, 0, 0)


def test_other_names_are_taken_from_the_same_register(administrator, unit):
    row = [1, "省能源局", "能源局、省能源办", "政府部门", "浙江省", None]
    run = previewed("unit-names", administrator, REGISTER, row, region="浙江省")
    assert told(run) == ("checked", 2, 0, 0, 0)
    written(run, administrator)
    assert set(UnitName.objects.values_list("unit__code", "name")) == {
        ("energy", "能源局"), ("energy", "省能源办")
    }  # fmt: skip


def test_reforms_are_taken_from_the_same_register(administrator, unit, other_unit):
    run = previewed(
        "successions", administrator, REGISTER,
        [1, "省能源局", None, None, None, "2024年3月由省交通运输厅划入"],
        [2, "省交通运输厅", None, None, None, "2018年并入省能源局"],
        [3, "省政府办公厅", None, None, None, "2018年10月1日由省不存在局组建"],
    )  # fmt: skip
    assert told(run) == ("checked", 1, 0, 0, 2)
    messages = dict(messages_of(run))
    assert messages["“台账”F3"] == "只写了年月，按 2024年3月1日 导入，请核对。"
    assert messages["“台账”F4"].startswith("没有写明哪年哪月；")
    assert "名册中没有找到" in messages["“台账”F5"]
    confirm_import(run=run, is_partial=True, by=administrator, at=AT)
    assert write_run(run, at=AT)
    row = UnitSuccession.objects.get()
    assert (row.predecessor, row.successor, row.on) == (other_unit, unit, date(2024, 3, 1))


def test_roll_opens_accounts_by_telephone_and_finds_them_again(security_admin, unit):
    make_user(username="lisi", full_name="李四", phone="13900000000")
    rows = (
        ROLL,
        [1, "张　三", "省能源局", "处长", "填报员", 13800000000, "zs@example.cn"],
        [2, "李四", "省能源局", "副处长", "填报人", "１３９００００００００", None],
        [3, "王五", "省能源局", "干部", "填报人", None, None],
    )
    run = previewed("users", security_admin, *rows)
    assert told(run) == ("checked", 1, 0, 1, 1)
    assert messages_of(run) == [("“台账”B5", "没有用户名、手机号或邮箱，不能开设账号。")]
    confirm_import(run=run, is_partial=True, by=security_admin, at=AT)
    assert write_run(run, at=AT)
    new = User.objects.get(username="13800000000")
    assert (new.full_name, new.email, new.has_usable_password()) == (
        "张三",
        "zs@example.cn",
        False,
    )
    roles = previewed("memberships", security_admin, *rows[:3], region="浙江省")
    assert told(roles) == ("checked", 2, 0, 0, 0)
    written(roles, security_admin)
    assert Membership.objects.get(user=new).role == MemberRole.REPORTER
    again = previewed("memberships", security_admin, *rows[:3], region="浙江省")
    assert told(again) == ("done", 0, 0, 2, 0)


def test_person_of_the_same_name_is_never_taken_for_another(security_admin, unit):
    make_membership(user=make_user(username="zhang", full_name="张三"), unit=unit)
    row = [1, "张三", "省交通运输厅", "", "填报人", 13800000000, None]
    run = previewed("users", security_admin, ROLL, row)
    assert told(run) == ("checked", 0, 0, 0, 1)
    [name] = run.preview["names"]
    assert name["candidates"] == [["zhang", "张三（省能源局）"], ["+", "（新增）"]]


def test_role_and_unit_that_nobody_knows_are_refused_in_their_cells(security_admin):
    make_user(username="lisi")
    row = ["李四", "lisi", "省不存在局", "处长"]
    run = previewed("memberships", security_admin, ["姓名", "账号", "所在单位", "角色"], row)
    places = [place for place, _ in messages_of(run)]
    assert places == ["“台账”D3"]
    row[3] = "填报人"
    run = previewed("memberships", security_admin, ["姓名", "账号", "所在单位", "角色"], row)
    assert [place for place, _ in messages_of(run)] == ["“台账”C3"]


def test_register_is_for_administrators(reporter):
    with pytest.raises(Refused):
        previewed("units", reporter, REGISTER, [1, "省数据局"])


def test_mapping_kept_before_it_held_what_is_the_same_is_read(administrator):
    run = receive_file(
        kind="units", content=make_xlsx([REGISTER, [1, "省数据局"]]), file_name="名录.xlsx",
        by=administrator, at=AT,
    )  # fmt: skip
    stored = run.tables[0]["mapping"]
    old = {name: value for name, value in stored.items() if name != "same"}
    assert to_json(from_json(old)) == stored
