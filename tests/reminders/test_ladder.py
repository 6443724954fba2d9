"""Which rung an item stands on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.reminders import (
    DEFAULT_LADDER,
    Calendar,
    DueReminder,
    Item,
    Rule,
    course_end,
    due_notices,
    due_reminders,
    plan_ahead,
)
from planapp.domain.terms import MemberRole, ReminderKind

ROOT = Path(__file__).resolve().parent.parent.parent
REPORTER, UNIT_ADMIN, UNIT_HEAD = (
    MemberRole.REPORTER,
    MemberRole.UNIT_ADMIN,
    MemberRole.UNIT_HEAD,
)
DUE = date(2024, 1, 31)  # a Wednesday
PEOPLE = {REPORTER: (1,), UNIT_ADMIN: (2,), UNIT_HEAD: (3,)}
URGED = [("overdue", -1, 1), ("overdue", -1, 2)]


def make_item(**changes):
    return Item(**{"key": "i1", "due_on": DUE, "plan": 1, "recipients": PEOPLE} | changes)


def climb(on, *, item=None, rules=DEFAULT_LADDER, calendar=None):
    """What is owed on a day, as (kind, rung, recipient)."""
    found = due_reminders(
        [item or make_item()], on=on, rules={None: rules}, calendar=calendar or Calendar()
    )
    return [(each.kind, each.workdays_before, each.recipient) for each in found]


def noticed(on, *, item=None, calendar=None):
    return due_notices(
        [item or make_item()],
        on=on,
        rules={None: DEFAULT_LADDER},
        calendar=calendar or Calendar(),
    )


def weekly(rung):
    return [("overdue", rung, 1), ("overdue", rung, 2)]


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
        (date(2024, 2, 1), URGED),
        (date(2024, 2, 6), URGED),
        (date(2024, 2, 7), weekly(-5)),
        (date(2024, 2, 13), weekly(-5)),
        (date(2024, 2, 14), weekly(-10)),  # each week again, beside the notice
        (date(2024, 2, 21), weekly(-15)),
    ],
)
def test_ladder_on_a_day_owes_the_latest_rung_that_has_come(on, expected):
    assert climb(on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 13), []),
        (date(2024, 2, 14), ["i1"]),
        (date(2024, 2, 17), []),  # a Saturday
        (date(2024, 6, 3), ["i1"]),  # whoever drafts keeps each one once
    ],
)
def test_notice_is_owed_from_the_tenth_working_day_on(on, expected):
    assert noticed(on) == expected


@pytest.mark.parametrize("change", [{"escalates": False}, {"closed": True}])
def test_notice_of_what_is_asked_or_closed_is_never_owed(change):
    assert noticed(date(2024, 6, 3), item=make_item(**change)) == []


def test_ladder_after_a_week_of_outage_owes_one_rung_per_item():
    items = [make_item(key=key) for key in ("i1", "i2")]
    found = due_reminders(
        items, on=date(2024, 1, 29), rules={None: DEFAULT_LADDER}, calendar=Calendar()
    )
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


def test_ladder_of_what_is_not_published_yet_owes_nothing_before_its_month():
    item = make_item(not_before=date(2024, 1, 30))
    days = (date(2024, 1, 29), date(2024, 1, 30))
    assert [climb(day, item=item) for day in days] == [[], [("due_soon", 1, 1)]]


def test_roles_on_rungs_of_their_own_are_each_told_of_theirs():
    """What one role missed is not lost because another's later rung has come."""
    rules = [Rule(ReminderKind.OVERDUE, -1), Rule(ReminderKind.OVERDUE, -3, UNIT_ADMIN)]
    assert climb(date(2024, 2, 5), rules=rules) == [("overdue", -1, 1), ("overdue", -3, 2)]


def test_ladder_for_a_person_with_two_roles_owes_one_reminder():
    item = make_item(recipients={REPORTER: (1,), UNIT_ADMIN: (1,)})
    assert climb(date(2024, 2, 1), item=item) == [("overdue", -1, 1)]


