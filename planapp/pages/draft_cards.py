"""An item of a draft as its card shows it: fields in words, what was changed, its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planapp.domain.naming import Match
from planapp.domain.terms import Comparator, Decision, ItemKind, Measure, Role
from planapp.models import DraftItem, ExtractionDraft, Region
from planapp.models.document import CORRECTABLE
from planapp.pages.formats import NOTHING, format_amount
from planapp.queries.draft_review import neighbours_of, title_of
from planapp.services.units import (
    UnitCarrier,
    UnitOutcome,
    carriers_of,
    day_of_issue,
    resolve_units,
)

LABELS = {
    "heading": "标题",
    "name": "名称",
    "measure": "类型",
    "comparator": "比较",
    "value": "数值",
    "value_max": "数值上限",
    "unit": "计量单位",
    "target_year": "目标年",
    "base_year": "基期年",
    "base_value": "基期值",
    "number": "编号",
    "title": "标题",
    "deadline": "完成时限",
    "units": "单位",
    "quote": "原文范围",
}
_ROLES = {Role.LEAD: "牵头", Role.SUPPORT: "配合", Role.RESPONSIBLE: "责任"}
_EXCERPT = 24  # characters shown of each end of a changed stretch


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """A unit's name as written and what the register makes of it today."""

    name: str
    role: str = ""
    outcome: UnitOutcome | None = None  # None where the plan's region is not known
    carriers: tuple[UnitCarrier, ...] = ()

    @property
    def tone(self) -> str:
        """unit, class, none, or open where there is no register to ask."""
        return self.outcome.match.value if self.outcome else "open"

    @property
    def moved(self) -> bool:
        """Whether others than the unit itself carry its duties today."""
        unit = self.outcome.unit if self.outcome else None
        return unit is not None and [one.unit for one in self.carriers] != [unit]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a person changed: 原提取 → 修改后."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the card of one item shows; no field is asked of the database."""

    item: DraftItem
    title: str
    figure: str
    notes: list[tuple[str, str]]
    changes: list[Change]
    units: list[WrittenUnit]
    joins: list[tuple[str, DraftItem, str]]  # direction, neighbour, label

    @property
    def current(self) -> dict[str, Any]:
        return self.item.current

    @property
    def is_pending(self) -> bool:
        return bool(self.item.decision == Decision.PENDING)

    @property
    def is_doubtful(self) -> bool:
        return self.is_pending and bool(self.current.get("doubts"))

    @property
    def can_split(self) -> bool:
        is_taken = self.item.decision != Decision.REJECTED
        return bool(is_taken and self.item.kind != ItemKind.INDICATOR)


def build_cards(
    shown: Iterable[DraftItem],
    *,
    items: Sequence[DraftItem],
    units: Mapping[str, WrittenUnit],
) -> list[Card]:
    """The cards of some of a draft's items; `items` are all of them. No query."""
    owners = {(item.kind, item.position): item for item in items}
    return [
        Card(
            item=item,
            title=title_of(item),
            figure=_figure(item),
            notes=_notes(item, owners),
            changes=_changes(item),
            units=_units(item, units),
            joins=_joins(item, items),
        )
        for item in shown
    ]


def read_units(
    draft: ExtractionDraft, items: Iterable[DraftItem], *, region: Region | None, on: date
) -> dict[str, WrittenUnit]:
    """Each name written in the items with its unit and who carries the duty on a day.

    A constant number of queries; none where no name is written.
    """
    names = sorted({unit["name"] for item in items for unit in item.current.get("units") or ()})
    if not names:
        return {}
    if region is None:
        return {name: WrittenUnit(name) for name in names}
    day = day_of_issue(draft.header.get("issued_on")) or on
    outcomes = resolve_units(names, region=region, on=day)
    carriers = carriers_of([one.unit for one in outcomes.values() if one.unit], on)
    return {
        name: WrittenUnit(
            name,
            outcome=outcome,
            carriers=tuple(carriers[outcome.unit.pk]) if outcome.unit else (),
        )
        for name, outcome in outcomes.items()
    }


