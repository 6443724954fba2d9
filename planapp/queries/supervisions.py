"""Who watches over which plans and units, by person and by plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from planapp.domain.terms import MemberRole, PlanStatus
from planapp.models import Membership, Plan, Responsibility, Supervision, Unit, User


@dataclass(frozen=True, slots=True)
class Watcher:
    """A supervisor with what they watch over now or later; nothing means that they see nothing."""

    user: User
    assignments: list[Supervision]


@dataclass(frozen=True, slots=True)
class WatchedPlan:
    """A plan with the assignments of the day that reach it; `whole` where one takes in all of it.

    Those of a unit in all plans are counted only where the unit has a part in this one.
    """

    plan: Plan
    assignments: list[Supervision]
    whole: bool


def supervisors(*, on: date) -> QuerySet[User]:
    """The people who hold the role on a day, by name."""
    held = Membership.objects.filter(role=MemberRole.SUPERVISOR).valid_on(on)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by(
        "full_name", "username"
    )


def watchers(*, on: date) -> list[Watcher]:
    """Every supervisor. Two queries."""
    rows: dict[int, list[Supervision]] = defaultdict(list)
    lasting = Supervision.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    for row in lasting.select_related("plan", "unit").order_by("plan__code", "unit__code", "pk"):
        rows[row.user_id].append(row)
    return [Watcher(user, rows[user.pk]) for user in supervisors(on=on)]


def watched_plans(*, on: date) -> list[WatchedPlan]:
    """Every plan that was not withdrawn, those nobody watches over first. Three queries."""
    rows = list(
        Supervision.objects.valid_on(on)
        .filter(user__in=supervisors(on=on))
        .select_related("user", "unit")
        .order_by("user__full_name", "user__username", "pk")
    )
    plans = list(Plan.objects.exclude(status=PlanStatus.WITHDRAWN))
    units = {row.unit_id for row in rows if row.unit_id is not None and row.plan_id is None}
    reached = _plans_of(units)
    found = [_watched(plan, rows, reached) for plan in plans]
    return sorted(found, key=lambda each: (bool(each.assignments), each.plan.code))


def units_to_watch() -> QuerySet[Unit]:
    """The units that have a part in some plan, by code."""
    return Unit.objects.filter(
        Exists(Unit.objects.filter(pk=OuterRef("pk"), responsibilities__isnull=False))
        | Exists(Unit.objects.filter(pk=OuterRef("pk"), provided_series__isnull=False))
    ).order_by("code")


def _watched(
    plan: Plan, rows: list[Supervision], reached: set[tuple[int | None, int]]
) -> WatchedPlan:
    own = [
        row
        for row in rows
        if row.plan_id == plan.pk
        or (row.plan_id is None and (row.unit_id is None or (plan.pk, row.unit_id) in reached))
    ]
    return WatchedPlan(plan, own, whole=any(row.unit_id is None for row in own))


def _plans_of(unit_ids: set[int]) -> set[tuple[int | None, int]]:
    """Pairs of a plan and one of these units with a part in it. One query."""
    rows = Responsibility.objects.filter(unit__in=unit_ids)
    plan = Coalesce("indicator__plan", "task__plan")
    return set(rows.values_list(plan, "unit").distinct())
