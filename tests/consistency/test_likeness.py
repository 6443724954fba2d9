"""Whether two names may mean one figure, and in which words they differ."""

from __future__ import annotations

import pytest

from planapp.domain.likeness import Degree, compare_names


def marked(words):
    return "".join(f"[{word.text}]" if word.differs else word.text for word in words)


def compare(first, second):
    found = compare_names(first, second, region="云南省")
    return found and (found.degree, marked(found.first), marked(found.second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("全省医药工业产值", "医药工业产值"),
        ("云南省医药工业产值", "我省医药工业产值"),
        ("规上企业研发投入强度", "规模以上企业研发投入强度"),
        ("“单项冠军”企业总数", "单项冠军企业总数"),
    ],
)
def test_scope_of_the_region_and_short_forms_are_no_difference(first, second):
    found = compare_names(first, second, region="云南省")
    assert found is not None
    assert (found.degree, found.differs) == (Degree.SAME, False)


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("规上企业", "我省规上医药制造业企业", ("规上企业", "我省规上[医药制造业]企业")),
        (
            "全省规模以上医药产业营业收入",
            "营业收入",
            ("全省[规模以上医药产业]营业收入", "营业收入"),
        ),
    ],
)
def test_shorter_name_inside_the_longer_shows_what_is_more(first, second, shown):
    assert compare(first, second) == (Degree.CONTAINED, *shown)


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (
            "全省医药工业产值",
            "我省规模以上医药工业营业收入",
            ("全省医药工业[产值]", "我省[规模以上]医药工业[营业收入]"),
        ),
        (
            "全省医药工业产值",
            "全省医药工业总产值",
            ("全省医药[工业产值]", "全省医药[工业总产值]"),
        ),
    ],
)
def test_turnover_in_other_terms_is_similar_and_the_terms_are_marked(first, second, shown):
    assert compare(first, second) == (Degree.SIMILAR, *shown)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("规上企业", "企业"),
        ("全省医药工业产值", "营业收入"),
        ("全省医药工业产值", "我省规模以上医药工业利润总额"),
        ("全省中药材产值", "全省医药工业产值"),
        ("创新药", "创新药占全国总数"),
        ("全省医药工业产值", "全省医药工业产值增速"),
        ("全省医药工业产值年均增速", "全省医药工业产值增速"),
    ],
)
def test_what_is_something_else_is_not_alike(first, second):
    assert compare(first, second) is None


def test_order_of_the_two_names_does_not_matter():
    one = compare_names("全省医药工业产值", "我省规模以上医药工业营业收入")
    other = compare_names("我省规模以上医药工业营业收入", "全省医药工业产值")
    assert one is not None
    assert other is not None
    assert (one.degree, one.first) == (other.degree, other.second)
