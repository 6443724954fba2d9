"""Units by the names that documents and ledgers write, and who carries their duties today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planapp.domain.naming import Basis, Match, resolve_name
from planapp.models import Plan, Region, Unit
from planapp.queries.units import load_register


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """What a written name is; `candidates` are units it may mean where none was taken."""

    written: str
    match: Match
    basis: Basis
    unit: Unit | None
    candidates: tuple[Unit, ...]

    @property
    def reason(self) -> str:
        return self.basis.label


@dataclass(frozen=True, slots=True)
class UnitCarrier:
    """A unit that carries duties, and which of them (`scope`, empty for all)."""

    unit: Unit
    scope: str


def resolve_units(names: Iterable[str], *, region: Region, on: date) -> dict[str, UnitOutcome]:
    """Each written name → what it means in a plan of that region, issued on that day.

    Five queries, however many names.
    """
    register = load_register()
    found = {
        name: resolve_name(name, register=register, region=region.code, on=on)
        for name in dict.fromkeys(names)
    }
    ids = {outcome.unit_id for outcome in found.values() if outcome.unit_id is not None}
    ids.update(pk for outcome in found.values() for pk in outcome.candidates)
    units = Unit.objects.in_bulk(ids)
    return {
        name: UnitOutcome(
            written=name,
            match=outcome.match,
            basis=outcome.basis,
            unit=None if outcome.unit_id is None else units[outcome.unit_id],
            candidates=tuple(units[pk] for pk in outcome.candidates),
        )
        for name, outcome in found.items()
    }


def successors_of(unit: Unit, on: date) -> list[UnitCarrier]:
    """Who carries the unit's duties on a day: itself while it stands, and all they passed to.

    Several where they were split by scope; empty where they ended with the unit. Five queries.
    """
    return carriers_of([unit], on)[unit.pk]


def carriers_of(units: Iterable[Unit], on: date) -> dict[int, list[UnitCarrier]]:
    """For each unit by its id what `successors_of` says. Five queries, however many units."""
    register = load_register()
    carriers = {unit.pk: register.carriers(unit.pk, on) for unit in units}
    found = Unit.objects.in_bulk({one.unit_id for several in carriers.values() for one in several})
    return {
        pk: [UnitCarrier(found[one.unit_id], one.scope) for one in several]
        for pk, several in carriers.items()
    }


def day_of_issue(issued_on: str | None) -> date | None:
    """`2021-12` → 1 December 2021; None where the text states no date."""
    if not issued_on:
        return None
    year, month, day = (*map(int, issued_on.split("-")), 1, 1)[:3]
    return date(year, month, day)


def day_of_plan(plan: Plan) -> date:
    """The day on which the names in a plan are read: of issue, else the first of its period."""
    return day_of_issue(plan.issued_on) or date(plan.period_start, 1, 1)
