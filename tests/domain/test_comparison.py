"""Which indicators of different plans are of one kind, and which may not be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planapp.domain.comparison import Commitment, compare, in_unit, keys_of
from planapp.domain.terms import Comparability, Measure


def commitment(name, measure=Measure.LEVEL, unit="亿元", scope="", region=""):
    return Commitment(name, measure, unit, scope, region)


OUTPUT = commitment("全省医药工业产值", region="浙江省")
STRENGTH = commitment("规上企业研发投入强度", unit="%")
DRUGS = commitment("一类新药", Measure.CUMULATIVE, "个")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OUTPUT, commitment("云南省医药工业产值", region="云南省")),
        (OUTPUT, commitment("医药工业产值", unit="万元")),
        (STRENGTH, commitment("全省规模以上企业研发经费支出占营业收入比重", unit="%")),
        (DRUGS, commitment("1类创新药", Measure.CUMULATIVE, "件")),
    ],
)
def test_one_thing_however_it_is_written_is_comparable(one, other):
    assert compare(one, other).verdict is Comparability.ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OUTPUT, commitment("医药产业产值")),  # the industry is a part of the trade
        (STRENGTH, commitment("规模以上医药企业研发强度", unit="%")),
        (DRUGS, commitment("获批上市1类新药", Measure.CUMULATIVE, "个")),
    ],
)
def test_other_words_want_a_look(one, other):
    found = compare(one, other)
    assert (found.verdict, found.reasons) == (Comparability.CHECK, ("名称有出入",))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (OUTPUT, commitment("全省医药工业产值年均增速", Measure.GROWTH, "%"),
         "类型不同：期末值与年均增速"),
        (OUTPUT, commitment("医药工业营业收入"), "口径不同：产值与营业收入"),
        (OUTPUT, commitment("规模以上医药工业产值"), "范围不同：全省与规模以上"),
        (STRENGTH, commitment("规上企业研发投入强度", unit="亿元"), "计量单位不同类：%与亿元"),
        (commitment("就业人数", unit="万人", scope="常住"),
         commitment("就业人数", unit="万人", scope="户籍"), "口径不同：常住与户籍"),
    ],
)  # fmt: skip
def test_what_is_measured_otherwise_is_not_comparable_and_says_why(one, other, reason):
    found = compare(one, other)
    assert (found.verdict, found.reasons) == (Comparability.UNLIKE, (reason,))


@pytest.mark.parametrize("name", ["医药流通收入", "中药材种植面积", "营业收入利润率"])
def test_other_things_are_not_offered(name):
    assert compare(OUTPUT, commitment(name)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("规上企业研发投入强度", "规模以上工业企业R&D经费支出占营业收入比重"),
        ("一类新药", "获批上市1类创新药"),
        ("全省医药工业产值", "生物医药产业营业收入年均增速"),
        ("万元地区生产总值能耗", "单位地区生产总值能耗"),
    ],
)
def test_names_of_one_kind_hold_the_keys_of_the_other(one, other):
    assert any(key in other for key in keys_of(one))


@pytest.mark.parametrize(
    ("value", "units", "expected"),
    [
        (Decimal(5), ("亿元", "万元"), Decimal(50000)),
        (Decimal(5), ("个", "家"), Decimal(5)),
        (Decimal(5), ("%", "亿元"), None),
        (None, ("亿元", "万元"), None),
    ],
)
def test_values_convert_where_they_can(value, units, expected):
    assert in_unit(value, *units) == expected