@pytest.mark.parametrize(("plan", "rung"), [(2, 5), (1, 7)])
def test_ladder_of_a_plan_with_own_rules_leaves_the_default_ones(plan, rung):
    rules = {None: DEFAULT_LADDER, 2: (Rule(ReminderKind.DUE_SOON, 5),)}
    found = due_reminders(
        [make_item(plan=plan)], on=date(2024, 1, 24), rules=rules, calendar=Calendar()
    )
    assert [each.workdays_before for each in found] == [rung]


def test_ladder_without_rules_owes_nothing():
    assert due_reminders([make_item()], on=DUE, rules={}, calendar=Calendar()) == []


def test_due_reminder_says_what_whom_and_when():
    [found] = due_reminders(
        [make_item()], on=date(2024, 1, 29), rules={None: DEFAULT_LADDER}, calendar=Calendar()
    )
    assert found == DueReminder(
        item="i1",
        kind=ReminderKind.DUE_SOON,
        workdays_before=3,
        recipient=1,
        due_on=DUE,
        owed_on=date(2024, 1, 29),
    )


OFF = st.sets(st.dates(date(2023, 11, 1), date(2024, 3, 31)), max_size=30)


@given(off=OFF)
def test_ladder_run_every_day_owes_each_rung_once_and_never_goes_back(off):
    calendar = Calendar(dict.fromkeys(off, False))
    days = (date(2023, 11, 1) + timedelta(days=n) for n in range(150))
    rungs = [rung for on in days for _, rung, _ in climb(on, calendar=calendar)]
    assert rungs == sorted(rungs, reverse=True)
    assert set(rungs) <= {30, 7, 3, 1, -1, *range(-5, -60, -5)}


# What comes, day by day


def test_example_of_the_documentation_runs_as_it_is_written():
    rows = json.loads((ROOT / "fixtures" / "workdays.json").read_text(encoding="utf-8"))
    days = {date.fromisoformat(row["pk"]): row["fields"]["is_working"] for row in rows}
    planned = plan_ahead(
        [make_item()],
        first=date(2023, 11, 1),
        last=date(2024, 2, 26),
        rules={None: DEFAULT_LADDER},
        calendar=Calendar(days),
    )
    course = {f"{day.on}": day.reminders[0].workdays_before for day in planned}
    assert course == {
        "2023-12-19": 30, "2024-01-22": 7, "2024-01-26": 3, "2024-01-30": 1,
        "2024-02-01": -1, "2024-02-06": -5, "2024-02-19": -10, "2024-02-26": -15,
    }  # fmt: skip
    assert [f"{day.on}" for day in planned if day.notices] == ["2024-02-19"]


@given(off=OFF, first=st.dates(date(2023, 12, 1), date(2024, 2, 10)), later=st.integers(0, 40))
def test_what_is_planned_ahead_is_what_running_every_day_keeps(off, first, later):
    calendar, rules = Calendar(dict.fromkeys(off, False)), {None: DEFAULT_LADDER}
    items = [
        make_item(),
        make_item(key="i2", due_on=DUE + timedelta(days=9), not_before=date(2024, 2, 1)),
        make_item(key="i3", escalates=False),
        make_item(key="i4", closed=True),
    ]
    last = first + timedelta(days=later)
    kept, drafted, found = set(), set(), []
    for on in (first + timedelta(days=n) for n in range(later + 1)):
        owed = due_reminders(items, on=on, rules=rules, calendar=calendar)
        new = [each for each in owed if replace(each, owed_on=DUE) not in kept]
        kept |= {replace(each, owed_on=DUE) for each in new}
        keys = due_notices(items, on=on, rules=rules, calendar=calendar)
        draft = [key for key in keys if key not in drafted]
        drafted |= set(draft)
        found += [(on, set(new), draft)] * bool(new or draft)
    planned = plan_ahead(items, first=first, last=last, rules=rules, calendar=calendar)
    assert [(day.on, set(day.reminders), day.notices) for day in planned] == found


def test_course_is_looked_at_until_two_weeks_after_its_last_rung():
    due_on, calendar = date(2024, 1, 31), Calendar()
    usual = course_end(DEFAULT_LADDER, due_on=due_on, calendar=calendar)
    assert usual == date(2024, 3, 16)  # 45 days on
    late = Rule(ReminderKind.OVERDUE, -60)
    assert course_end([late], due_on=due_on, calendar=calendar) == date(2024, 5, 8)  # 24 April
