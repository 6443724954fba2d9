"""The names of units as a plan's text writes them, task by task."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from planapp.domain.terms import Decision, ItemKind, Role
from planapp.models import DraftItem, ExtractionDraft, Plan, Responsibility, Task, Unit

LONGEST_NAME = 100  # characters of a written name that a responsibility keeps


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the notes of one task, and all parts that units have in that task."""

    name: str
    role: Role
    task: Task
    written: tuple[dict[str, Any], ...]  # the notes of the task, in order
    parts: tuple[Responsibility, ...]

    @property
    def units(self) -> list[Unit]:
        """The units that have a part under this name."""
        return [part.unit for part in self.parts if part.written_as == self.name[:LONGEST_NAME]]

    def is_held_by(self, unit: Unit) -> bool:
        """Whether a unit has this part already, under whatever name."""
        return any(part.unit_id == unit.pk and part.role == self.role for part in self.parts)


def mentions_in(plan: Plan) -> dict[str, list[Mention]]:
    """Every name written in the tasks in force, in the order of the text. Four queries."""
    tasks = {(task.start, task.end): task for task in plan.tasks.filter(withdrawn_by=None)}
    parts: dict[int, list[Responsibility]] = defaultdict(list)
    for part in Responsibility.objects.filter(task__plan=plan).select_related("unit"):
        parts[part.task_id or 0].append(part)
    found: dict[str, list[Mention]] = defaultdict(list)
    for item in _accepted_tasks(plan):
        task = tasks.get((item["start"], item["end"]))
        written = tuple(item.get("units") or ())
        for one in written if task else ():
            assert task is not None  # noqa: S101  # nothing is looped over without one
            mention = Mention(one["name"], Role(one["role"]), task, written, tuple(parts[task.pk]))
            found[mention.name].append(mention)
    return dict(found)


def _accepted_tasks(plan: Plan) -> list[dict[str, Any]]:
    """The tasks of the draft that was published."""
    draft = ExtractionDraft.objects.filter(document=plan.document_id).first()
    items = DraftItem.objects.filter(
        draft=draft,
        kind=ItemKind.TASK,
        decision__in=(Decision.ACCEPTED, Decision.CORRECTED),
    ).order_by("position")
    return [item.current for item in items] if draft else []
