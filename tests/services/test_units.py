"""The register's rows behind the look-up of names and of heirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planapp.domain.naming import Match
from planapp.models import Region, Unit
from planapp.services.units import resolve_units, successors_of
from tests.factories import make_region, make_succession, make_unit, make_unit_name

BEFORE, REFORM, AFTER = date(2016, 6, 1), date(2018, 11, 1), date(2021, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Region:
    return make_region(code="520000", name="贵州省")


@pytest.fixture
def drugs(province: Region) -> Unit:
    """Dissolved in the reform; food went one way and medicines another."""
    unit = make_unit(name="贵州省食品药品监督管理局", region=province, valid_to=date(2018, 10, 31))
    market = make_unit(name="贵州省市场监督管理局", region=province, valid_from=REFORM)
    medicines = make_unit(name="贵州省药品监督管理局", region=province, valid_from=REFORM)
    make_succession(predecessor=unit, successor=market, on=REFORM, scope="食品")
    make_succession(predecessor=unit, successor=medicines, on=REFORM, scope="药品")
    return unit


def test_resolve_units_finds_each_name_and_says_why(province: Region, drugs: Unit) -> None:
    found = resolve_units(
        ["省食品药品监管局", "各有关部门", "省水族馆"], region=province, on=BEFORE
    )
    assert {name: (one.match, one.unit, one.reason) for name, one in found.items()} == {
        "省食品药品监管局": (Match.UNIT, drugs, "与登记的名称写法不同、所指相同"),
        "各有关部门": (Match.CLASS, None, "泛指一类单位，不是一个单位"),
        "省水族馆": (Match.NONE, None, "名册中没有此单位"),
    }


def test_resolve_units_of_a_dissolved_unit_offers_its_heirs(province: Region, drugs: Unit) -> None:
    [found] = resolve_units(["省食品药品监管局"], region=province, on=AFTER).values()
    assert found.unit is None
    assert [unit.name for unit in found.candidates] == [
        "贵州省市场监督管理局",
        "贵州省药品监督管理局",
    ]


def test_resolve_units_by_an_alias_finds_its_unit(province: Region) -> None:
    bureau = make_unit(name="贵州省乡村振兴局", region=province)
    make_unit_name(unit=bureau, name="省乡村局")
    [found] = resolve_units(["省乡村局"], region=province, on=AFTER).values()
    assert found.unit == bureau


@pytest.mark.parametrize("names", (1, 3))
def test_resolve_units_costs_five_queries(
    province: Region, drugs: Unit, *, names: int, django_assert_num_queries: Any
) -> None:
    written = ["省食品药品监管局", "省市场监管局", "省药监局"][:names]
    with django_assert_num_queries(5):
        found = resolve_units(written, region=province, on=AFTER)
    assert list(found) == written


def test_successors_of_a_split_unit_are_each_with_their_scope(drugs: Unit) -> None:
    found = successors_of(drugs, AFTER)
    assert [(carrier.unit.name, carrier.scope) for carrier in found] == [
        ("贵州省市场监督管理局", "食品"),
        ("贵州省药品监督管理局", "药品"),
    ]


def test_successors_of_a_unit_that_still_stands_are_itself(drugs: Unit) -> None:
    assert [carrier.unit for carrier in successors_of(drugs, BEFORE)] == [drugs]
