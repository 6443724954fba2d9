"""Which rows lie in what a person gets to see: the one place that narrows tables, lists and files.

What is of a plan's items follows them by sub-selects, so that no row is found twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models import (
    AnnualTarget,
    Breakdown,
    CheckVisit,
    DraftItem,
    Evidence,
    Extension,
    ExtractionDraft,
    Gap,
    Goal,
    Handling,
    Indicator,
    LightPolicy,
    Plan,
    PlanDocument,
    ProgressRecord,
    Reissue,
    Remark,
    Reminder,
    ReportingCycle,
    Responsibility,
    Series,
    Submission,
    TargetRevision,
    Task,
    TaskReport,
    Verdict,
)
from planapp.models.report import UNITS_OWN
from planapp.rights import Scope

RowT = TypeVar("RowT", bound=Model)


def within(rows: QuerySet[RowT], scope: Scope) -> QuerySet[RowT]:
    """Those of the rows that lie in the scope, of whatever table with a rule. No query."""
    return rows.filter(_RULES[rows.model](scope))


def lies_within(row: Model, scope: Scope) -> bool:
    """Whether a stored row lies in the scope. One query."""
    return within(type(row)._default_manager.filter(pk=row.pk), scope).exists()


def has_rule(model: type[Model]) -> bool:
    return model in _RULES


def _at(path: str, field: str = "") -> str:
    """The name of a row's field, seen from `path`; of its id without a field."""
    return "__".join(filter(None, (path, field))) or "pk"


def _in_plan(scope: Scope, path: str = "") -> Q:
    """Of a plan that is seen as a whole."""
    if scope.everything:
        return Q()
    return Q(**{f"{_at(path)}__in": scope.plans})


def _indicators(scope: Scope, path: str = "") -> Q:
    if scope.everything:
        return Q(**{f"{_at(path)}__isnull": False})
    found = _in_plan(scope, _at(path, "plan"))
    for plan, units in _by_units(scope):
        parts = Responsibility.objects.valid_on(scope.on).filter(unit__in=units)
        led = parts.filter(indicator__isnull=False).values("indicator")
        provided = Q(**{f"{_at(path, 'series__provider')}__in": units})
        found |= _of_plan(plan, path) & (Q(**{f"{_at(path)}__in": led}) | provided)
    return found


def _tasks(scope: Scope, path: str = "") -> Q:
    if scope.everything:
        return Q(**{f"{_at(path)}__isnull": False})
    found = _in_plan(scope, _at(path, "plan"))
    for plan, units in _by_units(scope):
        parts = Responsibility.objects.valid_on(scope.on).filter(unit__in=units)
        given = parts.filter(task__isnull=False).values("task")
        found |= _of_plan(plan, path) & Q(**{f"{_at(path)}__in": given})
    return found


def _by_units(scope: Scope) -> list[tuple[int | None, frozenset[int]]]:
    """Units with the plan in which alone they count, or None; the person's own among them."""
    anywhere = scope.units | scope.own
    return [*([(None, anywhere)] if anywhere else []), *scope.units_in]


def _of_plan(plan: int | None, path: str) -> Q:
    return Q() if plan is None else Q(**{_at(path, "plan"): plan})


def _items(scope: Scope, path: str = "") -> Q:
    """Of rows that point to an indicator or a task."""
    return _indicators(scope, _at(path, "indicator")) | _tasks(scope, _at(path, "task"))


def _goals(scope: Scope, path: str = "") -> Q:
    if scope.everything:
        return Q(**{f"{_at(path)}__isnull": False})
    served = Indicator.objects.filter(_indicators(scope), goal__isnull=False).values("goal")
    return _in_plan(scope, _at(path, "plan")) | Q(**{f"{_at(path)}__in": served})


def _plans(scope: Scope, path: str = "") -> Q:
    """Plans in which something is seen; of a plan itself, or of a row that belongs to one."""
    if scope.everything:
        return Q()
    found = _in_plan(scope, path) | Q(**{f"{_at(path)}__in": [plan for plan, _ in scope.units_in]})
    if _by_units(scope):
        for items in (
            Indicator.objects.filter(_indicators(scope)),
            Task.objects.filter(_tasks(scope)),
        ):
            found |= Q(**{f"{_at(path)}__in": items.values("plan")})
    return found


def _series(scope: Scope) -> Q:
    if scope.everything:
        return Q()
    rest_on_it = Indicator.objects.filter(_indicators(scope)).values("series")
    return Q(pk__in=rest_on_it) | Q(provider__in=scope.units | scope.own)


