"""Imports: whose one sees, how ledgers were read before, and what the names in them may mean."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from planapp.domain.terms import ImportState
from planapp.models import (
    ColumnMapping,
    ImportRun,
    Indicator,
    Membership,
    Plan,
    Task,
    Unit,
    User,
)
from planapp.queries.scope import within
from planapp.rights import Action, Scope, may

RUNNING = (ImportState.CHECKING, ImportState.WRITING)


class Nameable(NamedTuple):
    """What a name in a ledger may mean: its row, its own code, the name people know it by."""

    pk: int
    code: str
    name: str
    more: str = ""  # what tells it from one of the same name
    other_code: str = ""  # by which it is also known: a series' own


def runs_seen(user: User, *, on: date) -> QuerySet[ImportRun]:
    """The imports that a person gets to see: one's own; administrators and auditors, all."""
    rows = ImportRun.objects.select_related("made_by", "unit", "plan").defer("tables", "preview")
    everybody = may(user, Action.SET_UP, on=on) or may(user, Action.AUDIT, on=on)
    return rows if everybody else rows.filter(made_by=user)


def unit_of_uploader(user: User, *, on: date) -> Unit | None:
    """The unit whose layouts are proposed to a person. One query."""
    rows = Membership.objects.filter(user=user).valid_on(on).select_related("unit")
    first = rows.order_by("pk").first()
    return first.unit if first else None


def kept_layouts(unit: Unit | None, kind: str) -> dict[str, dict[str, Any]]:
    """The mappings that the unit confirmed before, by the headers' fingerprint. One query."""
    rows = ColumnMapping.objects.filter(unit=unit, kind=kind)
    return dict(rows.values_list("fingerprint", "mapping"))


def series_of_plan(plan: Plan, scope: Scope) -> list[Nameable]:
    """A plan's tracked indicators that the scope takes in, by code and name. One query."""
    rows = Indicator.objects.filter(plan=plan, tracked=True, withdrawn_by=None)
    return [
        Nameable(row.series_id, row.series.code, row.name,
                 "，".join(filter(None, (row.series.scope, row.series.value_unit))), row.code)
        for row in within(rows, scope).select_related("series").order_by("order")
    ]  # fmt: skip


def tasks_of_plan(plan: Plan, scope: Scope) -> list[Nameable]:
    """A plan's tracked tasks that the scope takes in. One query."""
    rows = Task.objects.filter(plan=plan, tracked=True, withdrawn_by=None).order_by("order")
    return [Nameable(row.pk, row.code, str(row), row.number) for row in within(rows, scope)]
