"""Which rung an item stands on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.reminders import Calendar, DueReminder, Item, Rule, due_reminders
from planapp.domain.terms import MemberRole, ReminderKind

REPORTER, UNIT_ADMIN, UNIT_HEAD = (
    MemberRole.REPORTER,
    MemberRole.UNIT_ADMIN,
    MemberRole.UNIT_HEAD,
)
DUE = date(2024, 1, 31)  # a Wednesday
LADDER = (
    *(Rule(ReminderKind.DUE_SOON, days) for days in (30, 7, 3, 1)),
    Rule(ReminderKind.OVERDUE, -1),
    Rule(ReminderKind.OVERDUE, -1, UNIT_ADMIN),
    Rule(ReminderKind.NOTICE, -10, UNIT_HEAD),
)
PEOPLE = {REPORTER: (1,), UNIT_ADMIN: (2,), UNIT_HEAD: (3,)}


def make_item(**changes):
    return Item(**{"key": "i1", "due_on": DUE, "plan": 1, "recipients": PEOPLE} | changes)


def climb(on, *, item=None, rules=LADDER, calendar=None):
    """What is owed on a day, as (kind, rung, recipient)."""
    found = due_reminders(
        [item or make_item()], on=on, rules={None: rules}, calendar=calendar or Calendar()
    )
    return [(each.kind, each.workdays_before, each.recipient) for each in found]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 19), []),
        (date(2023, 12, 20), [("due_soon", 30, 1)]),  # over the end of the year
        (date(2024, 1, 19), [("due_soon", 30, 1)]),  # still this rung: kept once by its keeper
        (date(2024, 1, 22), [("due_soon", 7, 1)]),
        (date(2024, 1, 26), [("due_soon", 3, 1)]),
        (date(2024, 1, 30), [("due_soon", 1, 1)]),
        (DUE, [("due_soon", 1, 1)]),
        (date(2024, 2, 1), [("overdue", -1, 1), ("overdue", -1, 2)]),
        (date(2024, 2, 13), [("overdue", -1, 1), ("overdue", -1, 2)]),
        (date(2024, 2, 14), [("notice", -10, 3)]),
    ],
)
def test_ladder_on_a_day_owes_the_latest_rung_that_has_come(on, expected):
    assert climb(on) == expected


def test_ladder_after_a_week_of_outage_owes_one_rung_per_item():
    items = [make_item(key=key) for key in ("i1", "i2")]
    found = due_reminders(items, on=date(2024, 1, 29), rules={None: LADDER}, calendar=Calendar())
    assert [(each.item, each.workdays_before) for each in found] == [("i1", 3), ("i2", 3)]


def test_ladder_past_the_due_date_owes_no_early_word():
    assert climb(date(2024, 2, 1), rules=[Rule(ReminderKind.DUE_SOON, 1)]) == []


def test_ladder_on_the_due_date_owes_nothing_overdue():
    assert climb(DUE, rules=[Rule(ReminderKind.OVERDUE, 0)]) == []


def test_ladder_on_a_day_off_owes_nothing():
    assert climb(date(2024, 1, 27)) == []


def test_ladder_on_a_worked_weekend_owes_what_has_come():
    calendar = Calendar({date(2024, 1, 27): True})
    assert climb(date(2024, 1, 27), calendar=calendar) == [("due_soon", 3, 1)]


def test_ladder_with_moved_days_comes_earlier_before_a_holiday():
    off = Calendar({date(2024, 1, day): False for day in (29, 30)})
    assert climb(date(2024, 1, 26), calendar=off) == [("due_soon", 1, 1)]


def test_ladder_of_a_closed_item_owes_nothing():
    assert climb(DUE, item=make_item(closed=True)) == []


def test_ladder_of_a_unit_that_is_not_escalated_stays_below_the_notice():
    item = make_item(escalates=False)
    assert climb(date(2024, 2, 20), item=item) == [("overdue", -1, 1), ("overdue", -1, 2)]


def test_ladder_for_a_person_with_two_roles_owes_one_reminder():
    item = make_item(recipients={REPORTER: (1,), UNIT_ADMIN: (1,)})
    assert climb(date(2024, 2, 1), item=item) == [("overdue", -1, 1)]


@pytest.mark.parametrize(("plan", "rung"), [(2, 5), (1, 7)])
def test_ladder_of_a_plan_with_own_rules_leaves_the_default_ones(plan, rung):
    rules = {None: LADDER, 2: (Rule(ReminderKind.DUE_SOON, 5),)}
    found = due_reminders(
        [make_item(plan=plan)], on=date(2024, 1, 24), rules=rules, calendar=Calendar()
    )
    assert [each.workdays_before for each in found] == [rung]


def test_ladder_without_rules_owes_nothing():
    assert due_reminders([make_item()], on=DUE, rules={}, calendar=Calendar()) == []


def test_due_reminder_says_what_whom_and_when():
    [found] = due_reminders(
        [make_item()], on=date(2024, 1, 29), rules={None: LADDER}, calendar=Calendar()
    )
    assert found == DueReminder(
        item="i1",
        kind=ReminderKind.DUE_SOON,
        workdays_before=3,
        recipient=1,
        due_on=DUE,
        owed_on=date(2024, 1, 29),
    )


@given(off=st.sets(st.dates(date(2023, 11, 1), date(2024, 3, 31)), max_size=30))
def test_ladder_run_every_day_owes_each_rung_once_and_never_goes_back(off):
    calendar = Calendar(dict.fromkeys(off, False))
    days = (date(2023, 11, 1) + timedelta(days=n) for n in range(150))
    rungs = [rung for on in days for _, rung, _ in climb(on, calendar=calendar)]
    assert rungs == sorted(rungs, reverse=True)
    assert set(rungs) <= {rule.workdays_before for rule in LADDER}