def _handed_in(scope: Scope, seen: Q, path: str = "") -> Q:
    """The own units' reports in any state; of what else is seen, those that were handed in."""
    unsent = Q(**{f"{_at(path, 'state')}__in": UNITS_OWN})
    own = Q(**{f"{_at(path, 'unit')}__in": scope.own})
    if scope.enters:
        own |= Q(**{_at(path, "submission__kind"): SubmissionKind.ON_BEHALF})
    return own | (seen & ~unsent)


def _records(scope: Scope, path: str = "") -> Q:
    if scope.everything:
        return _handed_in(scope, Q(**{f"{_at(path)}__isnull": False}), path)
    rest_on_it = Indicator.objects.filter(_indicators(scope)).values("series")
    sent = Q(**{f"{_at(path, 'unit')}__in": scope.units})
    seen = Q(**{f"{_at(path, 'series')}__in": rest_on_it}) | sent
    return _handed_in(scope, seen, path)


def _task_reports(scope: Scope, path: str = "") -> Q:
    sent = Q(**{f"{_at(path, 'unit')}__in": scope.units})
    return _handed_in(scope, _tasks(scope, _at(path, "task")) | sent, path)


def _submissions(scope: Scope, path: str = "") -> Q:
    """A unit's sheet: its own at any time, those of units that are watched once it was sent."""
    unit, plan = _at(path, "unit"), _at(path, "cycle__plan")
    own = Q(**{f"{unit}__in": scope.own})
    if scope.enters:
        own |= Q(**{_at(path, "kind"): SubmissionKind.ON_BEHALF})
    seen = _in_plan(scope, plan) | Q(**{f"{unit}__in": scope.units})
    if scope.everything:
        seen = Q(**{f"{_at(path)}__isnull": False})
    for only_in, units in scope.units_in:
        seen |= Q(**{plan: only_in, f"{unit}__in": units})
    unsent = (SubmissionState.PREPARING, SubmissionState.CONFIRMING)
    return own | (seen & ~Q(**{f"{_at(path, 'state')}__in": unsent}))


def _verdicts(scope: Scope) -> Q:
    return _items(scope) | _goals(scope, "goal")


def _documents(scope: Scope, path: str = "") -> Q:
    """Papers of plans that are seen; what is not yet a plan's, only who sees everything."""
    if scope.everything:
        return Q()
    plans = Plan.objects.filter(_plans(scope))
    again = Reissue.objects.filter(plan__in=plans)
    papers = (plans.values("document"), again.values("document"), again.values("replaced"))
    return reduce(or_, (Q(**{f"{_at(path)}__in": ids}) for ids in papers))


def _visits(scope: Scope, path: str = "") -> Q:
    """What was found at a unit: the unit's own and its supervisors', not the supporting units'."""
    record, report = _at(path, "record"), _at(path, "task_report")
    watched = replace(scope, own=frozenset(), enters=False)
    own = (Q(**{f"{_at(each, 'unit')}__in": scope.own}) for each in (record, report))
    return reduce(or_, own, _records(watched, record) | _task_reports(watched, report))


def _evidence(scope: Scope) -> Q:
    return (
        _records(scope, "record")
        | _task_reports(scope, "task_report")
        | _submissions(scope, "submission")
        | _items(scope, "remark")
        | Q(remark__unit__in=scope.own)
        | _visits(scope, "visit")
    )


def _at_path(rule: Callable[[Scope, str], Q], path: str) -> Callable[[Scope], Q]:
    return lambda scope: rule(scope, path)


_RULES: dict[type[Model], Callable[[Scope], Q]] = {
    Plan: _plans,
    Goal: _goals,
    Indicator: _indicators,
    Task: _tasks,
    Series: _series,
    AnnualTarget: _at_path(_indicators, "indicator"),
    TargetRevision: _at_path(_indicators, "indicator"),
    Breakdown: lambda scope: _indicators(scope, "whole") | _indicators(scope, "part"),
    Responsibility: _items,
    ReportingCycle: _at_path(_plans, "plan"),
    LightPolicy: _at_path(_plans, "plan"),
    Reissue: _at_path(_plans, "plan"),
    PlanDocument: _documents,
    ExtractionDraft: _at_path(_documents, "document"),
    DraftItem: _at_path(_documents, "draft__document"),
    ProgressRecord: _records,
    TaskReport: _task_reports,
    Submission: _submissions,
    Gap: _at_path(_indicators, "indicator"),
    Verdict: _verdicts,
    Reminder: _items,
    Extension: _items,
    Remark: lambda scope: _items(scope) | Q(unit__in=scope.own),
    Handling: lambda scope: Q(unit__in=scope.own),
    CheckVisit: _visits,
    Evidence: _evidence,
}
