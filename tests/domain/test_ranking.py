"""Places, ties, and what is counted for and against."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from planapp.domain.punctuality import timeliness
from planapp.domain.ranking import Score, done_or_ahead, on_schedule, rank
from planapp.domain.standing import Standing
from planapp.domain.terms import Light, Status, Timeliness

COUNTS = Counter(
    {
        Standing(Status.AHEAD, Light.GREEN): 2,
        Standing(Status.ON_TRACK, Light.GREEN): 3,
        Standing(Status.BEHIND, Light.RED): 1,
        Standing(Status.NO_DATA, Light.GREY): 4,
        Standing(Status.NOT_DUE, Light.GREY): 5,
        Standing(Status.UNASSESSABLE, Light.GREY): 6,
    }
)


def test_what_was_not_reported_counts_against_and_what_is_open_does_not():
    assert (on_schedule(COUNTS), done_or_ahead(COUNTS)) == (Score(5, 10), Score(2, 10))


def test_equal_shares_have_one_place_and_the_next_counts_them():
    given = [("a", Score(1, 2)), ("b", Score(3, 3)), ("c", Score(2, 4)), ("d", Score(0, 0)),
             ("e", Score(0, 5))]  # fmt: skip
    assert [(each.what, each.place, each.is_tied) for each in rank(given)] == [
        ("b", 1, False),
        ("c", 2, True),  # of more items, so before the other
        ("a", 2, True),
        ("e", 4, False),
        ("d", None, False),
    ]


def test_a_third_is_a_third_however_many_there_are():
    assert {each.place for each in rank([("a", Score(1, 3)), ("b", Score(100, 300))])} == {1}


@pytest.mark.parametrize(
    ("handed_in_on", "expected"),
    [
        (date(2024, 1, 31), Timeliness.ON_TIME),
        (date(2024, 2, 1), Timeliness.LATE),
        (None, Timeliness.MISSING),
    ],
)
def test_due_day_itself_is_in_time(handed_in_on, expected):
    due, on = date(2024, 1, 31), date(2024, 2, 15)
    assert timeliness(handed_in_on=handed_in_on, due_on=due, on=on) is expected


def test_what_is_not_due_yet_is_neither_late_nor_missing():
    day = date(2024, 1, 31)
    assert timeliness(handed_in_on=None, due_on=day, on=day) is Timeliness.PENDING
