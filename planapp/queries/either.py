"""Keys that one of several look-ups finds."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def either(*found: QuerySet[Any]) -> QuerySet[Any]:
    """For `__in`: what one of these finds. Each is looked up, where OR would try every row."""
    first, *others = (each.order_by() for each in found)  # SQLite takes no order in a union
    return first.union(*others)
