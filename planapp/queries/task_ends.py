"""When tasks were finished: by the unit's approved word, or by what a supervisor decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from planapp.domain.standing import FINISHED
from planapp.domain.terms import ReportState, SelfAssessment
from planapp.models import ReportingCycle, Task, TaskReport, Verdict
from planapp.queries.gap_list import AnyCycle

ENDS = ("reported_done_on", "decided_done_on")


def with_ends(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Adds the date of the first report approved as 已完成, and of the first verdict that says so.

    A verdict for that date or a later one that says otherwise takes either back.
    """
    return tasks.annotate(
        reported_done_on=_first_date(_reported().filter(task=OuterRef("pk"))),
        decided_done_on=_first_date(_decided().filter(task=OuterRef("pk"))),
    )


def _first_date(rows: QuerySet[TaskReport] | QuerySet[Verdict]) -> Subquery:
    return Subquery(rows.order_by("cycle__as_of_on").values("cycle__as_of_on")[:1])


def finished_before(cycle: ReportingCycle, ends: tuple[date | None, date | None]) -> bool:
    """Whether a task with these `ENDS` was finished in an earlier round."""
    return any(end is not None and end < cycle.as_of_on for end in ends)


def were_finished_before(cycles: Iterable[AnyCycle]) -> Q:
    """True of a task of these cycles' plans that was finished before its plan's cycle.

    The same as `finished_before`, for many tasks at once: nothing is looked up row by row.
    """
    plans: dict[date, list[int]] = defaultdict(list)
    for cycle in cycles:
        plans[cycle.as_of_on].append(cycle.plan_id)
    earlier = Q(pk__in=[])
    for day, ids in plans.items():
        earlier |= Q(cycle__plan__in=ids, cycle__as_of_on__lt=day)
    reported = Q(pk__in=_reported().filter(earlier).values("task"))
    decided = Q(pk__in=_decided().filter(earlier).values("task"))
    return reported | decided


def _reported() -> QuerySet[TaskReport]:
    done = TaskReport.objects.filter(
        state=ReportState.APPROVED, self_assessment=SelfAssessment.DONE
    )
    return done.exclude(Exists(_otherwise()))


def _decided() -> QuerySet[Verdict]:
    done = Verdict.objects.filter(task__isnull=False, status__in=FINISHED)
    return done.exclude(Exists(_otherwise()))


def _otherwise() -> QuerySet[Verdict]:
    """What says for the date of a report or verdict, or a later one, that the task is not done."""
    later = Verdict.objects.filter(
        task=OuterRef("task"), cycle__as_of_on__gte=OuterRef("cycle__as_of_on")
    )
    return later.exclude(status__in=FINISHED)
