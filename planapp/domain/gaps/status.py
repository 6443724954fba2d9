"""Status and light: the first rule that fits, from the top."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps.actuals import Standing
from planapp.domain.gaps.arithmetic import HAIR, divide
from planapp.domain.gaps.completion import Figures
from planapp.domain.gaps.targets import Course
from planapp.domain.gaps.values import LightPolicy
from planapp.domain.terms import Light, LightMode, Reason, Status

_AHEAD_BY = Decimal("0.10")
_GREEN, _POINTS = Light.GREEN, LightMode.POINTS


class Verdict(NamedTuple):
    status: Status
    light: Light
    reason: Reason | None = None


NOT_DUE = Verdict(Status.NOT_DUE, Light.GREY)
NO_DATA = Verdict(Status.NO_DATA, Light.GREY)
_BREACHED = Verdict(Status.BREACHED, Light.RED)
_EXCEEDED = Verdict(Status.EXCEEDED, Light.GREEN)
_ACHIEVED = Verdict(Status.ACHIEVED, Light.GREEN)
_NEARLY = Verdict(Status.NEARLY, Light.YELLOW)
_MISSED = Verdict(Status.MISSED, Light.RED)
_REGRESSING = Verdict(Status.REGRESSING, Light.RED)
_AHEAD = Verdict(Status.AHEAD, Light.GREEN)
_ON_TRACK = Verdict(Status.ON_TRACK, Light.GREEN)
_BEHIND = Verdict(Status.BEHIND, Light.YELLOW)
_FAR_BEHIND = Verdict(Status.BEHIND, Light.RED)
_NO_BASE = Verdict(Status.UNASSESSABLE, Light.GREY, Reason.MISSING_BASE)


def unassessable(reason: Reason) -> Verdict:
    """无法评估, and why."""
    return Verdict(Status.UNASSESSABLE, Light.GREY, reason)


def judge(course: Course, figures: Figures, policy: LightPolicy) -> Verdict:
    """The verdict on a known position. A hole in a flow series lets nothing unproven be green."""
    if figures.reason is not None:
        return unassessable(figures.reason)
    if figures.met is None:
        # A multiple of an unknown base: on the way, an official annual target can still judge it.
        at_end = course.clock.at_end
        return _NO_BASE if at_end else _judge_without_base(course, figures, policy)
    if course.held or course.ceiling:
        verdict = _judge_kept(course, figures)
        return _BEHIND if figures.missing and verdict.light is _GREEN else verdict
    if figures.met or course.clock.at_end:
        return _judge_result(course, figures, policy)
    if course.origin is None:
        return _judge_without_base(course, figures, policy)
    verdict = _judge_progress(course, figures, policy)
    if figures.missing and verdict.light is _GREEN:
        return _lag_light(figures, policy)
    return verdict


def _judge_kept(course: Course, figures: Figures) -> Verdict:
    """A level to be held, or a ceiling: the total may grow, but not over what is due."""
    if not figures.met:
        return _BREACHED
    if course.clock.at_end:
        return _ACHIEVED
    if figures.lag is None or figures.lag <= HAIR:
        return _ON_TRACK
    return _BEHIND


def _judge_result(course: Course, figures: Figures, policy: LightPolicy) -> Verdict:
    if figures.met:
        over = course.clock.at_end and _is_over(course, figures.standing)
        return _EXCEEDED if over else _ACHIEVED
    completion = figures.completion
    if completion is not None and completion >= policy.nearly_from - HAIR:
        return _NEARLY
    return _MISSED


def _judge_without_base(course: Course, figures: Figures, policy: LightPolicy) -> Verdict:
    actual, expected = figures.actual, figures.expected
    if actual is None or expected is None or figures.lag is None:
        return _NO_BASE
    if figures.lag <= 0:
        return _BEHIND if figures.missing else _ON_TRACK
    part, whole = (actual, expected) if course.upward else (expected, actual)
    far = whole > 0 and divide(part, whole) < policy.red_below - HAIR
    return _FAR_BEHIND if far else _BEHIND


def _judge_progress(course: Course, figures: Figures, policy: LightPolicy) -> Verdict:
    completion, due, lag = figures.completion, figures.due, figures.lag
    if completion is None or due is None or lag is None:
        return _REGRESSING  # nothing to gain since the base, and yet the target is not met
    if completion < 0 and lag > 0:
        return _REGRESSING
    if completion >= due + _AHEAD_BY - HAIR:
        return _AHEAD
    if completion >= due - policy.tolerance_points.scaleb(-2) - HAIR:
        return _ON_TRACK
    return _lag_light(figures, policy)


def _lag_light(figures: Figures, policy: LightPolicy) -> Verdict:
    completion, due = figures.completion, figures.due
    if completion is None or due is None:
        return _BEHIND
    if policy.mode is _POINTS:
        far = due - completion > policy.red_points.scaleb(-2) + HAIR
    else:
        far = completion < due * policy.red_below - HAIR
    return _FAR_BEHIND if far else _BEHIND


def _is_over(course: Course, standing: Standing) -> bool:
    """超额: beyond the upper end of a range, beyond what 左右 tolerates, else beyond the target."""
    value = course.upper_value()
    if value is None or standing.amount is None:
        return False
    bound = course.bound_of(course.tolerated(value, short=False))
    over = standing.amount != bound * standing.per
    return over and course.meets(standing.amount, standing.per, bound)
