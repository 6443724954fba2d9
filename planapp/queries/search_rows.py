"""What each kind of row is found by, read from the rows themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model

from planapp.domain.search import grams_of
from planapp.domain.terms import SearchKind
from planapp.models import Goal, Indicator, Plan, SearchEntry, Series, Task, Unit, UnitName


@dataclass(frozen=True, slots=True)
class Source:
    """The columns that name a row, those that say something about it, and that of its plan."""

    model: type[Model]
    title: tuple[str, ...]
    text: tuple[str, ...] = ()
    plan: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.title, *self.text)


SOURCES = {
    SearchKind.PLAN: Source(Plan, ("title", "code"), ("doc_number", "issuer"), plan="id"),
    SearchKind.INDICATOR: Source(Indicator, ("name", "code"), ("quote",), plan="plan_id"),
    SearchKind.TASK: Source(Task, ("title", "code"), ("quote",), plan="plan_id"),
    SearchKind.GOAL: Source(Goal, ("heading", "code"), ("quote",), plan="plan_id"),
    SearchKind.UNIT: Source(Unit, ("name", "code")),  # and under its other names
    SearchKind.SERIES: Source(Series, ("name", "code"), ("scope",)),
}

KIND_OF: dict[Any, SearchKind] = {source.model: kind for kind, source in SOURCES.items()}


class Found(NamedTuple):
    """What an entry holds about a row."""

    plan_id: int | None
    grams: str


def fresh_entries(kind: SearchKind, ids: Collection[int]) -> dict[int, Found]:
    """What the entries of these rows should hold, by id; who is gone is left out.

    One query; for units a second one for their other names.
    """
    source = SOURCES[kind]
    rows = source.model._default_manager.filter(pk__in=ids).order_by()
    names = _other_names(ids) if kind is SearchKind.UNIT else {}
    split = len(source.title)
    return {
        pk: Found(
            plan_id=plan[0] if plan else None,
            grams=grams_of(kind, (*texts[:split], *names.get(pk, ())), texts[split:]),
        )
        for pk, texts, plan in _read(rows, source)
    }


def _read(rows: Any, source: Source) -> Iterator[tuple[int, tuple[str, ...], tuple[int, ...]]]:
    number = 1 + len(source.columns)
    columns = ("pk", *source.columns, *((source.plan,) if source.plan else ()))
    for row in rows.values_list(*columns):
        yield row[0], row[1:number], row[number:]


def _other_names(ids: Collection[int]) -> dict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    rows = UnitName.objects.filter(unit__in=ids).order_by("pk")
    for unit_id, name in rows.values_list("unit_id", "name"):
        names[unit_id].append(name)
    return names


def stored_entries(kind: SearchKind, ids: Collection[int]) -> dict[int, Found]:
    """What the entries of these rows hold, by the row's id. One query."""
    rows = SearchEntry.objects.filter(kind=kind, object_id__in=ids)
    return {
        pk: Found(plan_id, grams)
        for pk, plan_id, grams in rows.values_list("object_id", "plan_id", "grams")
    }
