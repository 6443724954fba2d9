"""A plan's items with the units that have a part in them, for giving parts to many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Prefetch, Q, QuerySet

from planapp.domain.terms import ItemKind, Role
from planapp.models import Indicator, Plan, Responsibility, Task
from planapp.queries.answering import INDICATOR_ANSWERING, TASK_ANSWERING

NOBODY = "none"
RowT = TypeVar("RowT", Indicator, Task)


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """What the list is narrowed to; `unit` is an id, `NOBODY`, or empty for all."""

    kind: ItemKind
    words: str = ""
    unit: str = ""


def items_to_assign(
    plan: Plan, chosen: AssignmentFilter, *, on: date
) -> QuerySet[Indicator] | QuerySet[Task]:
    """Tracked items of a plan in its order, their parts of the day prefetched.

    Three queries when a page of it is read: the items, their parts with the units, the count.
    """
    today = Responsibility.objects.valid_on(on).select_related("unit")
    parts = Prefetch("responsibilities", queryset=today, to_attr="parts_today")
    if chosen.kind is ItemKind.TASK:
        tasks = plan.tasks.filter(tracked=True, withdrawn_by=None)
        words = Q(title__icontains=chosen.words) | Q(quote__icontains=chosen.words)
        return _of_unit(tasks.filter(words), chosen, TASK_ANSWERING, on=on).prefetch_related(parts)
    indicators = plan.indicators.filter(tracked=True, withdrawn_by=None)
    words = Q(name__icontains=chosen.words) | Q(quote__icontains=chosen.words)
    found = _of_unit(indicators.filter(words), chosen, INDICATOR_ANSWERING, on=on)
    return found.prefetch_related(parts)


def _of_unit(
    rows: QuerySet[RowT], chosen: AssignmentFilter, answering: tuple[Role, ...], *, on: date
) -> QuerySet[RowT]:
    parts = Responsibility.objects.valid_on(on)
    if chosen.unit == NOBODY:
        return rows.exclude(responsibilities__in=parts.filter(role__in=answering))
    if chosen.unit.isascii() and chosen.unit.isdecimal():
        field = "task" if rows.model is Task else "indicator"
        return rows.filter(pk__in=parts.filter(unit=int(chosen.unit)).values(field))
    return rows
