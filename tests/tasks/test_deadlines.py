"""Deadlines as plans word them, and the day each one ends on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.deadlines import read_deadline

WORDED = {
    "2024年12月": date(2024, 12, 31),
    "2024年12月底前": date(2024, 12, 31),
    "2024年2月底前": date(2024, 2, 29),
    "2024 年 6 月底前完成": date(2024, 6, 30),
    "２０２４年６月底前": date(2024, 6, 30),
    "2024年6月份": date(2024, 6, 30),
    "2024年6月中旬": date(2024, 6, 20),
    "2024年6月上旬": date(2024, 6, 10),
    "2024年6月下旬": date(2024, 6, 30),
    "2025年底前": date(2025, 12, 31),
    "2025年底之前": date(2025, 12, 31),
    "2025年度末": date(2025, 12, 31),
    "到2025年末": date(2025, 12, 31),
    "2025年": date(2025, 12, 31),
    "到2025年": date(2025, 12, 31),
    "2030年前": date(2030, 12, 31),
    "二〇二五年底前": date(2025, 12, 31),
    "2023年6月30日前": date(2023, 6, 30),
    "2023年6月30日": date(2023, 6, 30),
    "2022年上半年": date(2022, 6, 30),
    "2022年下半年": date(2022, 12, 31),
    "2024年第三季度": date(2024, 9, 30),
    "2024年三季度末": date(2024, 9, 30),
    "2024年1季度": date(2024, 3, 31),
    "2024.12": date(2024, 12, 31),
    "2024-06-30": date(2024, 6, 30),
    "2024/6": date(2024, 6, 30),
    "“十四五”末": date(2025, 12, 31),
    "“十四五”期末": date(2025, 12, 31),
    "“十四五”时期末前": date(2025, 12, 31),
    "“十三五”期间": date(2020, 12, 31),
    "“十五五”末": date(2030, 12, 31),
    "规划期末": date(2027, 12, 31),
    "规划期内": date(2027, 12, 31),
    "期末": date(2027, 12, 31),
    "2021—2025年": date(2025, 12, 31),
    "2021-2025年": date(2025, 12, 31),
    "2021年—2025年": date(2025, 12, 31),
    "2022年3月至12月": date(2022, 12, 31),
    "2023年6月至2024年9月": date(2024, 9, 30),
    "2022年6月底前完成一期，2024年底前全部建成": date(2024, 12, 31),
    "2025年底前，并长期坚持": date(2025, 12, 31),
}
OF_THE_YEAR_OF_ISSUE = {
    "年底前": date(2023, 12, 31),
    "年末": date(2023, 12, 31),
    "今年底前": date(2023, 12, 31),
    "本年度": date(2023, 12, 31),
    "12月底前": date(2023, 12, 31),
    "6月30日前": date(2023, 6, 30),
    "三季度": date(2023, 9, 30),
    "上半年": date(2023, 6, 30),
}
ENDLESS = (
    "",
    "持续推进",
    "长期坚持",
    "立即",
    "常态化推进",
    "每年12月底前",
    "2021年起每季度末",
    "逐年推进，到2025年",
    "2024年13月",
    "2024年2月30日",
    "1999年",
    "2021-2025",
)


@pytest.mark.parametrize(("text", "day"), WORDED.items())
def test_deadline_ends_on_the_last_day_it_names(text, day):
    assert read_deadline(text, issued_year=None, period_end=2027) == day


@pytest.mark.parametrize(("text", "day"), OF_THE_YEAR_OF_ISSUE.items())
def test_deadline_without_a_year_is_of_the_year_of_issue(text, day):
    read = [read_deadline(text, issued_year=year, period_end=2025) for year in (2023, None)]
    assert read == [day, None]


@pytest.mark.parametrize("text", ENDLESS)
def test_deadline_without_an_end_has_no_day(text):
    assert read_deadline(text, issued_year=2023, period_end=2025) is None


@given(st.text(alphabet="20 12345年月日底末前上下半第三季度十四五“”—.-每", max_size=20))
def test_any_text_is_read_without_an_error(text):
    read_deadline(text, issued_year=2023, period_end=2025)
