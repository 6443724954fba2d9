"""What plans, their items, units and series are found by: derived, and kept beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from typing import Any

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup

from planapp.domain.search import MARK, TITLE_END, pairs_of
from planapp.domain.terms import SearchKind
from planapp.models.fields import TermField
from planapp.models.plan import Plan


class GramsField(models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """Pairs of characters as `domain.search.grams_of` writes them.

    `__holds` and `__names` ask for all of several words, in the whole or in what names the row;
    `__holds_by_row` is `__holds` without the index: for rows that are read anyway.
    """


@GramsField.register_lookup
class Holds(Lookup[Any]):
    """Whether all words stand in it, a mark of a kind among them or not.

    By the database's own index. PostgreSQL: an inverted index (GIN) of the pairs for each kind,
    made in migration 0018; that those of a longer word stand one after the other is looked up in
    the rows it finds.
    SQLite: FTS5, which knows their places; where SQLite was built without it, every row is read.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        grams, given = self.process_lhs(compiler, connection)
        assert isinstance(self.lhs, Col)  # noqa: S101  # of a table, whose rows have a kind
        kinds = [word.removeprefix(MARK) for word in self.rhs if word.startswith(MARK)]
        words = [word for word in self.rhs if not word.startswith(MARK)]
        pairs = [f"'{pair}'" for word in words for pair in pairs_of(word) if len(word) > 1]
        single = [f"'{word}':*" for word in words if len(word) == 1]
        in_order = [f"%{_in_order(word)}%" for word in words if len(pairs_of(word)) > 1]
        rows = compiler.quote_name_unless_alias(self.lhs.alias)
        of_kind = f'{rows}."kind" = %s AND ' * len(kinds)  # each has its index
        asked = f"planapp_pairs({grams}) @@ %s::tsquery" + f" AND {grams} LIKE %s" * len(in_order)
        found = (*kinds, *given, " & ".join((*pairs, *single)))
        given_likes = (each for like in in_order for each in (*given, like))
        return f"({of_kind}{asked})", (*found, *given_likes)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        grams, given = self.process_lhs(compiler, connection)
        if not has_fts5():
            return _read_by_row(grams, given, self.rhs)
        assert isinstance(self.lhs, Col)  # noqa: S101  # of a table, whose rows have numbers
        index = "SELECT rowid FROM planapp_searchgrams WHERE planapp_searchgrams MATCH %s"
        wanted = [f'"{_in_order(word)}"' + ("*" if len(word) == 1 else "") for word in self.rhs]
        rows = compiler.quote_name_unless_alias(self.lhs.alias)
        return f'{rows}."id" IN ({index})', (" AND ".join(wanted),)


@GramsField.register_lookup
class HoldsByRow(Lookup[Any]):
    """Whether all words stand in it, without the index."""

    lookup_name = "holds_by_row"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        grams, given = self.process_lhs(compiler, connection)
        return _read_by_row(grams, given, self.rhs)


def _read_by_row(
    grams: str, given: Sequence[Any], words: Sequence[str]
) -> tuple[str, tuple[Any, ...]]:
    asked = " AND ".join([f"' ' || {grams} LIKE %s"] * len(words))
    return f"({asked})", tuple(each for word in words for each in (*given, f"% {_in_order(word)}%"))


@GramsField.register_lookup
class Names(Lookup[Any]):
    """Whether all words stand in the part that names the row; of rows that were found already."""

    lookup_name = "names"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        grams, given = self.process_lhs(compiler, connection)
        asked = " AND ".join([f"{grams} LIKE %s"] * len(self.rhs))
        return f"({asked})", tuple(
            each for word in self.rhs for each in (*given, f"%{_in_order(word)}%{TITLE_END}%")
        )


def _parts(word: str) -> list[str]:
    """A word's pairs; they hold no sign that queries or LIKE read as their own."""
    return [word] if word.startswith(MARK) else pairs_of(word)


def _in_order(word: str) -> str:
    return " ".join(_parts(word))


@cache
def has_fts5() -> bool:
    """Whether the SQLite of this process can search texts by an index: no query of a request."""
    with closing(sqlite3.connect(":memory:")) as database:
        [[built]] = database.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(built)


class SearchEntry(models.Model):
    """What one row is found by: the pairs of its name and of its text (检索条目).

    `services.search` writes it in the transaction that writes the row.
    """

    kind = TermField("类别", SearchKind)
    object_id = models.PositiveBigIntegerField("编号")
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="规划"
    )
    grams = GramsField("字对")

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "object_id"), name="%(app_label)s_%(class)s_once"
            ),
        )

    def __str__(self) -> str:
        return f"{SearchKind(self.kind).label} {self.object_id}"
