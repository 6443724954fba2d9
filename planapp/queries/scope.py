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
    FrozenReport,
    Gap,
    Goal,
    Handling,
    Indicator,
    LightPolicy,
    NoticeItem,
    NoticeStep,
    Plan,
    PlanDocument,
    ProgressRecord,
    Reissue,
    Remark,
    Reminder,
    ReminderRule,
    Report,
    ReportingCycle,
    Responsibility,
    Series,
    Submission,
    SupervisionNotice,
    TargetRevision,
    Task,
    TaskReport,
    Verdict,
)
from planapp.models.report import UNITS_OWN
from planapp.queries.either import either
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
        provided = Indicator.objects.filter(series__provider__in=units).values("pk")
        found |= _of_plan(plan, path) & Q(**{f"{_at(path)}__in": either(led, provided)})
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


def _handed_in(scope: Scope, model: type[Report], *seen: Q, path: str = "") -> Q:
    """The own units' reports in any state; of what else is seen, those that were handed in."""
    if scope.everything:
        return _own_reports(scope, path) | (Q(**{f"{_at(path)}__isnull": False}) & _sent(path))
    ways = (_own_reports(scope), *(each & _sent() for each in seen))
    rows = either(*(model._default_manager.filter(each).values("pk") for each in ways))
    return Q(**{f"{path}__in": rows}) if path else Q(pk__among=rows)


def _own_reports(scope: Scope, path: str = "") -> Q:
    own = Q(**{f"{_at(path, 'unit')}__in": scope.own})
    if scope.enters:
        own |= Q(**{_at(path, "submission__kind"): SubmissionKind.ON_BEHALF})
    return own


def _sent(path: str = "") -> Q:
    return ~Q(**{f"{_at(path, 'state')}__in": UNITS_OWN})


def _records(scope: Scope, path: str = "") -> Q:
    rest_on_it = Indicator.objects.filter(_indicators(scope)).values("series")
    seen = (Q(series__in=rest_on_it), Q(unit__in=scope.units))
    return _handed_in(scope, ProgressRecord, *seen, path=path)


def _task_reports(scope: Scope, path: str = "") -> Q:
    seen = (_tasks(scope, "task"), Q(unit__in=scope.units))
    return _handed_in(scope, TaskReport, *seen, path=path)


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
    was_sent = Q(**{f"{_at(path, 'sent_at')}__isnull": False})  # not so one that was given up
    at_head = Q(**{_at(path, "state"): SubmissionState.CONFIRMING})
    return own | (seen & was_sent & ~at_head)


def _notices(scope: Scope, path: str = "") -> Q:
    """Papers of 督办: a unit's own once they were signed; any to who watches over unit or plan."""
    unit, plan = _at(path, "unit"), _at(path, "cycle__plan")
    own = Q(**{f"{unit}__in": scope.own, f"{_at(path, 'number')}__isnull": False})
    seen = _in_plan(scope, plan) | Q(**{f"{unit}__in": scope.units})
    if scope.everything:
        seen = Q(**{f"{_at(path)}__isnull": False})
    for only_in, units in scope.units_in:
        seen |= Q(**{plan: only_in, f"{unit}__in": units})
    return own | seen


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
        | _notices(scope, "notice")
    )


def _at_path(rule: Callable[[Scope, str], Q], path: str) -> Callable[[Scope], Q]:
    return lambda scope: rule(scope, path)


def _rules_of_ladders(scope: Scope) -> Q:
    """Those for all plans, and those of the plans that are seen."""
    if scope.everything:
        return Q()  # joined with anything else, it would narrow
    return Q(plan=None) | _plans(scope, "plan")


_RULES: dict[type[Model], Callable[[Scope], Q]] = {
    Plan: _plans,
    Goal: _goals,
    Indicator: _indicators,
    Task: _tasks,
    Series: _series,
    AnnualTarget: _at_path(_indicators, "indicator"),
    TargetRevision: _at_path(_indicators, "indicator"),
    Breakdown: lambda scope: _indicators(scope, "whole") & _indicators(scope, "part"),
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
    FrozenReport: lambda scope: _in_plan(scope, "cycle__plan"),  # it holds all of the plan
    Verdict: _verdicts,
    Reminder: _items,
    ReminderRule: _rules_of_ladders,
    Extension: _items,
    Remark: lambda scope: _items(scope) | Q(unit__in=scope.own),
    Handling: lambda scope: Q(unit__in=scope.own),
    CheckVisit: _visits,
    Evidence: _evidence,
    SupervisionNotice: _notices,
    NoticeItem: _at_path(_notices, "notice"),
    NoticeStep: _at_path(_notices, "notice"),
}
