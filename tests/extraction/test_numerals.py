"""Numbers in every notation: value, scale, fixed unit, offsets."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.measures import find_quantities
from planapp.domain.extraction.numerals import find_numbers, read_han
from planapp.domain.quantities import Kind

HAN = "零一二三四五六七八九"


def write_han(value: int) -> str:
    """The Chinese numeral of 1 to 9999, as a plan writes it."""
    parts, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            parts += ("零" if gap and parts else "") + HAN[digit] + name
            gap = False
        else:
            gap = True
    return parts


def only(text: str) -> tuple[str, str | None, str]:
    """Value, upper value and unit of the one quantity of a text."""
    (q,) = find_quantities(text)
    return str(q.value), None if q.value_max is None else str(q.value_max), q.unit


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("1200家", "1200", "家"),
        ("1,200家", "1200", "家"),
        ("1，200家", "1200", "家"),
        ("1 200家", "1200", "家"),
        ("１２００家", "1200", "家"),
        ("一千二百家", "1200", "家"),
        ("五千亿元", "5000", "亿元"),
        ("5千亿元", "5000", "亿元"),
        ("2万亿元", "2", "万亿元"),
        ("两个", "2", "个"),
        ("十个", "10", "个"),
        ("百个", "100", "个"),
        ("十二个", "12", "个"),
        ("一万二千名", "12000", "名"),
        ("三万亩", "3", "万亩"),
        ("2000多种", "2000", "种"),
        ("1900余家", "1900", "家"),
        ("10余万人", "10", "万人"),
        ("三成", "30", "%"),
        ("一半", "50", "%"),
        ("百分之二十", "20", "%"),
        ("四分之一", "25", "%"),
        ("千分之三", "3", "‰"),
        ("翻一番", "2", "倍"),
        ("翻两番", "4", "倍"),
        ("翻番", "2", "倍"),
        ("1.5∶1", "1.5", "∶1"),
        ("12.50%", "12.50", "%"),
        ("8个百分点", "8", "个百分点"),
        ("130元／人·月", "130", "元／人·月"),
        ("0.5吨标准煤/万元", "0.5", "吨标准煤/万元"),
        ("15/10万", "15", "/10万"),
    ],
)
def test_quantity_in_each_notation_keeps_value_and_unit(
    written: str, value: str, unit: str
) -> None:
    assert only(written) == (value, None, unit)


@pytest.mark.parametrize("dash", ["—", "-", "－", "～", "~", "至", "到", "–"])
def test_range_with_each_dash_has_both_ends(dash: str) -> None:
    assert only(f"3{dash}5家") == ("3", "5", "家")


@pytest.mark.parametrize("written", ["3%—5%", "3—5%", "３％～５％"])
def test_range_of_percents_has_both_ends(written: str) -> None:
    value, upper, unit = only(written)
    assert (value, upper, unit in {"%", "％"}) == ("3", "5", True)


@pytest.mark.parametrize(
    ("written", "unit"), [("3万亩至5万亩", "万亩"), ("3家—5家", "家"), ("3—5万亩", "万亩")]
)
def test_range_with_repeated_unit_is_one_quantity(written: str, unit: str) -> None:
    assert only(written) == ("3", "5", unit)


def test_numbers_of_a_change_from_a_base_are_no_range() -> None:
    assert [q.value for q in find_quantities("由12项到21项")] == [Decimal(12), Decimal(21)]


def test_fraction_without_decimal_is_marked_inexact() -> None:
    (number,) = find_numbers("三分之一")
    assert (number.value, number.unit, number.is_exact) == (Decimal("33.33"), "%", False)


@pytest.mark.parametrize("written", ["2000多种", "1900余家", "十余个", "30多万户"])
def test_vague_number_is_at_least(written: str) -> None:
    (q,) = find_quantities(written)
    assert q.at_least


def test_clock_time_is_no_ratio() -> None:
    assert [q.kind for q in find_quantities("09:27")] == [Kind.BARE, Kind.BARE]


def test_list_mark_before_a_year_stays_apart() -> None:
    assert [q.value for q in find_quantities("2.2020年")] == [Decimal(2), Decimal(2020)]


def test_number_without_unit_takes_that_of_its_row() -> None:
    assert [(q.value, q.unit) for q in find_quantities("高7.9、8.5个百分点")] == [
        (Decimal("7.9"), "个百分点"),
        (Decimal("8.5"), "个百分点"),
    ]


@given(st.integers(min_value=1, max_value=9999))
def test_han_numeral_written_out_reads_back(value: int) -> None:
    assert read_han(write_han(value)) == value


@given(st.integers(min_value=1000, max_value=999_999), st.sampled_from([",", " ", ""]))
def test_grouped_digits_read_as_the_plain_number(value: int, mark: str) -> None:
    grouped = f"{value:,}".replace(",", mark)
    assert only(f"{grouped}家") == (str(value), None, "家")


@given(st.decimals(min_value=0, max_value=10_000, places=2))
def test_decimal_number_is_never_rounded(value: Decimal) -> None:
    assert only(f"{value}%") == (str(value), None, "%")


@given(st.text(alphabet="0123456789一二三十百千万亿个家%—-,. 多余分之成半翻番年月", max_size=60))
def test_quantities_of_any_text_lie_in_order_inside_it(text: str) -> None:
    spans = [(q.start, q.end) for q in find_quantities(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize("unit", ["1", "1,000,", "一二三", "1-", "1 000 ", "分之1", "万"])
def test_long_run_of_one_pattern_is_read_to_its_end(unit: str) -> None:
    numbers = find_numbers(unit * 20_000)
    assert all(n.end <= len(unit) * 20_000 for n in numbers)
