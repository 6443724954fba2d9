"""Working-day arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.reminders import Calendar

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=40).map(Calendar)

# Spring Festival 2024: off from Saturday 10 to Saturday 17 February, both Sundays 4 and 18 worked.
SPRING_FESTIVAL = Calendar(
    {date(2024, 2, day): False for day in range(10, 18)}
    | {date(2024, 2, 4): True, date(2024, 2, 18): True}
)


@pytest.mark.parametrize(
    ("day", "workdays", "expected"),
    [
        (date(2024, 1, 31), 3, date(2024, 1, 26)),  # across a weekend
        (date(2024, 1, 31), -3, date(2024, 2, 5)),
        (date(2024, 1, 31), 0, date(2024, 1, 31)),
        (date(2024, 1, 28), 0, date(2024, 1, 26)),  # a Sunday counts as the Friday before
        (date(2024, 1, 28), 1, date(2024, 1, 26)),
        (date(2024, 1, 2), 2, date(2023, 12, 29)),  # across the end of a year
    ],
)
def test_calendar_without_exceptions_skips_weekends(day, workdays, expected):
    assert Calendar().before(day, workdays) == expected


@pytest.mark.parametrize(
    ("workdays", "expected"),
    [
        (1, date(2024, 2, 18)),  # a Sunday that is worked
        (2, date(2024, 2, 9)),
        (6, date(2024, 2, 5)),
        (7, date(2024, 2, 4)),  # again a worked Sunday
        (8, date(2024, 2, 2)),
    ],
)
def test_calendar_with_moved_days_counts_worked_weekends_only(workdays, expected):
    assert SPRING_FESTIVAL.before(date(2024, 2, 19), workdays) == expected


@given(calendar=CALENDARS, day=DAYS, workdays=st.integers(-60, 60))
def test_before_any_day_gives_a_working_day_on_the_right_side(calendar, day, workdays):
    found = calendar.before(day, workdays)
    assert calendar.is_working(found)
    assert (found < day) if workdays > 0 else (found > day if workdays < 0 else found <= day)


@given(calendar=CALENDARS, day=DAYS, workdays=st.integers(1, 60))
def test_before_counts_exactly_the_working_days_between(calendar, day, workdays):
    found = calendar.before(day, workdays)
    between = [found + timedelta(days=n) for n in range((day - found).days)]
    assert sum(calendar.is_working(each) for each in between) == workdays


@given(calendar=CALENDARS, day=DAYS, workdays=st.integers(1, 60))
def test_before_and_after_of_a_working_day_undo_each_other(calendar, day, workdays):
    working = calendar.before(day, 0)
    assert calendar.before(calendar.before(working, workdays), -workdays) == working


@pytest.mark.parametrize(
    ("until", "left"),
    [
        (date(2024, 2, 8), 1),
        (date(2024, 2, 9), 2),
        (date(2024, 2, 18), 3),  # a Sunday that is worked, after the festival
        (date(2024, 2, 19), 4),
        (date(2024, 2, 7), 0),  # the day itself is not left
        (date(2024, 2, 1), 0),
    ],
)
def test_working_days_left_skip_the_festival(until, left):
    assert SPRING_FESTIVAL.working_days(date(2024, 2, 7), until) == left


def test_calendar_without_any_working_day_is_refused():
    idle = {date(2024, 1, 1) + timedelta(days=n): False for n in range(800)}
    with pytest.raises(ValueError, match="without a working day"):
        Calendar(idle).before(date(2024, 6, 1), -1)
