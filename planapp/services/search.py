"""Keeps what rows are found by: with every change that the audit trail tells of, and all at once.

`write_audit` calls `keep_search` with the rows of each event, so that whatever a service changes,
row by row or many at once, is found by its new words as soon as the change is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from planapp.domain.audited import each_change
from planapp.domain.terms import SearchKind
from planapp.models import SearchEntry, UnitName
from planapp.queries.search_rows import SOURCES, Found, fresh_entries, stored_entries

_AT_ONCE = 2000
_ALIAS = str(UnitName._meta.model_name)
# By model: which entries hang on its rows, and on which of their columns.
_WATCHED: dict[str, tuple[SearchKind, set[str]]] = {
    str(source.model._meta.model_name): (kind, {*source.columns, source.plan})
    for kind, source in SOURCES.items()
} | {_ALIAS: (SearchKind.UNIT, {"name", "unit_id"})}


@dataclass(frozen=True, slots=True)
class Mended:
    """What was found to be wrong with the entries of a kind, and put right."""

    kind: SearchKind
    rows: int
    missing: int
    outdated: int
    left_over: int

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.outdated or self.left_over)


def keep_search(changes: Sequence[dict[str, Any]]) -> None:
    """Renew the entries of the rows that an event tells of, in the caller's transaction.

    `changes` are the event's. No query where nothing changed that rows are found by; else two for
    each kind, for units up to two more, in batches of rows.
    """
    for kind, ids in _touched(changes).items():
        for some in _batches(sorted(ids)):
            fresh = fresh_entries(kind, some)
            _write(kind, fresh, gone=[pk for pk in some if pk not in fresh])


def mend_search(*, write: bool = True) -> Iterator[Mended]:
    """Compare every entry with its row, kind by kind; with `write`, put right what differs.

    Two queries for each 2,000 rows, each batch a transaction of its own.
    """
    for kind, source in SOURCES.items():
        entries = SearchEntry.objects.filter(kind=kind).values_list("object_id", flat=True)
        keys = source.model._default_manager.order_by().values_list("pk", flat=True)
        missing = outdated = left_over = rows = 0
        for some in _batches(sorted({*keys, *entries})):
            with transaction.atomic():
                fresh, stored = fresh_entries(kind, some), stored_entries(kind, some)
                wrong = {pk: new for pk, new in fresh.items() if stored.get(pk) != new}
                gone = [pk for pk in stored if pk not in fresh]
                if write:
                    _write(kind, wrong, gone=gone)
            rows, left_over = rows + len(fresh), left_over + len(gone)
            missing += len(wrong.keys() - stored.keys())
            outdated += len(wrong.keys() & stored.keys())
        yield Mended(kind, rows, missing, outdated, left_over)


def _touched(changes: Sequence[dict[str, Any]]) -> dict[SearchKind, set[int]]:
    """Ids of the rows whose entries may have changed, by kind."""
    touched: defaultdict[SearchKind, set[int]] = defaultdict(set)
    names: set[int] = set()
    watched = [change for change in changes if change["model"] in _WATCHED]
    for change in each_change(watched):
        kind, columns = _WATCHED[change["model"]]
        told, pk = change["fields"], int(change["pk"])
        if columns.isdisjoint(told):
            continue
        if change["model"] != _ALIAS:
            touched[kind].add(pk)
            continue
        names.add(pk)
        touched[kind].update(int(unit) for unit in told.get("unit_id", ()) if unit)
    if names:
        renamed = UnitName.objects.filter(pk__in=names).values_list("unit_id", flat=True)
        touched[SearchKind.UNIT].update(renamed)
    return touched


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _write(kind: SearchKind, entries: Mapping[int, Found], *, gone: Sequence[int]) -> None:
    if gone:
        SearchEntry.objects.filter(kind=kind, object_id__in=gone).delete()
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(kind=kind, object_id=pk, plan_id=entry.plan_id, grams=entry.grams)
            for pk, entry in entries.items()
        ),
        update_conflicts=True,
        unique_fields=("kind", "object_id"),
        update_fields=("plan", "grams"),
    )
