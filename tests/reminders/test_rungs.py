"""What a ladder may be, and its rungs in words."""

from __future__ import annotations

import pytest

from planapp.domain.reminders import DEFAULT_LADDER, Rule, find_faults, in_order, rung_words
from planapp.domain.terms import MemberRole, ReminderKind

SOON = Rule(ReminderKind.DUE_SOON, 7)
LATE = Rule(ReminderKind.OVERDUE, -1)
NOTICE = Rule(ReminderKind.NOTICE, -10, MemberRole.UNIT_HEAD)


def test_ladder_that_the_product_comes_with_has_no_fault_and_stands_in_order():
    assert find_faults(DEFAULT_LADDER) == []
    assert in_order(DEFAULT_LADDER) == list(DEFAULT_LADDER)
    assert [rung_words(rule) for rule in DEFAULT_LADDER] == [
        "截止前30个工作日，提醒填报人",
        "截止前7个工作日，提醒填报人",
        "截止前3个工作日，提醒填报人",
        "截止前1个工作日，提醒填报人",
        "逾期第1个工作日，催办填报人",
        "逾期第1个工作日，催办单位管理员",
        "逾期第5个工作日，催办填报人，此后每5个工作日一次",
        "逾期第5个工作日，催办单位管理员，此后每5个工作日一次",
        "逾期第10个工作日，拟督办通知单，由督查签发后送达",
    ]


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ([SOON, SOON], "“截止前7个工作日，提醒填报人”重复了，同一天同一对象只需一条。"),
        ([LATE], "至少要有一条截止前的到期提醒。"),
        ([Rule(ReminderKind.DUE_SOON, -1)], "到期提醒的工作日数须在 0 至 120 之间。"),
        ([SOON, Rule(ReminderKind.OVERDUE, 1)], "逾期催办的工作日数须在 1 至 120 之间。"),
        ([SOON, Rule(ReminderKind.OVERDUE, -121)], "逾期催办的工作日数须在 1 至 120 之间。"),
        ([Rule(ReminderKind.DUE_SOON, 7, every=2)], "只有逾期催办可以重复。"),
        (
            [SOON, Rule(ReminderKind.OVERDUE, -1, every=0)],
            "重复的间隔须在 1 至 120 个工作日之间。",
        ),
        ([SOON, NOTICE], "督办须在逾期催办之后：先催办，仍未报送的才督办。"),
        (
            [SOON, Rule(ReminderKind.OVERDUE, -10), NOTICE],
            "督办须在逾期催办之后：先催办，仍未报送的才督办。",
        ),
        (
            [SOON, LATE, NOTICE, Rule(ReminderKind.NOTICE, -20, MemberRole.UNIT_HEAD)],
            "督办只能设一条：到了那天拟一份督办通知单，此后不再另拟。",
        ),
        (
            [SOON, LATE, Rule(ReminderKind.NOTICE, -101, MemberRole.UNIT_HEAD)],
            "督办最晚设在逾期第100个工作日：逾期半年以上的，系统不再拟稿。",
        ),
        ([Rule(ReminderKind.DUE_SOON, days) for days in range(31)], "最多设 30 条。"),
    ],
)
def test_ladder_that_cannot_be_used_is_told_why(rules, fault):
    assert find_faults(rules) == [fault]


def test_due_date_itself_has_words_of_its_own():
    assert rung_words(Rule(ReminderKind.DUE_SOON, 0)) == "截止当日，提醒填报人"
