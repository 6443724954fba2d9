"""Two printings of one plan side by side: what stayed, moved, was changed, came and went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planapp.domain.pairing import Wording, pair_up, plain
from planapp.domain.terms import Comparator, Decision, ItemKind, Term
from planapp.models import DraftItem, ExtractionDraft
from planapp.models.document import CORRECTABLE

Pair = tuple[DraftItem | None, DraftItem | None]  # of the earlier printing, of the later one
Item = dict[str, Any]

PROMISED = ("value", "value_max", "target_year", "base_year", "base_value")
_PLACE = ("number", "section")
_NUMBERS = {"value", "value_max", "base_value"}


class Difference(Term):
    """What became of a passage in the later printing."""

    REVISED = "revised", "目标或基期调整"
    EDITED = "edited", "文字、时限或单位修改"
    NEW = "new", "新增"
    GONE = "gone", "不再列入"
    MOVED = "moved", "仅章节或编号变动"
    SAME = "same", "未变"


@dataclass(frozen=True, slots=True)
class PassageChange:
    """One passage of the two printings; `fields` are those that differ."""

    kind: ItemKind
    difference: Difference
    old: DraftItem | None
    new: DraftItem | None
    fields: tuple[str, ...] = ()


def compare_printings(old: ExtractionDraft, new: ExtractionDraft) -> list[PassageChange]:
    """What people took of the earlier and of the later printing, in the later one's order.

    Two queries.
    """
    found: list[PassageChange] = []
    before, after = _taken(old), _taken(new)
    for kind in ItemKind:
        pairs = pair_items(
            [item for item in before if item.kind == kind],
            [item for item in after if item.kind == kind],
            content=lambda item: item.current,
        )
        for one, other in pairs:
            found += _changes(kind, one, other, period_end=new.header.get("period_end"))
    return found


def pair_items(
    old: Sequence[DraftItem], new: Sequence[DraftItem], *, content: Callable[[DraftItem], Item]
) -> Iterator[Pair]:
    """Items of one kind from two texts: each new one with the one it was, then what is gone."""
    earlier = [_wording(content(item)) for item in old]
    later = [_wording(content(item)) for item in new]
    pairs = pair_up(earlier, later)
    for index, item in enumerate(new):
        yield (old[pairs[index]] if index in pairs else None), item
    for index, item in enumerate(old):
        if index not in set(pairs.values()):
            yield item, None


def differences(
    kind: ItemKind, old: Item, new: Item, *, period_end: int | None = None
) -> tuple[str, ...]:
    """The fields in which an item reads otherwise than before; its place in the file is none."""
    fields = ["section", *CORRECTABLE[kind]]
    found = [
        name for name in fields if _value(name, old, period_end) != _value(name, new, period_end)
    ]
    return (*found, "quote") if _words(old) != _words(new) else tuple(found)


def only_moved(fields: Sequence[str]) -> bool:
    """Whether nothing but the section or the number differs."""
    return set(fields) <= set(_PLACE)


def _taken(draft: ExtractionDraft) -> list[DraftItem]:
    taken = draft.items.filter(decision__in=(Decision.ACCEPTED, Decision.CORRECTED))
    return list(taken.order_by("kind", "position"))


def _wording(item: Item) -> Wording:
    name = item.get("name") or item.get("title") or item.get("heading") or ""
    return Wording(name, _words(item), str(_value("value", item, None) or ""))


def _words(item: Item) -> str:
    """The quote without its number: where one task is left out, all after it are renumbered."""
    words, number = plain(item["quote"]), plain(item.get("number") or "")
    return words.removeprefix(number).lstrip(".、．。)） ") if number else words


def _changes(
    kind: ItemKind, old: DraftItem | None, new: DraftItem | None, *, period_end: int | None
) -> Iterator[PassageChange]:
    if old is None or new is None:
        yield PassageChange(kind, Difference.NEW if old is None else Difference.GONE, old, new)
        return
    fields = differences(kind, old.current, new.current, period_end=period_end)
    if _is_other_commitment(fields, old.current, new.current):
        yield PassageChange(kind, Difference.NEW, None, new)
        yield PassageChange(kind, Difference.GONE, old, None)
        return
    if set(fields) & set(PROMISED):
        difference = Difference.REVISED
    elif not only_moved(fields):
        difference = Difference.EDITED
    else:
        difference = Difference.MOVED if fields else Difference.SAME
    yield PassageChange(kind, difference, old, new, fields)


def _is_other_commitment(fields: Sequence[str], old: Item, new: Item) -> bool:
    """Another type or unit of a figure, or a range for a single figure, is no changed target."""
    to_or_from_range = Comparator.RANGE in {old.get("comparator"), new.get("comparator")}
    return bool({"measure", "unit"} & set(fields)) or ("comparator" in fields and to_or_from_range)


def _value(name: str, item: Item, period_end: int | None) -> Any:
    value = item.get(name) or None
    if name == "target_year":
        return value or period_end
    if name in _NUMBERS and value is not None:
        return Decimal(value)
    if name in {"title", "heading", "name", "deadline"} and value is not None:
        return plain(value)
    return value
