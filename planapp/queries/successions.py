"""What units that were reorganised still hold, and who may take it over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from planapp.domain.inheritance import suggest_heir
from planapp.domain.terms import PlanStatus, Role
from planapp.models import Indicator, Responsibility, Series, Task, Unit, UnitSuccession
from planapp.queries.answering import Successors, load_successors

LIVE_PLANS = (PlanStatus.PREPARING, PlanStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit that took something over from another, since when, and what (empty for all)."""

    unit: Unit
    on: date
    scope: str


@dataclass(frozen=True, slots=True)
class Reform:
    """A reorganised unit with its living heirs, and how many open parts it still holds by name.

    Where it is no more and has one heir, this one answers for all without anybody deciding;
    where it has several, the first one does until each item was given to one of them.
    """

    unit: Unit
    is_gone: bool
    heirs: tuple[Heir, ...]
    number: int

    @property
    def is_undecided(self) -> bool:
        return self.is_gone and len(self.heirs) > 1 and self.number > 0

    @property
    def is_orphaned(self) -> bool:
        """Whether it holds items and there is nobody to take them over."""
        return self.is_gone and not self.heirs and self.number > 0


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part that a reorganised unit holds: in an item, or as provider of a series' figures.

    `suggested` is the heir that the words of the item speak for, if one.
    """

    key: str  # "part-12" or "series-7", for forms
    part: Responsibility | None
    series: Series | None
    item: Indicator | Task
    suggested: int | None

    @property
    def role(self) -> str:
        return Role(self.part.role).label if self.part else "数据提供单位"


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part in an item, and who answers in place of a unit that is no more."""

    part: Responsibility
    heirs: tuple[Unit, ...]


def reforms_on(day: date) -> list[Reform]:
    """Every unit that gave duties away by a day, those to be decided first. Four queries."""
    steps = _steps(day)
    held = _numbers_held({unit.pk for unit in steps}, on=day)
    reforms = [
        Reform(unit, _is_gone(unit, day), heirs_of(unit, steps, on=day), held[unit.pk])
        for unit in steps
    ]
    return sorted(reforms, key=lambda one: (not one.is_orphaned, not one.is_undecided,
                                            -one.number, one.unit.code))  # fmt: skip


def reform_of(unit: Unit, *, on: date) -> Reform:
    """One unit's reform, whether it gave anything away or not. Four queries."""
    steps = _steps(on)
    held = _numbers_held({unit.pk}, on=on)
    return Reform(unit, _is_gone(unit, on), heirs_of(unit, steps, on=on), held[unit.pk])


def parts_held(reform: Reform, *, on: date) -> list[HeldPart]:
    """The open parts of a reorganised unit in live plans, by plan and order. Two queries."""
    scopes = {heir.unit.pk: heir.scope for heir in reform.heirs}
    parts = Responsibility.objects.valid_on(on).filter(_in_live_plans(), unit=reform.unit)
    rows = parts.select_related("indicator__plan", "task__plan", "unit")
    found = []
    for part in rows.order_by("indicator__plan", "task__plan", "indicator__order", "task__order"):
        item = part.indicator or part.task
        assert item is not None  # noqa: S101  # the database keeps that it is for one item
        suggested = suggest_heir(_words_of(item), scopes)
        found.append(HeldPart(f"part-{part.pk}", part, None, item, suggested))
    provided = Indicator.objects.filter(
        series__provider=reform.unit, plan__status__in=LIVE_PLANS, tracked=True
    )
    series: dict[int, HeldPart] = {}
    for indicator in provided.select_related("plan", "series").order_by("plan", "order"):
        suggested = suggest_heir(_words_of(indicator), scopes)
        held = HeldPart(
            f"series-{indicator.series_id}", None, indicator.series, indicator, suggested
        )
        series.setdefault(indicator.series_id, held)
    return [*found, *series.values()]


def parts_shown(parts: Iterable[Responsibility], *, on: date) -> list[PartShown]:
    """An item's parts with their units loaded, each with its heirs where needed. One query."""
    successors: Successors = load_successors(on)
    shown = []
    for part in parts:
        living = successors.living(part.unit)
        ended = part.valid_to is not None and part.valid_to < on
        shown.append(PartShown(part, () if ended or part.unit in living else living))
    return shown


def heirs_of(unit: Unit, steps: dict[Unit, list[UnitSuccession]], *, on: date) -> tuple[Heir, ...]:
    """The living units that a unit's duties passed to, through those that are no more."""
    found: dict[int, Heir] = {}
    for heir in _follow(unit, steps, on=on, behind=frozenset({unit.pk})):
        found.setdefault(heir.unit.pk, heir)
    return tuple(found.values())


def taken_over(unit: Unit) -> QuerySet[Responsibility]:
    """The parts that other units took over from a unit, newest first. One query."""
    rows = Responsibility.objects.filter(took_over_from__unit=unit)
    return rows.select_related("unit", "indicator__plan", "task__plan").order_by("-pk")


def _follow(
    unit: Unit,
    steps: dict[Unit, list[UnitSuccession]],
    *,
    on: date,
    behind: frozenset[int],
    first: UnitSuccession | None = None,
) -> Iterable[Heir]:
    for step in steps.get(unit, ()):
        if step.successor_id in behind:
            continue  # reforms that lead back to where they began
        begun = first or step
        if not _is_gone(step.successor, on):
            scope = "；".join(dict.fromkeys(filter(None, (begun.scope, step.scope))))
            yield Heir(step.successor, begun.on, scope)
        else:
            behind = behind | {step.successor_id}
            yield from _follow(step.successor, steps, on=on, behind=behind, first=begun)


def _steps(day: date) -> dict[Unit, list[UnitSuccession]]:
    rows = UnitSuccession.objects.filter(on__lte=day).select_related(
        "predecessor__region", "successor"
    )
    found: dict[Unit, list[UnitSuccession]] = {}
    for step in rows.order_by("on", "pk"):
        found.setdefault(step.predecessor, []).append(step)
    return found


def _numbers_held(unit_ids: set[int], *, on: date) -> Counter[int | None]:
    parts = Responsibility.objects.valid_on(on).filter(_in_live_plans(), unit__in=unit_ids)
    provided = Series.objects.filter(
        provider__in=unit_ids,
        indicators__plan__status__in=LIVE_PLANS,
        indicators__tracked=True,
    ).distinct()
    held: Counter[int | None] = Counter(parts.values_list("unit_id", flat=True))
    held.update(Counter(provider for _, provider in provided.values_list("pk", "provider_id")))
    return held


def _in_live_plans() -> Q:
    return Q(indicator__plan__status__in=LIVE_PLANS, indicator__tracked=True) | Q(
        task__plan__status__in=LIVE_PLANS, task__tracked=True
    )


def _is_gone(unit: Unit, day: date) -> bool:
    return unit.valid_to is not None and unit.valid_to < day


def _words_of(item: Indicator | Task) -> str:
    name = item.name if isinstance(item, Indicator) else item.title
    return f"{name}\n{item.quote}"
