"""Items in which words of a web page stand: proposed like the others, but doubted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from planapp.domain.debris import Debris, find_debris
from planapp.domain.extraction.contract import (
    ExtractedGoal,
    ExtractedIndicator,
    ExtractedPlan,
    ExtractedTask,
    Span,
)

_CONFIDENCE = 0.4  # at most
_LONGEST = 20  # characters told of a stretch
_MOST = 3  # stretches told of an item

_Item = TypeVar("_Item", ExtractedGoal, ExtractedIndicator, ExtractedTask)


def doubt_foreign(text: str, plan: ExtractedPlan) -> ExtractedPlan:
    """The plan with a doubt on every item whose quote holds what does not look like its own."""
    debris = find_debris(text)
    return replace(
        plan,
        goals=_doubted(plan.goals, text, debris),
        indicators=_doubted(plan.indicators, text, debris),
        tasks=_doubted(plan.tasks, text, debris),
    )


def _doubted(items: Iterable[_Item], text: str, debris: Sequence[Debris]) -> tuple[_Item, ...]:
    return tuple(_doubt(item, _words_within(item.span, text, debris)) for item in items)


def _doubt(item: _Item, words: Sequence[str]) -> _Item:
    if not words:
        return item
    return replace(
        item,
        confidence=min(item.confidence, _CONFIDENCE),
        doubts=(*item.doubts, f"原文中夹有疑似网页内容：{'、'.join(words)}"),
    )


def _words_within(span: Span, text: str, debris: Sequence[Debris]) -> list[str]:
    """What of a page stands in a quote."""
    words: list[str] = []
    at = bisect_right(debris, span.start, key=lambda one: one.end)
    while at < len(debris) and debris[at].start < span.end and len(words) < _MOST:
        found = text[debris[at].start : debris[at].end]
        words.append(f"“{found[:_LONGEST]}{'…' if len(found) > _LONGEST else ''}”")
        at += 1
    return words
