"""Which living units answer for what was given to a unit, through all reforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from planapp.domain.terms import Role
from planapp.models import Indicator, Responsibility, Unit, UnitSuccession

# Whose part makes them answer for an item, in this order.
INDICATOR_ANSWERING = (Role.LEAD,)
TASK_ANSWERING = (Role.LEAD, Role.RESPONSIBLE)


class Part(NamedTuple):
    """As much of a responsibility as tells who answers, for there may be thousands."""

    unit: Unit
    role: str


@dataclass(frozen=True, slots=True)
class Parts:
    """Who has which part in the items of some plans, by the id of the indicator or task."""

    of_indicator: dict[int, list[Part]]
    of_task: dict[int, list[Part]]


@dataclass(frozen=True, slots=True)
class Successors:
    """The steps of reform up to a day."""

    day: date
    by_predecessor: dict[int, list[Unit]]

    def living(self, unit: Unit) -> tuple[Unit, ...]:
        """Who holds a unit's duties on the day: itself, or those it passed to, first step first.

        Where the duties were split, the first successor answers and the others are shown. A unit
        that ended without a successor stays: somebody has to see that nobody answers.
        """
        return self._follow(unit, frozenset()) or (unit,)

    def held_by(self, units: Collection[int]) -> set[int]:
        """Ids of these units and of all whose duties may have come to them."""
        found: set[int] = set()
        coming = set(units)
        while coming:
            found |= coming
            coming = {
                before
                for before, heirs in self.by_predecessor.items()
                if before not in found and any(heir.pk in coming for heir in heirs)
            }
        return found

    def _follow(self, unit: Unit, behind: frozenset[int]) -> tuple[Unit, ...]:
        if _exists_on(unit, self.day):
            return (unit,)
        if unit.pk in behind:
            return ()  # reforms that lead back to where they began
        steps = self.by_predecessor.get(unit.pk, ())
        return _unique(heir for step in steps for heir in self._follow(step, behind | {unit.pk}))


def load_successors(day: date) -> Successors:
    """The reforms that have taken effect by a day. One query."""
    by_predecessor: dict[int, list[Unit]] = defaultdict(list)
    steps = UnitSuccession.objects.filter(on__lte=day).select_related("successor")
    for step in steps.order_by("on", "pk"):
        by_predecessor[step.predecessor_id].append(step.successor)
    return Successors(day, by_predecessor)


def load_parts(wanted: Q, *, day: date) -> Parts:
    """Those of the wanted responsibilities that are valid on a day, in order. Two queries."""
    valid = Responsibility.objects.valid_on(day).filter(wanted)
    rows = list(valid.values_list("indicator_id", "task_id", "unit_id", "role"))
    units = Unit.objects.in_bulk({unit for _, _, unit, _ in rows})
    parts = Parts(defaultdict(list), defaultdict(list))
    for indicator, task, unit, role in rows:
        own = parts.of_task[task] if indicator is None else parts.of_indicator[indicator]
        own.append(Part(units[unit], role))
    return parts


def share_out(
    parts: Iterable[Part],
    *,
    answering: Collection[Role],
    successors: Successors,
    provider: Unit | None = None,
) -> tuple[Unit | None, tuple[Unit, ...]]:
    """The living unit that answers for an item, or None, and all others that have a part in it.

    The provider of the data answers, else the first unit in the first `answering` role that
    any unit has.
    """
    given = list(parts)
    first = [provider] if provider else []
    first += [part.unit for role in answering for part in given if part.role == role]
    named = [*first, *(part.unit for part in given)]
    everyone = _unique(heir for unit in named for heir in successors.living(unit))
    return (everyone[0], everyone[1:]) if first else (None, everyone)


def unit_answering_for(indicator: Indicator, *, on: date) -> Unit | None:
    """The living unit that answers for an indicator with its series loaded. Four queries."""
    unit, _ = share_out(
        load_parts(Q(indicator=indicator), day=on).of_indicator[indicator.pk],
        answering=INDICATOR_ANSWERING,
        successors=load_successors(on),
        provider=indicator.series.provider,
    )
    return unit


def _exists_on(unit: Unit, day: date) -> bool:
    begun = unit.valid_from is None or unit.valid_from <= day
    return begun and (unit.valid_to is None or unit.valid_to >= day)


def _unique(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit.pk: unit for unit in units}.values())
