"""How tasks stand, as the database finds it: for counting and filtering without reading them.

The rule is `domain.standing.judge_task`; a test compares the two on rows of every kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from planapp.domain.standing import ALL, LATE, PATIENCE, Standing
from planapp.domain.terms import Light, ReportState, SelfAssessment, Status
from planapp.models import Task
from planapp.queries.gap_list import AnyCycle
from planapp.queries.task_ends import were_finished_before

_FINISHED = Standing(Status.ACHIEVED, Light.GREEN)
_NO_DATA = Standing(Status.NO_DATA, Light.GREY)
_WAITING = Standing(Status.NOT_DUE, Light.GREY)
_MISSED = Standing(Status.MISSED, Light.RED)
_NOT_BEGUN = Standing(Status.BEHIND, Light.RED)
_SLOW = Standing(Status.BEHIND, Light.YELLOW)
_ON_TRACK = Standing(Status.ON_TRACK, Light.GREEN)
# What `computed` stands for.
STANDINGS = (_FINISHED, _NO_DATA, _WAITING, _MISSED, _NOT_BEGUN, _SLOW, _ON_TRACK)


_EPOCH = "2000-01-01"  # of no meaning: only differences count


class _DayNumber(Func):
    """The number of a date among all days."""

    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"((%(expressions)s) - DATE '{_EPOCH}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"CAST(julianday(%(expressions)s) - julianday('{_EPOCH}') AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


class _NewYear(_DayNumber):
    """The number of the first day of a year."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(make_date((%(expressions)s)::int, 1, 1) - DATE '{_EPOCH}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            f"CAST(julianday((%(expressions)s) || '-01-01') - julianday('{_EPOCH}') AS INTEGER)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


def with_standing(
    tasks: QuerySet[Task], cycles: Collection[AnyCycle], *, on: date
) -> QuerySet[Task]:
    """The tasks of these cycles' plans, one cycle of each plan, with how they stand in it.

    `computed` is the place in `STANDINGS`, `decided` the verdict, if any.
    """
    ids = [cycle.pk for cycle in cycles]
    said = Q(reports__cycle__in=ids, reports__state=ReportState.APPROVED)
    begin = _NewYear("plan__period_start")
    end = Coalesce(_DayNumber("due_on"), _NewYear(F("plan__period_end") + 1) - 1)
    tasks = tasks.annotate(
        round=FilteredRelation("plan__cycles", condition=Q(plan__cycles__in=ids)),
        said=FilteredRelation("reports", condition=said),
        decided=FilteredRelation("verdicts", condition=Q(verdicts__cycle__in=ids)),
        finished=were_finished_before(cycles),
        days_gone=_DayNumber("round__as_of_on") - begin + 1,
        days=end - begin + 1,
    )
    cases = [When(fits, then=Value(STANDINGS.index(found))) for fits, found in _rules(on)]
    otherwise = Value(STANDINGS.index(_ON_TRACK))
    computed = Case(*cases, default=otherwise, output_field=IntegerField())
    return tasks.filter(round__isnull=False).annotate(computed=computed)


def standing_so(*, light: str, status: str, computed: bool) -> Q:
    """Which tasks have a light and a status, each if given, as decided or else as computed."""
    if not (light or status):
        return Q()
    wanted = [
        place
        for place, found in enumerate(STANDINGS)
        if light in {"", found.light} and status in {"", found.status}
    ]
    fits = Q(computed__in=wanted)
    if computed:
        return fits
    given = {"decided__light": light, "decided__status": status}
    so_decided = Q(**{path: value for path, value in given.items() if value})
    return (Q(decided__isnull=True) & fits) | so_decided


def _rules(on: date) -> Iterator[tuple[Q, Standing]]:
    """In the order of `judge_task`; where the time is over before it began, all of it is gone."""
    unsaid, not_started = _said(None), _said(SelfAssessment.NOT_STARTED)
    closed = Q(round__due_on__lt=on) | Q(round__closed_on__lte=on)
    over = Q(days__lte=0)
    late = over | Q(days__lt=LATE * F("days_gone"))
    reached = F("said__percent") + PATIENCE
    trails = Q(LessThan(reached * F("days"), ALL * F("days_gone"))) & ~over
    trails = Q(due_on__isnull=False) & (trails | (over & Q(said__percent__lt=ALL - PATIENCE)))
    yield _said(SelfAssessment.DONE) | (unsaid & Q(finished=True)), _FINISHED
    yield unsaid & closed, _NO_DATA
    yield unsaid, _WAITING
    yield Q(due_on__lte=F("round__as_of_on")), _MISSED
    yield not_started & late, _NOT_BEGUN
    yield not_started, _WAITING
    yield _said(SelfAssessment.SLOW) | (_said(SelfAssessment.ON_COURSE) & trails), _SLOW


def _said(assessment: SelfAssessment | None) -> Q:
    return Q(said__self_assessment=assessment)
