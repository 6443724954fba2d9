"""The next yearly round, from the one before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planapp.domain.reminders import Calendar
from planapp.domain.rollover import AHEAD, CycleDates, next_round

LAST = CycleDates(date(2023, 12, 31), date(2024, 1, 8), date(2024, 2, 29), date(2024, 2, 20))
OPENS = date(2025, 1, 8)
CALENDAR = Calendar({date(2025, 2, 28): False})


def after(last=LAST, *, period_end=2025, on=OPENS):
    return next_round(last, period_end=period_end, on=on, next_working=CALENDAR.on_or_after)


def test_next_round_is_on_the_same_days_a_year_later():
    assert after() == CycleDates(
        date(2024, 12, 31),
        OPENS,
        date(2025, 3, 3),  # 28 February is a day off, and then a weekend
        date(2025, 2, 20),
    )


@pytest.mark.parametrize(
    ("on", "there"),
    [(OPENS - AHEAD - timedelta(days=1), False), (OPENS - AHEAD, True), (date(2030, 1, 1), True)],
)
def test_next_round_is_made_thirty_days_before_it_opens(on, there):
    assert (after(on=on) is not None) == there


def test_there_is_no_round_after_the_last_year():
    assert [after(period_end=end) is None for end in (2023, 2024)] == [True, False]


def test_round_without_an_internal_date_has_none_again():
    last = CycleDates(date(2023, 12, 31), date(2024, 1, 8), date(2024, 2, 28))
    assert after(last).internal_due_on is None
