"""Imports: whose one sees, how ledgers were read before, and what the names in them may mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from planapp.domain.terms import ImportState
from planapp.models import (
    ColumnMapping,
    ImportRun,
    Indicator,
    Membership,
    Plan,
    Region,
    ReportingCycle,
    Task,
    Unit,
    UnitName,
    User,
)
from planapp.queries.scope import within
from planapp.rights import Action, Scope, may

RUNNING = (ImportState.CHECKING, ImportState.WRITING)
OF_PEOPLE = ("users", "memberships")  # kinds whose rows are nobody's but the accounts' keepers


class Nameable(NamedTuple):
    """What a name in a ledger may mean: its row, its own code, the name people know it by."""

    pk: int
    code: str
    name: str
    more: str = ""  # what tells it from one of the same name
    other_code: str = ""  # by which it is also known: a series' own


def runs_seen(user: User, *, on: date) -> QuerySet[ImportRun]:
    """The imports that a person gets to see: one's own; auditors all; administrators all but
    those of accounts and roles.
    """
    rows = ImportRun.objects.select_related("made_by", "unit", "plan").defer("tables", "preview")
    if may(user, Action.AUDIT, on=on):
        return rows
    if may(user, Action.SET_UP, on=on):
        return rows.filter(~Q(kind__in=OF_PEOPLE) | Q(made_by=user))
    return rows.filter(made_by=user)


def unit_of_uploader(user: User, *, on: date) -> Unit | None:
    """The unit whose layouts are proposed to a person. One query."""
    rows = Membership.objects.filter(user=user).valid_on(on).select_related("unit")
    first = rows.order_by("pk").first()
    return first.unit if first else None


def kept_layouts(unit: Unit | None, kind: str) -> dict[str, dict[str, Any]]:
    """The mappings that the unit confirmed before, by the headers' fingerprint. One query."""
    rows = ColumnMapping.objects.filter(unit=unit, kind=kind)
    return dict(rows.values_list("fingerprint", "mapping"))


def series_of_plan(plan: Plan | None, scope: Scope) -> list[Nameable]:
    """A plan's tracked indicators that the scope takes in, by code and name. One query."""
    rows = Indicator.objects.filter(plan=plan, tracked=True, withdrawn_by=None)
    return [
        Nameable(row.series_id, row.series.code, row.name,
                 "，".join(filter(None, (row.series.scope, row.series.value_unit))), row.code)
        for row in within(rows, scope).select_related("series").order_by("order")
    ]  # fmt: skip


def indicators_of_plan(plan: Plan | None, scope: Scope) -> list[Nameable]:
    """A plan's indicators that the scope takes in, by code and name. One query."""
    rows = Indicator.objects.filter(plan=plan, withdrawn_by=None).order_by("order")
    return [Nameable(row.pk, row.code, row.name, row.value_unit) for row in within(rows, scope)]


def tasks_of_plan(plan: Plan | None, scope: Scope) -> list[Nameable]:
    """A plan's tracked tasks that the scope takes in. One query."""
    rows = Task.objects.filter(plan=plan, tracked=True, withdrawn_by=None).order_by("order")
    return [Nameable(row.pk, row.code, str(row), row.number) for row in within(rows, scope)]


def units_by_name(_: Plan | None, __: Scope) -> list[Nameable]:
    """The register, each unit under its own name and then under its others. Two queries."""
    units = list(Unit.objects.select_related("region"))
    others = UnitName.objects.select_related("unit__region").exclude(name=F("unit__name"))
    return [
        *(Nameable(unit.pk, unit.code, unit.name, str(unit.region)) for unit in units),
        *(
            Nameable(each.unit_id, each.unit.code, each.name, f"即{each.unit}，{each.unit.region}")
            for each in others
        ),
    ]


def people_by_name(_: Plan | None, __: Scope) -> list[Nameable]:
    """All accounts by name, also known by telephone and by mail address. Two queries."""
    rows = User.objects.prefetch_related("memberships__unit").order_by("pk")
    found = []
    for row in rows:
        units = dict.fromkeys(str(each.unit) for each in row.memberships.all())
        told = (row.pk, row.username, row.full_name or row.username, "、".join(units))
        found += [Nameable(*told, known_by) for known_by in (row.phone, row.email)]
    return found


def regions_by_name() -> dict[str, Region]:
    """Each region by its code, and by its name where no other has it. One query."""
    found: dict[str, list[Region]] = {}
    for region in Region.objects.all():
        found.setdefault(region.code, []).append(region)
        found.setdefault(region.name, []).append(region)
    return {name: regions[0] for name, regions in found.items() if len(regions) == 1}


def begun_parts() -> dict[tuple[str, str, str], date | None]:
    """Since when a person, by user name, has a role in a unit, by code, without an end."""
    rows = Membership.objects.filter(valid_to=None).order_by("pk")
    return {
        (user, unit, role): begun
        for user, unit, role, begun in rows.values_list(
            "user__username", "unit__code", "role", "valid_from"
        )
    }


def rounds_of(plans: Iterable[Plan]) -> list[str]:
    """What the rounds of these plans that are not closed are called. One query."""
    rows = ReportingCycle.objects.filter(plan__in=plans, closed_on=None).order_by("-as_of_on")
    return list(dict.fromkeys(map(str, rows)))
