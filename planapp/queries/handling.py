"""Which office and which person of a unit works on what it owes (处室分办)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from planapp.domain.terms import Role
from planapp.models import Handling, Membership, ReportingCycle, Unit, User
from planapp.queries.duties import Duty, duties_on
from planapp.queries.item_rows import ItemRows
from planapp.rights import ALLOWED, Action, with_predecessors


@dataclass(frozen=True, slots=True)
class Handed:
    """A duty with who works on it, or None where it was not handed out."""

    duty: Duty
    handling: Handling | None

    @property
    def key(self) -> str:
        """What a form calls it."""
        return key_of(self.duty)

    def is_late_inside(self, on: date) -> bool:
        """Whether the unit's own date has passed; once the round's has, that one counts."""
        due_on = self.handling.due_on if self.handling else None
        late = due_on is not None and due_on < on
        return late and self.duty.is_open and not self.duty.is_overdue(on)


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who reports for a unit, with the offices they work in."""

    user: User
    offices: tuple[str, ...]

    @property
    def office(self) -> str:
        return self.offices[0] if self.offices else ""


def key_of(duty: Duty) -> str:
    return f"{'indicator' if duty.indicator else 'task'}-{duty.item.pk}"


def handed_out(duties: Iterable[Duty]) -> list[Handed]:
    """The duties in their order, each with its handling. One query, none without duties."""
    mine = list(duties)
    units = {duty.unit.pk for duty in mine if duty.unit is not None}
    handlings = Handling.objects.filter(unit__in=units).select_related("person")
    rows = ItemRows(handlings.order_by("-handed_at", "-pk"), mine)
    return [Handed(duty, _of_its_unit(duty, rows)) for duty in mine]


def _of_its_unit(duty: Duty, rows: ItemRows[Handling]) -> Handling | None:
    own = (row for row in rows.of(duty) if duty.unit is not None and row.unit_id == duty.unit.pk)
    return next(own, None)


def handed_on(day: date, *, units: Collection[int] | None = None) -> list[Handed]:
    """What units (ids; all unless given) lead in the open rounds. Costs a query
    more than `duties_on`."""
    duties = duties_on(day, units=units)
    return handed_out(duty for duty in duties if duty.role == Role.LEAD and duty.unit is not None)


def load_staff(unit: Unit, *, on: date) -> list[Staff]:
    """Everybody who reports for a unit, by name. One query."""
    reporting = [role for role, actions in ALLOWED.items() if Action.REPORT in actions]
    rows = Membership.objects.filter(unit=unit, role__in=reporting, user__is_active=True)
    rows = rows.valid_on(on).select_related("user")
    found: dict[User, dict[str, None]] = defaultdict(dict)
    for row in rows.order_by("user__full_name", "user__username", "pk"):
        offices = found[row.user]
        if row.office:
            offices[row.office] = None
    return [Staff(user, tuple(offices)) for user, offices in found.items()]


def offices_of(user: User, *, on: date) -> set[tuple[int, str]]:
    """The offices a person works in, each with the id of its unit. One query."""
    rows = Membership.objects.filter(user=user).valid_on(on).exclude(office="")
    return set(rows.values_list("unit_id", "office"))


def last_handlings(cycle: ReportingCycle, unit: Unit, *, on: date) -> dict[str, Handling]:
    """Who worked on what in the plan's newest earlier round that was handed out, by item.

    Units that have passed their duties on to this one count as it. Two queries and those of
    `with_predecessors`.
    """
    rows = Handling.objects.filter(
        unit__in=with_predecessors({unit.pk}, on=on),
        cycle__plan=cycle.plan_id,
        cycle__as_of_on__lt=cycle.as_of_on,
    )
    newest = rows.order_by("-cycle__as_of_on").values_list("cycle", flat=True).first()
    found = rows.filter(cycle=newest).select_related("cycle", "person")
    return {_key(handling): handling for handling in found}


def count_open_by_person(handed: Iterable[Handed]) -> Counter[int]:
    """How many open items each person has at hand, by the person's id."""
    return Counter(person for each in handed for person in _held_by(each))


def _held_by(each: Handed) -> Iterator[int]:
    """Who has it at hand: the person it was handed to, else who began it or asked for time."""
    if each.duty.is_closed:
        return
    if each.handling is not None and each.handling.person_id is not None:
        yield each.handling.person_id
    elif each.duty.newest is not None and each.duty.newest.recorded_by_id is not None:
        yield each.duty.newest.recorded_by_id
    elif each.duty.delay.asked is not None and each.duty.delay.asked.asked_by_id is not None:
        yield each.duty.delay.asked.asked_by_id


def _key(handling: Handling) -> str:
    kind = "task" if handling.task_id is not None else "indicator"
    return f"{kind}-{handling.task_id or handling.indicator_id}"
