"""How a task stands in a round of reporting, and which words and lights go together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from planapp.domain.terms import ItemKind, Light, SelfAssessment, Status

# The lights that a status may have; docs/gaps.md says which it gets.
LIGHTS: dict[Status, tuple[Light, ...]] = {
    Status.NOT_DUE: (Light.GREY,),
    Status.NO_DATA: (Light.GREY,),
    Status.UNASSESSABLE: (Light.GREY,),
    Status.BREACHED: (Light.RED,),
    Status.EXCEEDED: (Light.GREEN,),
    Status.ACHIEVED: (Light.GREEN,),
    Status.NEARLY: (Light.YELLOW,),
    Status.MISSED: (Light.RED,),
    Status.REGRESSING: (Light.RED,),
    Status.AHEAD: (Light.GREEN,),
    Status.ON_TRACK: (Light.GREEN,),
    Status.BEHIND: (Light.YELLOW, Light.RED),
}
FINISHED = (Status.ACHIEVED, Status.EXCEEDED)  # nothing more is asked of such a task
WITHOUT_DATA = frozenset({Status.NO_DATA, Status.NOT_DUE})
# Where many indicators are counted: both words that single ones have for such a status.
_OF_MANY = {Status.ACHIEVED: "完成或提前实现", Status.BREACHED: "跌破底线或超出控制目标"}
_OF_NUMBERS = {Status.BREACHED, Status.REGRESSING}  # a ceiling, a base: only an indicator has them
LATE = 2  # percent of the time gone × this: a task not begun by then is severely behind
PATIENCE = 20  # points by which a task's own percent may trail its time
ALL = 100


class Standing(NamedTuple):
    status: Status
    light: Light


@dataclass(frozen=True, slots=True)
class TaskState:
    """What is known of a task in a round; the self-assessment is the approved one of the round."""

    self_assessment: SelfAssessment | None
    percent: int | None
    finished_before: bool  # approved as done, or decided so, in an earlier round
    due_on: date | None
    starts_on: date  # of the plan
    ends_on: date
    as_of: date
    window_closed: bool


def statuses_of(kind: ItemKind) -> tuple[Status, ...]:
    """What may be decided on an indicator, a goal or a task."""
    if kind is ItemKind.INDICATOR:
        return tuple(Status)
    return tuple(status for status in Status if status not in _OF_NUMBERS)


def word_of_many(status: Status, *, kind: ItemKind) -> str:
    """What many items of one status are counted under, whatever sharpens it for a single one."""
    return _OF_MANY.get(status, status.label) if kind is ItemKind.INDICATOR else status.label


def judge_task(task: TaskState) -> Standing:
    """The first rule of docs/gaps.md that fits."""
    said = task.self_assessment
    if said is SelfAssessment.DONE or (said is None and task.finished_before):
        return Standing(Status.ACHIEVED, Light.GREEN)
    if said is None:
        status = Status.NO_DATA if task.window_closed else Status.NOT_DUE
        return Standing(status, Light.GREY)
    if task.due_on is not None and task.due_on <= task.as_of:
        return Standing(Status.MISSED, Light.RED)
    return _under_way(task, said)


def _under_way(task: TaskState, said: SelfAssessment) -> Standing:
    gone = _percent_gone(task)
    if said is SelfAssessment.NOT_STARTED:
        late = LATE * gone > ALL
        return Standing(Status.BEHIND, Light.RED) if late else Standing(Status.NOT_DUE, Light.GREY)
    trails = task.due_on is not None and task.percent is not None and task.percent + PATIENCE < gone
    if said is SelfAssessment.SLOW or (said is SelfAssessment.ON_COURSE and trails):
        return Standing(Status.BEHIND, Light.YELLOW)
    return Standing(Status.ON_TRACK, Light.GREEN)


def _percent_gone(task: TaskState) -> float:
    """The part of the time from the plan's beginning to the task's end that is gone, in %."""
    end = task.due_on or task.ends_on
    days = (end - task.starts_on).days + 1
    gone = (task.as_of - task.starts_on).days + 1
    return ALL * gone / days if days > 0 else ALL
