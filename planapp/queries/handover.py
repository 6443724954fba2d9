"""What a person who leaves has at hand, and who may take it over (交接)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from planapp.domain.terms import ReportState
from planapp.models import Membership, Remark, Unit, User
from planapp.queries.handling import Handed, count_open_by_person, handed_on
from planapp.queries.unit_people import REPORTING
from planapp.rights import Action, kept_units, may

_BEGUN = {ReportState.DRAFT, ReportState.CONFIRMING, ReportState.RETURNED}


@dataclass(frozen=True, slots=True)
class Passing:
    """An item that has to pass to somebody else, and why it is this person's."""

    handed: Handed
    why: str

    @property
    def key(self) -> str:
        """What a form calls it: other rounds may ask for the same item."""
        return f"{self.handed.duty.cycle.pk}-{self.handed.key}"


def passing_of(user: User, unit: Unit, *, on: date) -> list[Passing]:
    """What a person holds of the unit's open rounds, earliest due first.

    What was handed to them; and what nobody was handed and they began, or asked more time for.
    Costs what `handed_on` does.
    """
    return passing_among(handed_on(on, units={unit.pk}), user)


def passing_among(handed: Iterable[Handed], user: User) -> list[Passing]:
    """The items among these that are the person's."""
    found = ((each, _why(each, user)) for each in handed)
    return [Passing(each, why) for each, why in found if why]


def count_remarks(user: User, unit: Unit, *, on: date) -> int:
    """How many remarks they wrote in rounds that are open; these stay with the unit. One query."""
    rows = Remark.objects.filter(written_by=user, unit=unit, cycle__opens_on__lte=on)
    return rows.exclude(cycle__closed_on__lte=on).count()


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the number of open items at hand; `stays` while they report for the unit."""

    user: User
    number: int
    stays: bool


def holders_in(units: Collection[int], *, on: date) -> list[Holder]:
    """Who reports for some units (ids), and who no more does and still has items at hand.

    Those first who left, then by name. Two queries more than `handed_on`.
    """
    held = count_open_by_person(handed_on(on, units=units))
    rows = Membership.objects.filter(unit__in=units, role__in=REPORTING, user__is_active=True)
    staying = set(rows.valid_on(on).values_list("user_id", flat=True))
    people = User.objects.filter(pk__in=staying | set(held)).order_by("full_name", "username")
    found = [Holder(user, held[user.pk], user.pk in staying) for user in people]
    return sorted(found, key=lambda each: each.stays)


def units_left_by(user: User, *, keeper: User, on: date) -> list[Unit]:
    """The units whose items of this person the keeper may pass on: own, or all. Three queries.

    Those too for which the person reports no more.
    """
    parts = Membership.objects.filter(user=user, role__in=REPORTING)
    if not may(keeper, Action.SET_UP, on=on):
        parts = parts.filter(unit__in=kept_units(keeper, on=on))
    return list(Unit.objects.filter(pk__in=parts.values("unit")).order_by("pk"))


def _why(each: Handed, user: User) -> str:
    duty, handling = each.duty, each.handling
    if handling is not None and handling.person_id is not None:
        return "交办" if handling.person_id == user.pk else ""
    if duty.newest is not None and duty.newest.recorded_by_id == user.pk and duty.state in _BEGUN:
        return ReportState(duty.newest.state).label
    if duty.delay.asked is not None and duty.delay.asked.asked_by_id == user.pk:
        return "延期申请"
    return ""
