"""A draft as its reviewers see it: the text in marked pieces, the items in the order of doubt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from planapp.domain.reading import Debris
from planapp.domain.terms import Decision, ItemKind
from planapp.models import DraftItem

_OPENING = 24  # characters of a passage that stand for a title
_SENTENCE_START = re.compile(r"(?<=[。；！？\n])(?=[^\s。；！？])")
_DEPTH = {ItemKind.GOAL: 0, ItemKind.TASK: 0, ItemKind.INDICATOR: 1}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that the same items cover; `item` is the innermost of them."""

    text: str
    start: int
    kinds: tuple[str, ...] = ()
    item: int | None = None
    is_pending: bool = False
    reason: str = ""  # why it does not look like the plan's own text
    opens: tuple[int, ...] = ()  # the items that begin here, rejected ones too


@dataclass(frozen=True, slots=True)
class Heading:
    """A section and the first item in it, for finding one's way in the text."""

    title: str
    depth: int
    item: int


@dataclass(frozen=True, slots=True)
class Progress:
    decided: int
    total: int
    doubtful: int  # undecided and with a doubt
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def pending(self) -> int:
        return self.total - self.decided


def cut_text(
    text: str, items: Sequence[DraftItem], *, debris: Sequence[Debris] = ()
) -> list[Piece]:
    """The whole text in order, cut wherever an item or debris begins or ends. No query."""
    opens: dict[int, list[DraftItem]] = defaultdict(list)
    closes: dict[int, list[DraftItem]] = defaultdict(list)
    for item in items:
        opens[item.current["start"]].append(item)
        closes[item.current["end"]].append(item)
    edges = {edge for one in debris for edge in (one.start, one.end)}
    pieces: list[Piece] = []
    covering: dict[int, DraftItem] = {}
    at = 0
    for cut in sorted({*opens, *closes, *edges, len(text)}):
        if cut > at:
            piece = _piece(text[at:cut], at, covering=covering.values())
            begun = tuple(item.pk for item in opens[at])
            pieces.append(replace(piece, reason=_reason_at(at, debris), opens=begun))
        for item in closes[cut]:
            covering.pop(item.pk, None)
        for item in opens[cut]:
            if item.decision != Decision.REJECTED:
                covering[item.pk] = item
        at = cut
    return pieces


def _reason_at(at: int, debris: Sequence[Debris]) -> str:
    index = bisect_right(debris, at, key=lambda one: one.start) - 1
    return debris[index].reason if index >= 0 and at < debris[index].end else ""


def _piece(text: str, start: int, *, covering: Iterable[DraftItem]) -> Piece:
    items = list(covering)
    if not items:
        return Piece(text, start)
    innermost = max(items, key=lambda item: (_DEPTH[ItemKind(item.kind)], item.current["start"]))
    return Piece(
        text,
        start,
        kinds=tuple(sorted({item.kind for item in items})),
        item=innermost.pk,
        is_pending=innermost.decision == Decision.PENDING,
    )


def title_of(item: DraftItem) -> str:
    """Its name; where the text gives none, the beginning of its passage."""
    title, quote = str(item), item.current["quote"]
    if title != quote:
        return title
    return re.split(r"[。；\n]", quote.strip(), maxsplit=1)[0][:_OPENING] + "……"


def list_headings(items: Sequence[DraftItem]) -> list[Heading]:
    """The sections that items stand in, in the order of the text, each once. No query."""
    found: dict[tuple[str, ...], Heading] = {}
    for item in in_text_order(items):
        path = tuple(item.current.get("section") or ())
        for depth in range(len(path)):
            found.setdefault(path[: depth + 1], Heading(path[depth], depth, item.pk))
    return list(found.values())


def split_points(item: DraftItem) -> list[tuple[int, str]]:
    """Where sentences begin inside an item: offsets in the text, with what follows. No query."""
    quote, start = item.current["quote"], item.current["start"]
    cuts = [match.start() for match in _SENTENCE_START.finditer(quote) if match.start()]
    return [(start + cut, quote[cut:end]) for cut, end in pairwise([*cuts, len(quote)])]


def neighbours_of(item: DraftItem, items: Sequence[DraftItem]) -> tuple[DraftItem | None, ...]:
    """The items of the same kind before and after one in the text, rejected ones left out."""
    kin = [one for one in in_text_order(items) if _can_join(one, item)]
    place = next(index for index, one in enumerate(kin) if one.pk == item.pk)
    before = kin[place - 1] if place else None
    return before, next(iter(kin[place + 1 :]), None)


def _can_join(one: DraftItem, item: DraftItem) -> bool:
    return one.pk == item.pk or (one.kind == item.kind and one.decision != Decision.REJECTED)


def in_text_order(items: Sequence[DraftItem]) -> list[DraftItem]:
    """Items by their place in the text; what contains others comes first."""
    return sorted(items, key=lambda item: (item.current["start"], -item.current["end"]))


def in_review_order(items: Sequence[DraftItem]) -> list[DraftItem]:
    """Undecided doubtful ones first, then the undecided, then the decided; each as in the text."""
    return sorted(in_text_order(items), key=_urgency)


def progress_of(items: Sequence[DraftItem]) -> Progress:
    """How far a review is. No query."""
    return Progress(
        decided=sum(item.decision != Decision.PENDING for item in items),
        total=len(items),
        doubtful=sum(_urgency(item) == 0 for item in items),
        by_kind=dict(Counter(item.kind for item in items)),
    )


def _urgency(item: DraftItem) -> int:
    if item.decision != Decision.PENDING:
        return 2
    return 0 if item.current.get("doubts") else 1
