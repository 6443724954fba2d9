"""When a duty is due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.due_days import due_day, month_end, month_of_publication, next_months

YEAR_END = date(2023, 12, 31)
DUE = date(2024, 1, 31)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("standing", "as_of_on", "noticed", "month"),
    [
        (None, YEAR_END, None, None),
        (3, YEAR_END, None, date(2024, 3, 1)),
        (3, date(2023, 6, 30), None, None),
        (None, date(2023, 6, 30), date(2024, 2, 29), date(2024, 2, 1)),
        (3, YEAR_END, date(2024, 8, 31), date(2024, 8, 1)),
        (9, YEAR_END, date(2024, 8, 31), date(2024, 9, 1)),
    ],
)
def test_month_of_publication_is_the_later_of_standing_and_noticed(
    standing, as_of_on, noticed, month
):
    assert month_of_publication(standing=standing, as_of_on=as_of_on, noticed=noticed) == month


@pytest.mark.parametrize(
    ("published_in", "until", "due"),
    [
        (None, None, DUE),
        (date(2024, 2, 1), None, date(2024, 2, 29)),
        (date(2024, 1, 1), None, DUE),
        (None, date(2024, 2, 20), date(2024, 2, 20)),
        (date(2024, 2, 1), date(2024, 2, 20), date(2024, 2, 29)),
        (None, date(2024, 1, 20), DUE),
    ],
)
def test_duty_is_due_on_the_latest_of_its_days(published_in, until, due):
    assert due_day(DUE, published_in=published_in, until=until) == due


@given(day=DAYS, round_due_on=DAYS, published_in=DAYS)
def test_figure_is_never_late_before_the_month_that_publishes_it(day, round_due_on, published_in):
    month = published_in.replace(day=1)
    due = due_day(round_due_on, published_in=month, until=None)
    assert not (day < month and due < day)


@given(day=DAYS)
def test_month_end_is_the_last_day_of_its_month(day):
    assert [each.month for each in (month_end(day),)] == [day.month]
    assert month_end(day).toordinal() + 1 == next_months(day, 1)[0].toordinal()


def test_next_months_go_over_the_turn_of_the_year():
    assert next_months(date(2024, 11, 30), 3) == [
        date(2024, 12, 1),
        date(2025, 1, 1),
        date(2025, 2, 1),
    ]
