"""Lists in pieces: each answer names where the next begins, so that any depth costs the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from planapp.api.answers import require_table

RowT = TypeVar("RowT", bound=Model)
ItemT = TypeVar("ItemT")
MOST = 500
LARGEST_ID = 2**63 - 1  # what a row's number can be
RowId = Annotated[int, Field(ge=1, le=LARGEST_ID, description="行的编号。")]


class Piece(Schema):
    """Which piece of a list is asked for."""

    after: Annotated[int, Field(0, ge=0, le=LARGEST_ID, description="从编号大于此数的行开始。")]
    limit: Annotated[int, Field(100, ge=1, le=MOST, description=f"最多几行，至多{MOST}。")]


class Page(Schema, Generic[ItemT]):
    """A piece of a list, in the order of the rows' numbers."""

    items: list[ItemT]
    next: Annotated[str | None, Field(description="下一页的地址；null 表示到此为止。")]


def piece_of(
    request: HttpRequest, rows: QuerySet[RowT], piece: Piece, *, shape: Callable[[RowT], Any]
) -> dict[str, Any]:
    """The rows of the piece, each as `shape` writes it. One query, and those of its prefetches.

    Two more for what the person's roles may look at.
    """
    require_table(request, rows.model)
    found = list(rows.filter(pk__gt=piece.after).order_by("pk")[: piece.limit + 1])
    shown = found[: piece.limit]
    more = len(found) > len(shown)
    return {
        "items": [shape(row) for row in shown],
        "next": _next(request, shown[-1].pk) if more else None,
    }


def _next(request: HttpRequest, after: int) -> str:
    query = {name: value for name, value in request.GET.items() if name != "after"}
    return request.build_absolute_uri(f"{request.path}?{urlencode({**query, 'after': after})}")
