"""The units of the register behind 各市州人民政府, 各部门 and the like."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.naming import read_class
from planapp.domain.terms import UnitKind
from planapp.queries.unit_classes import members_of
from tests.factories import make_region, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 1)


@pytest.fixture
def province():
    """A province with a city, a prefecture, a county of the city, a park and three departments."""
    province = make_region(name="贵州省")
    city = make_region(name="贵阳市", parent=province)
    prefecture = make_region(name="黔南布依族苗族自治州", parent=province)
    county = make_region(name="开阳县", parent=city)
    for region, name in ((city, "市府"), (prefecture, "州府"), (county, "县府")):
        make_unit(name=name, region=region, kind=UnitKind.LOCAL)
    make_unit(name="高新区", region=city, kind=UnitKind.PARK)
    make_unit(name="省府人民政府", region=province)
    make_unit(name="教育厅", region=province)
    make_unit(name="宣传部", region=province, kind=UnitKind.PARTY)
    make_unit(name="旧局", region=province, valid_to=date(2018, 1, 1))
    make_unit(name="别省", kind=UnitKind.LOCAL)
    return province


@pytest.mark.parametrize(
    ("written", "offered", "meant"),
    [
        ("各市州人民政府", "市府 州府 县府", "市府 州府"),
        ("各市（州）、县（市、区）人民政府", "市府 州府 县府", "市府 州府 县府"),
        ("各级人民政府", "市府 州府 县府", "市府 州府 县府"),
        ("属地政府", "市府 州府 县府", ""),
        ("各部门", "教育厅 宣传部 省府人民政府", "教育厅"),
        ("省级有关部门", "教育厅 宣传部 省府人民政府", ""),
        ("各园区", "高新区", "高新区"),
        ("各有关企业", "教育厅 宣传部 省府人民政府", ""),
    ],
)
def test_members_are_offered_and_those_meant_are_preselected(
    province, django_assert_num_queries, *, written, offered, meant
):
    with django_assert_num_queries(1 if "部门" in written or "企业" in written else 2):
        members = members_of(read_class(written), region=province, on=DAY)
    assert {one.unit.name for one in members} == set(offered.split())
    assert {one.unit.name for one in members if one.meant} == set(meant.split())
