"""Who handed in by the day it was due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from planapp.domain.punctuality import timeliness
from planapp.domain.terms import Timeliness
from planapp.models import ProgressRecord, TaskReport
from planapp.queries.duties import Duty

Instants = dict[tuple[int, object], datetime]


def judge_punctuality(duties: Iterable[Duty], *, on: date) -> Iterator[tuple[Duty, Timeliness]]:
    """Each duty as it stands on a day: the first time it was handed in counts. Two queries.

    What was returned and not handed in again is missing; a correction later on is not late.
    """
    owed = list(duties)
    figures, tasks = _first_figures(owed), _first_reports(owed)
    for duty in owed:
        handed_in_on = None
        if duty.is_closed:
            at = (
                tasks[duty.item.pk, duty.cycle.pk]
                if duty.task
                else figures[duty.indicators[0].series_id, duty.cycle.as_of_on]
            )
            handed_in_on = timezone.localdate(at)
        yield duty, timeliness(handed_in_on=handed_in_on, due_on=duty.due_on, on=on)


def _first_figures(duties: list[Duty]) -> Instants:
    rows = ProgressRecord.objects.filter(
        series__in={duty.indicators[0].series_id for duty in duties if duty.indicators},
        as_of_on__in={duty.cycle.as_of_on for duty in duties},
    )
    first = rows.order_by().values_list("series_id", "as_of_on").annotate(first=_FIRST)
    return {(series, day): at for series, day, at in first}


def _first_reports(duties: list[Duty]) -> Instants:
    rows = TaskReport.objects.filter(
        task__in={duty.item.pk for duty in duties if duty.task},
        cycle__in={duty.cycle.pk for duty in duties},
    )
    first = rows.order_by().values_list("task_id", "cycle_id").annotate(first=_FIRST)
    return {(task, cycle): at for task, cycle, at in first}


# What was taken over from elsewhere was never submitted: it was there when it was written down.
_FIRST = Min(Coalesce("submitted_at", "recorded_at"))
