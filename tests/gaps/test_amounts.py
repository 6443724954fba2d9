"""Units of the same kind convert exactly; unlike units do not convert at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.gaps import alternatives, convert


@pytest.mark.parametrize(
    ("value", "units", "wanted"),
    [
        ("1.5", "亿元 万元", "15000"),
        ("15000", "万元 亿元", "1.5"),
        ("2", "万亿元 亿元", "20000"),
        ("3", "千万元 元", "30000000"),
        ("7", "百万元 万元", "700"),
        ("12", "亿美元 万美元", "120000"),
        ("80", "万亩 亩", "800000"),
        ("2", "公顷 亩", "30"),
        ("1", "平方公里 公顷", "100"),
        ("3", "亩 平方米", "2000"),
        ("4", "万平方米 平方米", "40000"),
        ("0.5", "万人 人", "5000"),
        ("6", "万吨 千克", "60000000"),
        ("500", "公斤 吨", "0.5"),
        ("3", "万吨标准煤 吨标准煤", "30000"),
        ("250", "千克标准煤 吨标准煤", "0.25"),
        ("9", "亿千瓦时 万千瓦时", "90000"),
        ("8", "万千瓦 兆瓦", "80"),
        ("5", "亿立方米 万立方米", "50000"),
        ("12", "公里 米", "12000"),
        ("12", "千米 公里", "12"),
        ("3", "万个 个", "30000"),
        ("10", "千件 件", "10000"),
        ("5", "% ‰", "50"),
        ("5", "％ %", "5"),
        ("2", "个百分点 百分点", "2"),
        ("3.6", "万元/人 元/人", "36000"),
        ("14", "件/万人 件/人", "0.0014"),
        ("0.5", "吨标准煤/万元 千克标准煤/元", "0.05"),
        ("7", "辆 辆", "7"),
        ("0", "亿元 元", "0"),
        ("-1", "亿元 万元", "-10000"),
    ],
)
def test_amount_in_a_unit_of_its_kind_converts(value: str, units: str, wanted: str) -> None:
    from_unit, to_unit = units.split()
    assert convert(Decimal(value), from_unit, to_unit) == Decimal(wanted)


@pytest.mark.parametrize(
    ("from_unit", "to_unit"),
    [
        ("%", "个百分点"),
        ("‰", "百分点"),
        ("亿元", "亿美元"),
        ("万人", "万户"),
        ("人", "人次"),
        ("吨", "吨标准煤"),
        ("吨标准煤", "吨二氧化碳"),
        ("亩", "米"),
        ("千瓦", "千瓦时"),
        ("元", "元/人"),
        ("元/人", "人/元"),
        ("个", "家"),
        ("万", "元"),
        ("", "元"),
    ],
)
def test_amount_in_an_unlike_unit_is_refused(from_unit: str, to_unit: str) -> None:
    with pytest.raises(ValueError) as refusal:
        convert(Decimal(1), from_unit, to_unit)
    assert str(refusal.value) == f"计量单位不同类，不能换算：{from_unit}与{to_unit}"


def test_amount_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:
        convert(Decimal("NaN"), "亿元", "元")
    assert str(refusal.value) == "换算的数值不是有限的数：NaN"


def test_amount_that_never_ends_keeps_what_can_be_stored() -> None:
    assert convert(Decimal(1), "亩", "公顷") == Decimal("0.0666666666666667")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_amount_converted_there_and_back_is_the_same(value: Decimal) -> None:
    assert convert(convert(value, "亿元", "元"), "元", "亿元") == value


@pytest.mark.parametrize(
    ("unit", "others"),
    [
        ("亿元", ("万元", "元")),
        ("万元", ("亿元", "元")),
        ("元/人", ("万元/人",)),
        ("万人", ("亿人", "人")),
        ("%", ("‰",)),
        ("公顷", ("平方千米", "平方米")),  # 亩 would be two thirds of many decimals
        ("亩", ("平方千米", "公顷", "平方米")),
        ("家", ()),
        ("岁", ()),
        ("个百分点", ()),
        ("", ()),
    ],
)
def test_alternatives_are_units_that_convert_exactly(unit, others):
    found = alternatives(unit)
    assert found == (unit, *others)
    for other in others:
        value = convert(Decimal(3), other, unit)
        assert convert(value, unit, other) == 3
