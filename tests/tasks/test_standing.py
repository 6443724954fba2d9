"""How a task stands: each rule at its border."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.standing import FINISHED, LIGHTS, TaskState, judge_task, statuses_of
from planapp.domain.terms import ItemKind, Light, SelfAssessment, Status

GREEN, YELLOW, RED, GREY = Light.GREEN, Light.YELLOW, Light.RED, Light.GREY
DONE, SLOW = SelfAssessment.DONE, SelfAssessment.SLOW
ON_COURSE, CONTINUOUS = SelfAssessment.ON_COURSE, SelfAssessment.CONTINUOUS
NOT_STARTED = SelfAssessment.NOT_STARTED
END = date(2025, 12, 31)


def judge(said=None, **changes):
    given = {
        "self_assessment": said,
        "percent": None,
        "finished_before": False,
        "due_on": None,
        "starts_on": date(2021, 1, 1),
        "ends_on": END,
        "as_of": date(2023, 12, 31),  # 1095 of 1826 days: 60.0% of the time
        "window_closed": True,
    }
    return tuple(judge_task(TaskState(**given | changes)))


def test_task_that_is_done_is_achieved_however_late():
    assert judge(DONE, due_on=date(2022, 6, 30)) == (Status.ACHIEVED, GREEN)


def test_task_finished_in_an_earlier_round_stays_achieved():
    assert judge(None, finished_before=True) == (Status.ACHIEVED, GREEN)


def test_what_the_unit_says_now_outweighs_that_it_was_finished():
    assert judge(SLOW, finished_before=True) == (Status.BEHIND, YELLOW)


@pytest.mark.parametrize("due_on", (None, date(2022, 6, 30)))
@pytest.mark.parametrize(("closed", "status"), [(True, Status.NO_DATA), (False, Status.NOT_DUE)])
def test_task_that_nobody_reported_on_is_grey(due_on, closed, status):
    assert judge(None, window_closed=closed, due_on=due_on) == (status, GREY)


@pytest.mark.parametrize("said", (NOT_STARTED, ON_COURSE, SLOW, CONTINUOUS))
@pytest.mark.parametrize(
    ("due_on", "missed"),
    [(date(2023, 12, 30), True), (date(2023, 12, 31), True), (date(2024, 1, 1), False)],
)
def test_task_not_done_by_its_day_is_missed(said, due_on, missed):
    assert (judge(said, due_on=due_on) == (Status.MISSED, RED)) == missed


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        (date(2023, 7, 2), (Status.NOT_DUE, GREY)),  # 913 of 1826 days
        (date(2023, 7, 3), (Status.BEHIND, RED)),
    ],
)
def test_task_not_begun_is_severely_behind_after_half_of_its_time(as_of, found):
    assert judge(NOT_STARTED, as_of=as_of) == found


def test_task_not_begun_is_measured_by_its_own_end():
    assert judge(NOT_STARTED, due_on=date(2022, 12, 31), as_of=date(2022, 1, 2)) == (
        Status.BEHIND,
        RED,
    )


def test_slow_task_is_behind():
    assert judge(SLOW) == (Status.BEHIND, YELLOW)


@pytest.mark.parametrize(
    ("said", "percent", "due_on", "found"),
    [
        (ON_COURSE, None, END, (Status.ON_TRACK, GREEN)),
        (ON_COURSE, 40, END, (Status.ON_TRACK, GREEN)),
        (ON_COURSE, 39, END, (Status.BEHIND, YELLOW)),
        (ON_COURSE, 0, None, (Status.ON_TRACK, GREEN)),
        (CONTINUOUS, 0, END, (Status.ON_TRACK, GREEN)),
    ],
)
def test_task_on_course_is_held_to_its_own_percent(said, percent, due_on, found):
    assert judge(said, percent=percent, due_on=due_on) == found


def test_every_status_has_its_lights():
    assert set(LIGHTS) == set(Status)
    assert all(lights for lights in LIGHTS.values())


def test_goals_and_tasks_have_no_base_and_no_ceiling():
    without = set(Status) - {Status.REGRESSING, Status.BREACHED}
    assert [set(statuses_of(kind)) for kind in (ItemKind.GOAL, ItemKind.TASK)] == [without] * 2
    assert set(statuses_of(ItemKind.INDICATOR)) == set(Status)
    assert set(FINISHED) < without
