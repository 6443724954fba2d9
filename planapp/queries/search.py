"""Finding rows by words: those that hold every word, within what a person gets to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from planapp.domain.search import mark_of, words_of
from planapp.domain.terms import SearchKind
from planapp.models import SearchEntry, User
from planapp.queries.scope import has_rule, within
from planapp.queries.search_rows import SOURCES
from planapp.rights import Scope

MOST_LISTED = 1000  # more of a kind are neither counted nor shown: another word is quicker
_TRIED = 1000  # rows of a kind that are read before the index is asked
_COMMON = 100  # hits among them that make it worth reading on
_MOST_SENT = 2000  # ids that are sent back to the database; more stay there


class Hit(NamedTuple):
    """A row that was found; `named` where all words stand in its name."""

    object_id: int
    plan_id: int | None
    named: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Of a kind, the rows to list, named ones first; where there are `more`, the oldest of them."""

    hits: Sequence[Hit]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: all of the words, in any plan or in one."""

    words: Sequence[str]
    scope: Scope
    plan: int | None = None

    def find(self, kind: SearchKind) -> Found:
        """The rows of a kind that hold the words and lie in the scope, MOST_LISTED of them.

        The index gathers all rows of a word before it gives the first, so that common words are
        read row by row until there are enough. Two queries for a kind of few rows, else three; of
        common words four, and a fifth where they were common in the first rows alone.
        """
        hits = self._common(kind) if self.plan is None else None
        if hits is None:
            hits = self._first(self._seen(kind, _holding(kind, self.words)))
        listed = sorted(hits[:MOST_LISTED], key=lambda hit: (not hit.named, hit.object_id))
        return Found(listed, more=len(hits) > MOST_LISTED)

    def _common(self, kind: SearchKind) -> list[Hit] | None:
        """What is found by reading the first rows of the kind; None where that does not suffice."""
        of_kind = SearchEntry.objects.filter(kind=kind).order_by("object_id")
        rows = self._seen(kind, of_kind.filter(grams__holds_by_row=self.words))
        ids = of_kind.values_list("object_id", flat=True)
        number, enough = _TRIED, _COMMON
        while True:
            end = ids[number : number + 1].first()
            hits = self._first(rows if end is None else rows.filter(object_id__lt=end))
            if end is None or len(hits) > MOST_LISTED:
                return hits
            if len(hits) < enough:
                return None
            # As many as should hold enough, and half of that again.
            number, enough = _TRIED * MOST_LISTED * 3 // (2 * len(hits)), MOST_LISTED + 1

    def _first(self, rows: QuerySet[SearchEntry]) -> list[Hit]:
        in_name = ExpressionWrapper(Q(grams__names=self.words), output_field=BooleanField())
        found = rows.annotate(named=in_name).values_list("object_id", "plan_id", "named")
        return [Hit(*row) for row in found[: MOST_LISTED + 1]]

    def _seen(self, kind: SearchKind, rows: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        if self.plan is not None:
            rows = rows.filter(plan=self.plan)
        model = SOURCES[kind].model
        if has_rule(model) and not self.scope.everything:
            seen = within(model._default_manager.order_by(), self.scope)
            rows = rows.filter(object_id__in=seen.values("pk"))
        return rows


def rows_about(paths: Mapping[str, SearchKind], query: str, *, people: Sequence[str] = ()) -> Q:
    """Of the rows that point to something that holds each word of the query, by any of the paths.

    “pk” is the path to a row's own entry; those to `people` are found by their names. One query for
    each path and, of several paths, word.
    """
    words = words_of(query)
    if not words:
        return Q(pk__in=()) if query.strip() else Q()
    if len(paths) == 1 and not people:
        [(path, kind)] = paths.items()
        return Q(**{f"{path}__in": _ids_of(kind, words)})
    return Q(*(_holding_one(paths, people, word) for word in words))


def _holding_one(paths: Mapping[str, SearchKind], people: Sequence[str], word: str) -> Q:
    found: list[Any] = [(f"{path}__in", _ids_of(kind, [word])) for path, kind in paths.items()]
    if people:
        named = User.objects.filter(Q(username__icontains=word) | Q(full_name__icontains=word))
        # They have no index, being few; their ids are sent, so that each path is looked up.
        ids = list(named.values_list("pk", flat=True))
        found += [(f"{path}__in", ids) for path in people]
    return Q.create(found, Q.OR)


def _ids_of(kind: SearchKind, words: Sequence[str]) -> Any:
    """Ids of the rows that hold the words, read at once where they are few enough to be sent.

    Few are looked up by the database, one by one; many it finds again, and goes through the rows.
    """
    found = _holding(kind, words).order_by().values_list("object_id", flat=True)
    few = list(found[: _MOST_SENT + 1])
    return few if len(few) <= _MOST_SENT else found


def _holding(kind: SearchKind, words: Sequence[str]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(grams__holds=(mark_of(kind), *words))
