"""The rows that a search found, with who answers for them, as a page shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from planapp.domain.terms import SearchKind
from planapp.models import UnitName
from planapp.queries.answering import INDICATOR_ANSWERING, TASK_ANSWERING, load_parts
from planapp.queries.search_rows import SOURCES

_WITH = {
    SearchKind.PLAN: ("region",),
    SearchKind.INDICATOR: ("plan",),
    SearchKind.TASK: ("plan",),
    SearchKind.GOAL: ("plan",),
    SearchKind.UNIT: ("region",),
    SearchKind.SERIES: ("region", "provider"),
}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row; the units that answer for an item; the other names of a unit."""

    row: Any
    names: Sequence[str]


def load_found(kind: SearchKind, ids: Sequence[int], *, on: date) -> list[FoundRow]:
    """These rows in this order; who is gone by now is left out. Two queries, for others one."""
    if not ids:
        return []
    model = SOURCES[kind].model
    rows = model._default_manager.select_related(*_WITH[kind]).in_bulk(ids)
    names = _names(kind, ids, on=on)
    return [FoundRow(rows[pk], names.get(pk, ())) for pk in ids if pk in rows]


def _names(kind: SearchKind, ids: Sequence[int], *, on: date) -> dict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    if kind is SearchKind.UNIT:
        found = UnitName.objects.filter(unit__in=ids).order_by("pk")
        for unit, name in found.values_list("unit_id", "name"):
            names[unit].append(name)
    elif kind is SearchKind.INDICATOR:
        wanted = Q(indicator__in=ids, role__in=INDICATOR_ANSWERING)
        for item, parts in load_parts(wanted, day=on).of_indicator.items():
            names[item] = [part.unit.name for part in parts]
    elif kind is SearchKind.TASK:
        wanted = Q(task__in=ids, role__in=TASK_ANSWERING)
        for item, parts in load_parts(wanted, day=on).of_task.items():
            names[item] = [part.unit.name for part in parts]
    return names
