"""The rows of a plan made to say what a new printing says; nothing is deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Max

from planapp.domain.gaps import convert
from planapp.domain.terms import ItemKind
from planapp.models import DraftItem, Goal, Indicator, Plan, Reissue, Task
from planapp.models.revision import REVISABLE
from planapp.queries.printings import PROMISED, PassageChange
from planapp.services.audit import Change, Snapshot, changed, created, snapshot
from planapp.services.errors import Refused
from planapp.services.plan_rows import (
    Item,
    amount_of,
    create_goals,
    create_indicators,
    create_tasks,
    due_day,
    owner_of,
    passage_of,
)
from planapp.services.revisions import RevisionTerms

Row = Any  # a Goal, Task or Indicator: what differs is in the tables below

_MODELS: dict[ItemKind, Any] = {
    ItemKind.GOAL: Goal,
    ItemKind.TASK: Task,
    ItemKind.INDICATOR: Indicator,
}
_PASSAGE = ("section", "quote", "start", "end")
_WRITTEN = {
    ItemKind.GOAL: (*_PASSAGE, "heading"),
    ItemKind.TASK: (*_PASSAGE, "number", "title", "deadline", "due_on"),
    ItemKind.INDICATOR: (*_PASSAGE, "name", "comparator", "goal", "task"),
}


@dataclass(slots=True)
class RewrittenRows:
    """The rows by their place in the new draft, what was written, and what is left to propose."""

    goals: dict[int, Goal] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    indicators: dict[int, Indicator] = field(default_factory=dict)
    new: list[Row] = field(default_factory=list)
    revised: list[tuple[Indicator, Item]] = field(default_factory=list)  # with what it promises now
    judged_otherwise: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def of(self, kind: ItemKind) -> dict[int, Any]:
        rows: dict[ItemKind, dict[int, Any]] = {
            ItemKind.GOAL: self.goals,
            ItemKind.TASK: self.tasks,
            ItemKind.INDICATOR: self.indicators,
        }
        return rows[kind]


def rewrite_rows(
    plan: Plan, changes: Sequence[PassageChange], *, reissue: Reissue
) -> RewrittenRows:
    """Keep what both printings hold, write what is new, withdraw what is left out."""
    found = RewrittenRows()
    for kind in (ItemKind.GOAL, ItemKind.TASK, ItemKind.INDICATOR):  # owners before what they own
        of_kind = [one for one in changes if one.kind is kind]
        rows = _rows_by_item(plan, kind, [one.old for one in of_kind if one.old])
        left_out = [one.old.pk for one in of_kind if one.old and not one.new]
        gone = [rows[pk] for pk in left_out if pk in rows]
        before = {row.pk: snapshot(row) for row in rows.values()}
        new = _keep(found, plan, changes=of_kind, rows=rows)
        _create(found, plan, kind=kind, items=new)
        for row in gone:
            row.withdrawn_by = reissue
            if kind is not ItemKind.GOAL:
                row.tracked = False
        _save(found, kind, rows=rows.values(), before=before)
    _take_parts_along(found, plan)
    return found


def terms_of(indicator: Indicator, item: Item, *, year: int) -> RevisionTerms | None:
    """What a printing promises of an indicator from a year on, None where that is in force.

    What it does not state stays as it is, but for a base that it stated before.
    """
    terms = RevisionTerms(effective_year=year, **_promised(indicator) | _stated(indicator, item))
    in_force = RevisionTerms(effective_year=year, **_promised(indicator))
    return None if terms == in_force else terms


def _promised(indicator: Indicator) -> Item:
    return {name: getattr(indicator, name) for name in REVISABLE}


def _stated(indicator: Indicator, item: Item) -> Item:
    """The changed fields alone, in the units of the row."""
    columns = {"value": "target", "value_max": "target_max"}
    stated: Item = {columns.get(name, name): value for name, value in item.items()}
    for name in {"target", "target_max", "base_value"} & set(stated):
        stated[name] = amount_of(stated[name])
    if stated.get("base_value") is not None:
        stated["base_value"] = _as_observed(indicator, stated["base_value"])
    if "target_year" in stated:
        stated["target_year"] = stated["target_year"] or indicator.plan.period_end
    return stated


def _as_observed(indicator: Indicator, base: Decimal) -> Decimal:
    observed = indicator.series.value_unit
    if observed in {"", indicator.value_unit}:
        return base
    try:
        return convert(base, indicator.value_unit, observed)
    except ValueError as error:
        raise Refused(f"“{indicator}”的基期值：{error}。") from error


def _rows_by_item(plan: Plan, kind: ItemKind, items: Iterable[DraftItem]) -> dict[int, Row]:
    """The row that each item of the present printing became; rows made by hand have none."""
    rows = _MODELS[kind]._default_manager.filter(plan=plan, withdrawn_by=None)
    if kind is ItemKind.INDICATOR:
        rows = rows.filter(breakdown=None).select_related("plan", "series")
    at_place: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows.order_by("order"):
        at_place[row.start, row.end].append(row)
    found = {}
    for item in items:
        several = at_place[item.current["start"], item.current["end"]]
        if several:
            found[item.pk] = min(several, key=lambda row: str(row) != str(item))
            several.remove(found[item.pk])
    return found


def _keep(
    found: RewrittenRows, plan: Plan, *, changes: Iterable[PassageChange], rows: dict[int, Row]
) -> dict[int, Item]:
    """Rewrite the rows that stay; what has none yet is returned."""
    new: dict[int, Item] = {}
    for one in changes:
        if one.new is None:
            continue
        row = rows.get(one.old.pk) if one.old else None
        if row is None:
            new[one.new.position] = one.new.current
            continue
        item = one.new.current
        found.of(one.kind)[one.new.position] = row
        _rewrite(found, plan, row, item=item, one=one)
    return new


def _rewrite(found: RewrittenRows, plan: Plan, row: Row, *, item: Item, one: PassageChange) -> None:
    """Fields that both printings have alike stay as people have set them up since."""
    for name, value in passage_of(item).items():
        setattr(row, name, value)
    lengths = {"heading": 200, "number": 20, "title": 300, "deadline": 60, "name": 200}
    for name in set(lengths) & set(one.fields):
        setattr(row, name, (item.get(name) or "")[: lengths[name]])
    if "deadline" in one.fields:
        row.due_on = due_day(plan, row.deadline)
    if one.kind is ItemKind.INDICATOR:
        owner = {"goal": None, "task": None}
        owner |= owner_of(item, goals=found.goals, tasks=found.tasks)
        row.goal, row.task = owner["goal"], owner["task"]
        promised = {name: item.get(name) for name in PROMISED if name in one.fields}
        if promised:
            found.revised.append((row, promised))
        if "comparator" in one.fields:
            row.comparator = item["comparator"]
            found.judged_otherwise.append(row.pk)


def _create(found: RewrittenRows, plan: Plan, *, kind: ItemKind, items: dict[int, Item]) -> None:
    """New rows with codes that continue the numbering."""
    last = _MODELS[kind]._default_manager.filter(plan=plan).aggregate(last=Max("order"))["last"]
    first = (last or 0) + 1
    rows: dict[int, Any]
    if kind is ItemKind.GOAL:
        rows = create_goals(plan, items, first=first)
    elif kind is ItemKind.TASK:
        rows = create_tasks(plan, items, first=first)
    else:
        rows = create_indicators(plan, items, goals=found.goals, tasks=found.tasks, first=first)
    found.of(kind).update(rows)
    found.new += rows.values()
    series = [row.series for row in rows.values() if isinstance(row, Indicator)]
    found.changes += created(*series, *rows.values())


def _save(
    found: RewrittenRows, kind: ItemKind, *, rows: Iterable[Row], before: dict[int, Snapshot]
) -> None:
    changes = [changed(row, before[row.pk]) for row in rows]
    differing = [change for change in changes if change.before != change.after]
    withdrawn = ("withdrawn_by",) if kind is ItemKind.GOAL else ("withdrawn_by", "tracked")
    _MODELS[kind]._default_manager.bulk_update(
        [change.row for change in differing], (*_WRITTEN[kind], *withdrawn)
    )
    found.changes += differing


def _take_parts_along(found: RewrittenRows, plan: Plan) -> None:
    """The parts of a broken-down indicator stand where their whole stands, or no longer."""
    rows = Indicator.objects.filter(plan=plan, withdrawn_by=None).exclude(breakdown=None)
    parts = list(rows.select_related("breakdown__whole").order_by("pk"))
    before = {part.pk: snapshot(part) for part in parts}
    along = (*_PASSAGE, "goal", "task", "withdrawn_by")
    for part in parts:
        whole = part.breakdown.whole
        for name in along:
            setattr(part, name, getattr(whole, name))
        part.tracked = part.tracked and whole.withdrawn_by_id is None
    _save(found, ItemKind.INDICATOR, rows=parts, before=before)
