"""How long lists of ids travel to PostgreSQL, as one array, and how it looks up what is found."""

from __future__ import annotations

from typing import Any

from django.db.models import BigAutoField, ForeignKey
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

FEW = 20  # below it nothing is gained


class _AsArray:
    """`= ANY(array)` has the plan of `IN (…)`, and costs a twentieth to write and to read."""

    def get_prep_lookup(self: Any) -> Any:
        """As they are where all are plain ids: preparing each of thousands costs more than both."""
        if self.rhs_is_direct_value():
            self.rhs = list(self.rhs)  # it may be an iterator
            if all(type(each) is int for each in self.rhs):
                return self.rhs
        return super().get_prep_lookup()  # type: ignore[misc]  # of the lookup it is mixed into

    def as_postgresql(self: Any, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """As usual where these are no plain ids, or few of them."""
        ids = set(self.rhs) if self.rhs_is_direct_value() else set()
        if len(ids) <= FEW or not all(type(each) is int for each in ids):
            sql, params = self.as_sql(compiler, connection)
            return sql, list(params)
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s::bigint[])", [*params, sorted(ids)]


@BigAutoField.register_lookup
class _InIds(_AsArray, In):
    pass


@ForeignKey.register_lookup
class _RelatedInIds(_AsArray, RelatedIn):
    pass


@BigAutoField.register_lookup
class _Among(In):
    """`__in` a sub-select, for whose ids PostgreSQL looks in the index, however many they are.

    Of `IN (SELECT …)` it makes a join for which it may read the whole table, or go through it in
    the order of the list until fifty rows have turned up.
    """

    lookup_name = "among"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        sql, params = self.process_lhs(compiler, connection)
        ids, of_ids = self.process_rhs(compiler, connection)
        return f"{sql} = ANY(ARRAY{ids})", [*params, *of_ids]
