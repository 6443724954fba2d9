"""What cells say of reforms: the day, the others, and which way the duties went."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.ledger.reforms import Reform, read_reforms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018年10月25日由省食药监局、省工商局合并组建",
         Reform(date(2018, 10, 25), ("省食药监局", "省工商局"), is_outgoing=False)),
        ("2018年10月整合省国税局和省地税局职责，组建",
         Reform(date(2018, 10, 1), ("省国税局", "省地税局"), is_outgoing=False,
                is_month_only=True)),
        ("2024年3月1日并入省科技厅",
         Reform(date(2024, 3, 1), ("省科技厅",), is_outgoing=True)),
        ("2024-03-01 职责划转至省能源局",
         Reform(date(2024, 3, 1), ("省能源局",), is_outgoing=True)),
        ("2019.1.8更名为省卫生健康委",
         Reform(date(2019, 1, 8), ("省卫生健康委",), is_outgoing=True)),
        ("前身为原省经信委，2018年11月2日更名", Reform(
            date(2018, 11, 2), ("省经信委",), is_outgoing=False)),
    ],
)  # fmt: skip
def test_step_of_a_reform_is_read(text, expected):
    assert list(read_reforms(text)) == [expected]


def test_several_steps_are_several():
    found = list(read_reforms("2009年6月1日由省经委组建；2018年10月2日并入省工信厅"))
    assert [(each.on.year, each.is_outgoing) for each in found] == [(2009, False), (2018, True)]


@pytest.mark.parametrize("text", ["", "无", "—", " "])
def test_nothing_is_no_step(text):
    assert list(read_reforms(text)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2018年由省工商局组建", "没有写明哪年哪月；"),
        ("2018年13月1日并入省工信厅", "没有这一天；"),
        ("2018年10月1日调整内设机构", "看不出与哪个单位有关；"),
    ],
)
def test_what_cannot_be_told_says_what_is_allowed(text, reason):
    [found] = read_reforms(text)
    assert found.startswith(reason)
    assert "2024年3月1日并入丙厅" in found
