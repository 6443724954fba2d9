"""The rows of a plan as an accepted draft gives them: goals, tasks, indicators, their units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from planapp.domain.deadlines import read_deadline
from planapp.domain.terms import Attribute, Decision, Entry, ItemKind, Measure
from planapp.models import (
    ExtractionDraft,
    Goal,
    Indicator,
    Plan,
    Responsibility,
    Series,
    Task,
)
from planapp.services.errors import Refused
from planapp.services.responsibilities import parts_in, rows_for
from planapp.services.units import day_of_issue, day_of_plan, resolve_units

Item = dict[str, Any]
Items = dict[int, Item]  # position in the draft → the item as decided


def accepted_items(draft: ExtractionDraft, kind: ItemKind) -> Items:
    """What people took of one kind, by its position in the draft."""
    decided = draft.items.filter(
        kind=kind, decision__in=(Decision.ACCEPTED, Decision.CORRECTED)
    ).order_by("position")
    return {row.position: row.current for row in decided}


def check_base_years(indicators: Iterable[Item], *, period_end: int) -> None:
    """Raise Refused, naming it, for an indicator whose base is not before its target."""
    for item in indicators:
        target_year = item.get("target_year") or period_end
        if (item.get("base_year") or 0) >= target_year:
            raise Refused(f"指标“{item['name']}”的基期年须早于目标年（{target_year}），请先修改。")


def passage_of(item: Item) -> Item:
    """Where an item stands, as the fields of a row."""
    return {
        "section": item.get("section") or [],
        "quote": item["quote"],
        "start": item["start"],
        "end": item["end"],
    }


def create_goals(plan: Plan, items: Items, *, first: int = 1) -> dict[int, Goal]:
    """Write goals, numbered from `first`."""
    rows = [
        Goal(
            plan=plan,
            code=f"{plan.code}-G{order:03d}",
            order=order,
            heading=(item.get("heading") or "")[:200],
            **passage_of(item),
        )
        for order, item in enumerate(items.values(), first)
    ]
    return dict(zip(items, Goal.objects.bulk_create(rows), strict=True))


def create_tasks(plan: Plan, items: Items, *, first: int = 1) -> dict[int, Task]:
    """Write tasks, numbered from `first`."""
    rows = [
        Task(
            plan=plan,
            code=f"{plan.code}-T{order:03d}",
            order=order,
            number=(item.get("number") or "")[:20],
            title=(item.get("title") or "")[:300],
            deadline=(item.get("deadline") or "")[:60],
            due_on=due_day(plan, item.get("deadline") or ""),
            **passage_of(item),
        )
        for order, item in enumerate(items.values(), first)
    ]
    return dict(zip(items, Task.objects.bulk_create(rows), strict=True))


def due_day(plan: Plan, deadline: str) -> date | None:
    """The last day of a task's deadline as the plan words it, None where that has no end."""
    issued = day_of_issue(plan.issued_on)
    return read_deadline(
        deadline, issued_year=issued.year if issued else None, period_end=plan.period_end
    )


def create_indicators(
    plan: Plan, items: Items, *, goals: dict[int, Goal], tasks: dict[int, Task], first: int = 1
) -> dict[int, Indicator]:
    """Write indicators, each on a series of its own, numbered from `first`."""
    series = Series.objects.bulk_create(
        _series_for(plan, item, order) for order, item in enumerate(items.values(), first)
    )
    rows = [
        Indicator(
            plan=plan,
            code=f"{plan.code}-I{order:03d}",
            order=order,
            series=one,
            **owner_of(item, goals=goals, tasks=tasks),
            name=item["name"][:200],
            measure=item["measure"],
            comparator=item["comparator"],
            target=Decimal(item["value"]),
            target_max=amount_of(item.get("value_max")),
            value_unit=item.get("unit") or "",
            target_year=item.get("target_year") or plan.period_end,
            base_year=item.get("base_year"),
            base_value=amount_of(item.get("base_value")),
            base_source="规划原文" if item.get("base_value") else "",
            attribute=item.get("attribute") or Attribute.UNSTATED,
            **passage_of(item),
        )
        for order, (item, one) in enumerate(zip(items.values(), series, strict=True), first)
    ]
    return dict(zip(items, Indicator.objects.bulk_create(rows), strict=True))


def owner_of(item: Item, *, goals: dict[int, Goal], tasks: dict[int, Task]) -> dict[str, Any]:
    """The goal or task an indicator stands in: as it was read, else the innermost around it.

    A person may have added the indicator, or merged away the item that it was read in.
    """
    rows: dict[str, dict[int, Any]] = {"goal": goals, "task": tasks}
    for kind, position in (item.get("of") or {}).items():
        if position in rows[kind]:
            return {kind: rows[kind][position]}
    around = [
        (row.start, kind, row)
        for kind, several in rows.items()
        for row in several.values()
        if row.start <= item["start"] and item["end"] <= row.end
    ]
    if not around:
        return {}
    _, kind, row = max(around, key=lambda one: one[0])
    return {kind: row}


def _series_for(plan: Plan, item: Item, order: int) -> Series:
    measure = Measure(item["measure"])
    return Series(
        code=f"{plan.code}-S{order:03d}",
        name=item["name"][:200],
        # A multiple is promised in 倍, but what is observed has a unit of its own: set-up asks.
        value_unit="" if measure is Measure.MULTIPLE else item.get("unit") or "",
        entry=Entry.default_for(measure),
        region=plan.region,
    )


def amount_of(text: str | None) -> Decimal | None:
    """A draft's decimal string as a number."""
    return None if text in {None, ""} else Decimal(text)


def assign_units(
    plan: Plan, items: Items, *, tasks: dict[int, Task], indicators: Iterable[Indicator]
) -> tuple[list[Responsibility], list[str]]:
    """Give each task, and the indicators in it, the units its text names; and who is unknown."""
    names = {unit["name"] for item in items.values() for unit in item.get("units") or ()}
    found = resolve_units(names, region=plan.region, on=day_of_plan(plan))
    named = {name: [one.unit] for name, one in found.items() if one.unit is not None}
    rows: list[Responsibility] = []
    for position, item in items.items():
        parts = parts_in(item.get("units") or (), named)
        rows += rows_for(parts, task=tasks[position], indicators=indicators)
    return Responsibility.objects.bulk_create(rows), sorted(names - set(named))
