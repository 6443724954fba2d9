"""What tasks told of themselves round by round, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from planapp.domain.terms import ReportState
from planapp.models import TaskReport


def approved_narratives(task_ids: Collection[int]) -> dict[int, list[tuple[date, str]]]:
    """By task the day and the words of every report that counts, the earliest first. One query."""
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = TaskReport.objects.filter(task__in=task_ids, state=ReportState.APPROVED)
    for task, day, narrative in rows.order_by("cycle__as_of_on").values_list(
        "task_id", "cycle__as_of_on", "narrative"
    ):
        found[task].append((day, narrative))
    return found
