"""The audit trail as auditors ask for it: by row, by kind of row, with the names of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import F, ForeignKey, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields import Field

from planapp.domain.audited import each_change
from planapp.models import AuditedRows, AuditEvent

Change = dict[str, Any]
Names = dict[tuple[str, str], str]


def kinds_of_rows() -> dict[str, str]:
    """What is recorded of each kind of row goes by this code; with the kind's name."""
    return {
        model._meta.model_name or "": str(model._meta.verbose_name)
        for model in apps.get_app_config("planapp").get_models()
        if model not in {AuditEvent, AuditedRows}
    }


def of_kind(events: QuerySet[AuditEvent], kind: str) -> QuerySet[AuditEvent]:
    """The events that tell of rows of this kind."""
    return events.filter(pk__in=AuditedRows.objects.filter(model=kind).order_by().values("event"))


def find_events(rows: Iterable[Model]) -> dict[tuple[str, int], list[AuditEvent]]:
    """The history of each row, oldest first, by kind and key. Two queries."""
    wanted = {(row._meta.model_name or "", row.pk) for row in rows}
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    for kind, pk in wanted:
        by_kind[kind].append(pk)
    tell = Q(pk__in=[])
    for kind, keys in by_kind.items():
        runs = reduce(or_, (Q(first__lte=pk, last__gte=pk) for pk in keys))
        tell |= Q(model=kind) & (Q(first__in=keys, last=F("first")) | Q(last__gt=F("first")) & runs)
    lines = list(AuditedRows.objects.order_by("event_id").filter(tell))
    events = AuditEvent.objects.in_bulk({line.event_id for line in lines})
    return {
        (kind, pk): [
            events[line.event_id]
            for line in lines
            if line.model == kind and line.first <= pk <= line.last
        ]
        for kind, pk in wanted
    }


def of_row(events: QuerySet[AuditEvent], kind: str, pk: int) -> QuerySet[AuditEvent]:
    """The history of one row: by itself, or within a long run of rows. One query at once.

    The ids are read first: as a sub-select, the newest events of a million would be tried in turn.
    """
    rows = AuditedRows.objects.order_by().filter(model=kind)
    alone = rows.filter(first=pk, last=pk)
    in_a_run = rows.filter(last__gt=F("first"), first__lte=pk, last__gte=pk)
    found = alone.values_list("event").union(in_a_run.values_list("event"), all=True)
    return events.filter(pk__in=[event for (event,) in found])


def with_numbers_of_rows(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Each with `rows_changed`, without its changes: those of an import are megabytes."""
    lines = AuditedRows.objects.order_by().filter(event=OuterRef("pk")).values("event")
    number = lines.annotate(number=Sum(F("last") - F("first") + 1)).values("number")
    return events.defer("changes").annotate(rows_changed=Subquery(number))


def changes_of(event: AuditEvent) -> list[Change]:
    """Its changes, as far as they can be read: somebody may have had a hand on the database."""
    keys = {"model", "pk", "fields"}
    readable = [each for each in event.changes if isinstance(each, dict)]
    try:
        return [each for each in each_change(readable) if keys <= each.keys()]
    except (KeyError, TypeError, ValueError):
        return []


def model_of(kind: str) -> type[Model] | None:
    """The model whose rows are recorded so; None for one that is no more."""
    return apps.get_app_config("planapp").models.get(kind)


def fields_of(model: type[Model]) -> dict[str, Field[Any, Any]]:
    """Its columns, by the names that they are recorded under."""
    return {field.attname: field for field in model._meta.concrete_fields}


def names_of_rows(changes: Sequence[Change]) -> Names:
    """The names of the rows changed, and of those they point to, where they still exist.

    By kind and key. One query for each kind.
    """
    wanted: defaultdict[type[Model], set[str]] = defaultdict(set)
    for change in changes:
        model = model_of(change["model"])
        if model is None:
            continue
        wanted[model].add(change["pk"])
        for name, values in change["fields"].items():
            field = fields_of(model).get(name)
            if isinstance(field, ForeignKey):
                wanted[field.related_model].update(value for value in values if value is not None)
    return {name: words for model, keys in wanted.items() for name, words in _names(model, keys)}


def _names(model: type[Model], keys: Iterable[str]) -> Iterable[tuple[tuple[str, str], str]]:
    pointers = [field.name for field in model._meta.concrete_fields if field.is_relation]
    rows = model._default_manager.select_related(*pointers).in_bulk(sorted(keys))
    for row in rows.values():
        yield (model._meta.model_name or "", str(row.pk)), str(row)