def region_of(draft: ExtractionDraft) -> Region | None:
    """The region the plan states for itself, if the register of regions has it."""
    return Region.objects.filter(name=draft.header.get("region") or "").first()


def unmatched(units: Iterable[WrittenUnit]) -> int:
    """How many names the register cannot answer."""
    return sum(one.outcome is not None and one.outcome.match is Match.NONE for one in units)


def _figure(item: DraftItem) -> str:
    current = item.current
    if item.kind != ItemKind.INDICATOR or "value" not in current:
        return ""
    value, unit = _amount(current["value"]), current.get("unit") or ""
    if current.get("value_max"):
        return f"{value}–{_amount(current['value_max'], unit)}"
    return f"{Comparator(current['comparator']).label} {_amount(current['value'], unit)}"


def _amount(written: str | None, unit: str = "") -> str:
    return NOTHING if not written else format_amount(Decimal(written), unit)


def _notes(item: DraftItem, owners: Mapping[tuple[str, int], DraftItem]) -> list[tuple[str, str]]:
    current = item.current
    notes = []
    if item.kind == ItemKind.INDICATOR and "measure" in current:
        notes.append(("类型", Measure(current["measure"]).label))
        notes.append(("目标年", str(current.get("target_year") or NOTHING)))
        if current.get("base_year") or current.get("base_value"):
            base = _amount(current.get("base_value"), current.get("unit") or "")
            notes.append(("基期", f"{current.get('base_year') or ''} {base}".strip()))
        for place in (current.get("of") or {}).items():
            if place in owners:
                notes.append((f"所属{ItemKind(place[0]).label}", str(owners[place])[:40]))
    if item.kind == ItemKind.TASK:
        notes += [(LABELS[key], current[key]) for key in ("number", "deadline") if current.get(key)]
    section = current.get("section") or ()
    return [*notes, ("章节", " › ".join(section))] if section else notes


def _changes(item: DraftItem) -> list[Change]:
    return [] if item.corrected is None else changes_in(item.kind, item.extracted, item.corrected)


def changes_in(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The fields that two readings of an item do not have in common, in words."""
    fields = (*CORRECTABLE[kind], "quote")
    pairs = ((key, old.get(key), new.get(key)) for key in fields)
    return [
        Change(LABELS[key], in_words(key, before), in_words(key, after))
        for key, before, after in pairs
        if before != after
    ]


def in_words(key: str, value: Any) -> str:
    """A field's stored value as the reader's words."""
    if value in {None, ""} if not isinstance(value, list) else not value:
        return NOTHING
    if key == "measure":
        return Measure(value).label
    if key == "comparator":
        return Comparator(value).label
    if key == "units":
        return "、".join(f"{_ROLES[Role(one['role'])]} {one['name']}" for one in value)
    if key == "quote":
        return _excerpt(value)
    return str(value)


def _excerpt(quote: str) -> str:
    flat = quote.replace("\n", " ").strip()
    if len(flat) <= 2 * _EXCERPT:
        return flat
    return f"{flat[:_EXCERPT]}……{flat[-_EXCERPT:]}（{len(quote)}字）"


def _units(item: DraftItem, units: Mapping[str, WrittenUnit]) -> list[WrittenUnit]:
    return [
        WrittenUnit(
            unit["name"],
            role=_ROLES[Role(unit["role"])],
            outcome=units[unit["name"]].outcome,
            carriers=units[unit["name"]].carriers,
        )
        for unit in item.current.get("units") or ()
        if unit["name"] in units
    ]


def _joins(item: DraftItem, items: Sequence[DraftItem]) -> list[tuple[str, DraftItem, str]]:
    if item.kind == ItemKind.INDICATOR or item.decision == Decision.REJECTED:
        return []
    before, after = neighbours_of(item, items)
    pairs = (("previous", before, "与上一条合并"), ("next", after, "与下一条合并"))
    return [(direction, one, label) for direction, one, label in pairs if one is not None]
