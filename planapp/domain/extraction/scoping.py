"""The whole document as scopes: every stretch of text with its place in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.extraction.contract import ExtractedGoal, ExtractedTask, Origin, Span
from planapp.domain.extraction.goals import find_lead_year
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.tasks import find_stated_deadline
from planapp.domain.extraction.years import find_years
from planapp.domain.terms import ItemKind


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    of: Origin | None
    is_goal: bool = False  # the text of a goal itself, wherever in the plan it stands


def build_scopes(
    text: str,
    root: Node,
    *,
    goals: Sequence[ExtractedGoal],
    tasks: Sequence[ExtractedTask],
) -> list[Scope]:
    """Scopes in the order of the text, without overlap; boxes belong to the item before them."""
    owners = _Owners(goals, tasks)
    years: dict[int, int | None] = {}
    scopes: list[Scope] = []
    for node in root.walk():
        section = tuple(above.label(text) for above in [*node.path(), node] if above.heading)
        year = years[id(node)] = _year_of(text, node, years)
        for start, end in _stretches(node):
            for piece in owners.cut(start, end, not_before=node.start):
                part = Part.AIMS if piece.is_goal else node.part
                scopes.append(Scope(piece.start, piece.end, part, section, piece.of, year))
    return scopes


def _year_of(text: str, node: Node, years: dict[int, int | None]) -> int | None:
    """The year a section's lead sets; an item takes it over from the section above."""
    above = years.get(id(node.parent)) if node.parent else None
    if deadline := _deadline_of(text, node):
        stated = find_years(deadline)
        return stated[-1].year if stated else above
    is_lead = node.children or node.part is Part.AIMS
    return (find_lead_year(text, node) if is_lead else None) or above


def _deadline_of(text: str, node: Node) -> str | None:
    """The deadline that a task's own note or column states."""
    if node.assignment is not None:
        return node.assignment.deadline
    if node.part is not Part.MEASURES or node.children:
        return None
    return find_stated_deadline(text, node.own_stretches())


def _stretches(node: Node) -> list[tuple[int, int]]:
    """The node's line, paragraphs and boxes in order, those that touch the line first."""
    if node.assignment is not None:
        return list(node.assignment.texts)
    line = [(node.start, node.line_end)] if node.heading else []
    if node.heading and node.body == node.heading.end:  # 强化资金保障|每年安排…: glued to it
        line = [(node.start, node.body), (node.body, node.line_end)]
    rest = [(p.start, p.end) for p in (*node.texts, *node.boxes)]
    return sorted(line + rest)


class _Owners:
    """Says whose text a stretch is; asked in the order of the text."""

    def __init__(self, goals: Sequence[ExtractedGoal], tasks: Sequence[ExtractedTask]) -> None:
        self._owned = _owned_stretches(goals, tasks)
        self._next = 0
        self._last: _Piece | None = None

    def cut(self, start: int, end: int, *, not_before: int) -> Iterator[_Piece]:
        """The stretch in pieces, each of one owner; a loose piece follows the item before it."""
        while start < end:
            while self._next < len(self._owned) and self._owned[self._next].end <= start:
                self._last = self._owned[self._next]
                self._next += 1
            item = self._owned[self._next] if self._next < len(self._owned) else None
            if item is not None and item.start <= start:
                stop = min(end, item.end)
                yield _Piece(start, stop, item.of, item.is_goal)
            else:
                stop = end if item is None else min(end, item.start)
                follows = self._last is not None and self._last.start >= not_before
                yield _Piece(start, stop, self._last.of if self._last and follows else None)
            start = stop


def _owned_stretches(
    goals: Sequence[ExtractedGoal], tasks: Sequence[ExtractedTask]
) -> list[_Piece]:
    owned = [
        *(_piece(goal.span, ItemKind.GOAL, at) for at, goal in enumerate(goals)),
        *(_piece(task.span, ItemKind.TASK, at) for at, task in enumerate(tasks)),
    ]
    return sorted(owned, key=lambda stretch: (stretch.start, stretch.end))


def _piece(span: Span, kind: ItemKind, position: int) -> _Piece:
    return _Piece(span.start, span.end, Origin(kind, position), kind is ItemKind.GOAL)
