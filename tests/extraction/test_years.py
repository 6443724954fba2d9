"""Years: what they are for, and which one holds where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.years import (
    YearIndex,
    YearRole,
    find_years,
    first_aim_year,
    present_boundary,
    read_year,
)


def roles(text: str) -> list[tuple[int, YearRole]]:
    return [(m.year, m.role) for m in find_years(text)]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("到2025年，建成", 2025),
        ("到二〇二五年，建成", 2025),
        ("到２０２５年，建成", 2025),
        ("力争2027年实现", 2027),
        ("2019年底前完成", 2019),
        ("2019年6月底前完成", 2019),
        ("2021—2025年，累计", 2025),
        ("2021年至2025年，累计", 2025),
        ("“十四五”末，达到", 2025),
        ("“十四五”期间，新增", 2025),
        ("“十二五”期末，达到", 2015),
        ("十五五时期，新增", 2030),
    ],
)
def test_target_year_in_each_form_is_read(text: str, year: int) -> None:
    assert roles(text) == [(year, YearRole.TARGET)]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("较2020年下降", 2020),
        ("比2020年提高", 2020),
        ("与2015年相比，", 2015),
        ("在2020年基础上翻一番", 2020),
        ("比“十三五”末增加", 2020),
        ("由2020年的8%提高到", 2020),
    ],
)
def test_base_year_in_each_form_is_read(text: str, year: int) -> None:
    assert roles(text) == [(year, YearRole.BASE)]


@pytest.mark.parametrize("text", ["截至2020年", "2016年以来", "自2018年"])
def test_year_of_the_past_is_told_apart(text: str) -> None:
    assert [role for _, role in roles(text)] == [YearRole.PAST]


@pytest.mark.parametrize("text", ["〔2018〕年", "《某规划（2011—2030年）》", "“十四五”规划"])
def test_year_in_a_name_says_nothing(text: str) -> None:
    assert roles(text) == []


def test_plain_year_is_neither_target_nor_past() -> None:
    assert roles("2020年，全省") == [(2020, YearRole.PLAIN)]


def test_coming_years_count_from_the_present() -> None:
    assert [m.year for m in find_years("今后五年，政府将", present=2025)] == [2030]


@pytest.mark.parametrize(
    ("text", "period_end", "boundary"),
    [
        ("规划期为2021—2025年。", 2025, 2020),
        ("某省政府 2018年12月21日", 2025, 2017),
        ("2026年重点工作", 2026, 2025),
        ("无日期", 2025, 2020),
        ("无日期", None, 0),
    ],
)
def test_present_is_found_from_period_date_or_report(
    text: str, period_end: int | None, boundary: int
) -> None:
    assert present_boundary(text, period_end=period_end) == boundary


def test_last_year_before_a_number_governs_it() -> None:
    text = "到2022年甲10家，比2020年多；到2025年乙20家。"
    index = YearIndex(text, period_end=2025)
    found = [index.governing(0, text.index(n)) for n in ("10家", "20家")]
    assert [m.year for m in found if m] == [2022, 2025]


def test_number_of_a_year_is_known_as_such() -> None:
    index = YearIndex("到2025年建成20家", period_end=2025)
    assert [index.is_year(at) for at in (1, 8)] == [True, False]


@given(st.integers(min_value=1990, max_value=2099))
def test_year_written_in_han_reads_as_in_digits(year: int) -> None:
    han = "".join("〇一二三四五六七八九"[int(d)] for d in str(year))
    assert read_year(han) == read_year(str(year)) == year


def test_years_counted_from_a_year_end_before_their_number_is_full() -> None:
    assert roles("2012年起5年内，引进人才") == [(2016, YearRole.TARGET)]


def test_phases_of_a_period_leave_its_beginning_where_it_is() -> None:
    text = "规划期限2018—2025年，近期2018—2022年，远期2023—2025年。"
    assert present_boundary(text, period_end=2025) == 2017


def test_year_joined_to_a_target_is_one_as_well() -> None:
    text = "到2025年和2030年，较2020年、2022年"
    target, base = YearRole.TARGET, YearRole.BASE
    assert roles(text) == [(2025, target), (2030, target), (2020, base), (2022, base)]


def test_last_years_of_a_plan_end_with_it() -> None:
    assert roles("“十四五”后两年，造林") == [(2025, YearRole.TARGET)]


@pytest.mark.parametrize(
    ("title", "boundary"),
    [
        ("2024年国民经济和社会发展计划", 2023),
        ("到2024年发展计划", 2019),
        ("2020—2024年行动计划", 2019),
    ],
)
def test_plan_for_one_year_is_told_from_one_until_a_year(title: str, boundary: int) -> None:
    assert present_boundary(title, period_end=2024) == boundary


def test_undated_text_that_looks_ahead_twice_is_older_than_its_first_aim() -> None:
    assert present_boundary("无日期", period_end=2030, first_aim=2025) == 2024
    assert present_boundary("某省政府 2023年3月1日", period_end=2030, first_aim=2025) == 2022


def test_first_aim_is_a_year_by_which_and_no_period_that_may_be_over() -> None:
    text = "“十三五”期间建成。“十四五”末，达到9家。到2030年，达到12家。"
    assert first_aim_year(text, [(0, len(text))]) == 2025
    assert first_aim_year(text, []) is None


def test_year_that_a_share_is_taken_of_is_a_base() -> None:
    assert roles("恢复至2019年的85%") == [(2019, YearRole.BASE)]
    assert roles("恢复至2019年同期水平") == [(2019, YearRole.BASE)]
