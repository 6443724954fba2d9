"""The register from sheets: what is new, what is refused and why, what the trail tells."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import UnitKind
from planapp.imports.units import SuccessionResource, UnitNameResource, UnitResource
from planapp.models import AuditEvent, Unit, UnitName, UnitSuccession
from planapp.services.audit import check_audit_trail
from planapp.services.errors import Refused
from planapp.services.unit_imports import import_units
from tests.factories import AT, make_region, make_succession, make_unit, make_unit_name
from tests.imports.sheets import changed_in, counts, preview, reread, sheet, told, write

pytestmark = pytest.mark.django_db


def units(*rows):
    """Rows of code, name and region."""
    return sheet(*({"单位编码": c, "单位名称": n, "行政区划": r} for c, n, r in rows))


@pytest.fixture
def region():
    return make_region(code="520000", name="贵州省")


def test_new_and_changed_units_are_written_with_one_event(region, administrator):
    make_unit(code="520000-001", name="省能源局", region=region)
    table = units(("520000-001", "省能源委", "贵州省"), ("520000-002", "省数据局", "520000"))
    assert counts(preview(UnitResource, table, by=administrator)) == (1, 1, 0, 0)
    assert not AuditEvent.objects.exists()
    assert counts(write(UnitResource, table, by=administrator)) == (1, 1, 0, 0)
    rows = Unit.objects.filter(region=region).values_list("code", "name", "kind")
    assert list(rows) == [
        ("520000-001", "省能源委", UnitKind.GOVERNMENT),
        ("520000-002", "省数据局", UnitKind.GOVERNMENT),
    ]
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("register.units_imported", "导入单位 2 条")
    assert [change["pk"] for change in event.changes] == [
        str(Unit.objects.get(code="520000-002").pk),
        str(Unit.objects.get(code="520000-001").pk),
    ]
    assert event.changes[1]["fields"] == {"name": ["省能源局", "省能源委"]}
    assert check_audit_trail().flaw is None


def test_units_as_they_are_leave_no_event(region, administrator):
    make_unit(code="520000-001", name="省能源局", region=region)
    table = units(("520000-001", " 省能源局", "520000"))
    assert counts(write(UnitResource, table, by=administrator)) == (0, 0, 1, 0)
    assert not AuditEvent.objects.exists()


def test_rows_that_cannot_be_are_told_with_place_and_reason(region, administrator):
    make_region(code="520100", name="开发区")
    make_region(code="520200", name="开发区")
    table = units(
        ("A", "省能源局", "贵州"),
        ("B", "省能源局", "开发区"),
        ("C", None, "520000"),
        ("D", "省财政厅", "520000"),
        ("E", "省财政厅", "520000"),
        ("D", "省审计厅", "520000"),
        (None, "省水利厅", "520000"),
        ("F", "省林业局", None),
    )
    assert told(preview(UnitResource, table, by=administrator)) == [
        (2, "行政区划", "没有这个行政区划；请写代码（如 520000）或全称。"),
        (3, "行政区划", "有多个行政区划叫这个名称，请写代码：520100、520200。"),
        (4, "单位名称", "此字段不能为空。"),
        (6, "单位名称", "贵州省已有同名的单位（D）。"),
        (7, "", "同一项在表中出现了两次；请只留一行。"),
        (8, "单位编码", "必须填写。"),
        (9, "行政区划", "必须填写。"),
    ]
    assert write(UnitResource, table, by=administrator).has_validation_errors()
    assert not Unit.objects.filter(region=region).exists()


def test_good_rows_alone_are_written_where_asked(region, administrator):
    table = units(("A", "省能源局", "520000"), ("B", "省能源局", "520000"), ("C", "厅", "无"))
    result = UnitResource(by=administrator, at=AT).import_data(
        table, use_transactions=True, only_good_rows=True
    )
    assert (result.new, result.refused) == (1, 2)
    assert list(Unit.objects.filter(region=region).values_list("code", flat=True)) == ["A"]


def test_unit_ends_by_its_date_and_not_before_it_began(administrator):
    make_unit(code="A", valid_from=date(2020, 1, 1))
    table = reread(UnitResource, by=administrator, form="csv")
    place = [row[0] for row in table.rows].index("A")
    ended = changed_in(table, "撤销日期", "2024/3/1", place=place)
    assert write(UnitResource, ended, by=administrator).changed == 1
    assert Unit.objects.get(code="A").valid_to == date(2024, 3, 1)
    wrong = changed_in(table, "撤销日期", "2019-12-31", place=place)
    assert told(preview(UnitResource, wrong, by=administrator)) == [
        (place + 2, "撤销日期", "不能早于开始的日期。")
    ]
    vague = changed_in(table, "撤销日期", "2024年", place=place)
    assert [reason for _, _, reason in told(preview(UnitResource, vague, by=administrator))] == [
        "须是日期，例如 2023-06-30。"
    ]


def test_column_that_is_left_out_stays_and_empty_cell_empties(region, administrator):
    make_unit(code="A", name="省能源局", region=region, valid_from=date(2020, 1, 1))
    assert counts(write(UnitResource, sheet({"单位编码": "A"}), by=administrator)) == (0, 0, 1, 0)
    table = sheet({"单位编码": "A", "成立日期": ""})
    assert counts(write(UnitResource, table, by=administrator)) == (0, 1, 0, 0)
    assert Unit.objects.get(code="A").valid_from is None


def test_units_that_exchange_their_names_are_refused_as_a_whole(region, administrator):
    make_unit(code="A", name="甲局", region=region)
    make_unit(code="B", name="乙局", region=region)
    table = units(("A", "乙局", "520000"), ("B", "甲局", "520000"))
    result = preview(UnitResource, table, by=administrator)
    assert [reason for _, _, reason in told(result)] == [
        "贵州省已有同名的单位（B）。",
        "贵州省已有同名的单位（A）。",
    ]


def test_only_administrators_bring_units_in(region, supervisor):
    table = units(("A", "省能源局", "520000"))
    result = preview(UnitResource, table, by=supervisor)
    assert [str(each.error) for each in result.base_errors] == [
        "您不能导入“单位”；请联系管理员（用户和任职：安全管理员；工作日历：系统管理员）。"
    ]
    with pytest.raises(Refused, match="只有管理员可以导入这张表。"):
        import_units(rows=[{"code": "A"}], by=supervisor, at=AT)


def test_unit_may_be_named_by_code_or_whole_name_and_is_never_guessed(administrator):
    make_unit(code="A", name="省能源局")
    for _ in range(2):
        make_unit(name="市能源局", region=make_region())
    table = sheet(
        {"单位编码": "A", "别名": "能源局"},
        {"单位编码": "省能源局", "别名": "省能局"},
        {"单位编码": "能源局", "别名": "能局"},
        {"单位编码": "市能源局", "别名": "能局"},
    )
    result = preview(UnitNameResource, table, by=administrator)
    twins = Unit.objects.filter(name="市能源局").order_by("pk")
    named = "、".join(f"市能源局（{unit.region}，{unit.code}）" for unit in twins)
    assert told(result) == [
        (4, "单位编码", "名册中没有“能源局”；请写单位编码或登记的全称。"),
        (5, "单位编码", f"“市能源局”有多个单位符合，可能是：{named}；请写单位编码。"),
    ]
    assert result.new == 2


def test_alias_and_reform_are_entered_with_their_days(administrator):
    old, new = make_unit(code="A"), make_unit(code="B")
    alias = sheet({"单位编码": "A", "别名": "旧称", "启用日期": "2001-02-03", "停用日期": None})
    assert write(UnitNameResource, alias, by=administrator).new == 1
    step = sheet({"原单位编码": "A", "承接单位编码": "B", "生效日期": "2024年3月1日"})
    assert write(SuccessionResource, step, by=administrator).new == 1
    assert UnitName.objects.get(unit=old).valid_from == date(2001, 2, 3)
    found = UnitSuccession.objects.get()
    assert (found.predecessor, found.successor, found.on) == (old, new, date(2024, 3, 1))
    assert (found.scope, UnitName.objects.get(unit=old).valid_to) == ("", None)


def test_unit_does_not_succeed_itself(administrator):
    make_unit(code="A")
    step = sheet({"原单位编码": "A", "承接单位编码": "A", "生效日期": "2024-03-01"})
    assert told(preview(SuccessionResource, step, by=administrator)) == [
        (2, "承接单位编码", "须是另一个单位。")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_units_are_written_in_the_same_queries_however_many(
    number, region, administrator, django_assert_num_queries
):
    for place in range(number):
        make_unit(code=f"A{place}", name=f"旧{place}", region=region)
    rows = [
        {"code": f"{letter}{place}", "name": f"{letter}新{place}", "region": "520000"}
        for letter in "AB"
        for place in range(number)
    ]
    with django_assert_num_queries(UNIT_QUERIES):
        import_units(rows=rows, by=administrator, at=AT)


@pytest.mark.parametrize("number", [1, 3])
def test_names_and_reforms_are_previewed_in_the_same_queries_however_many(
    number, administrator, django_assert_num_queries
):
    for _ in range(number):
        make_unit_name()
        make_succession()
    names = reread(UnitNameResource, by=administrator, form="csv")
    steps = reread(SuccessionResource, by=administrator, form="csv")
    with django_assert_num_queries(LINKED_QUERIES):
        preview(UnitNameResource, names, by=administrator)
    with django_assert_num_queries(LINKED_QUERIES):
        preview(SuccessionResource, steps, by=administrator)


UNIT_QUERIES = 16
LINKED_QUERIES = 7
