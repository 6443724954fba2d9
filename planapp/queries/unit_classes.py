"""The units of the register that a collective name may mean in a region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planapp.domain.naming import Members, UnitClass
from planapp.domain.terms import UnitKind
from planapp.models import Region, Unit

_KINDS = {
    Members.GOVERNMENTS: {UnitKind.LOCAL},
    Members.PARKS: {UnitKind.PARK},
    Members.DEPARTMENTS: set(UnitKind) - {UnitKind.LOCAL, UnitKind.PARK, UnitKind.ENTERPRISE},
    Members.OTHERS: set(UnitKind),
}
_BELOW = frozenset({Members.GOVERNMENTS, Members.PARKS})  # they stand in the regions below too


@dataclass(frozen=True, slots=True)
class Member:
    """A unit that a class may mean; `meant` where its words leave no doubt."""

    unit: Unit
    meant: bool


def members_of(unit_class: UnitClass, *, region: Region, on: date) -> list[Member]:
    """The units of a region that a class may mean on a day, in their order. At most two queries."""
    within = {region.pk}
    if unit_class.members in _BELOW:
        within |= _regions_below(region)
    units = (
        Unit.objects.valid_on(on)
        .filter(region__in=within, kind__in=_KINDS[unit_class.members])
        .select_related("region")
    )
    return [Member(unit, _is_meant(unit, unit_class, region=region)) for unit in units]


def _is_meant(unit: Unit, unit_class: UnitClass, *, region: Region) -> bool:
    if not unit_class.whole:
        return False
    if unit_class.members is Members.GOVERNMENTS:
        levels = unit_class.levels
        is_below = unit.region_id != region.pk
        return is_below and (not levels or unit.region.name[-1] in levels)
    if unit_class.members is Members.DEPARTMENTS:
        is_government = unit.name.endswith("人民政府")  # of the region itself, no department of it
        return unit.kind == UnitKind.GOVERNMENT and not is_government
    return unit_class.members is Members.PARKS


def _regions_below(region: Region) -> set[int]:
    """Ids of all regions that lie in a region."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Region.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found: set[int] = set()
    frontier = [region.pk]
    while frontier:
        frontier = [
            child for pk in frontier for child in children.get(pk, ()) if child not in found
        ]
        found |= set(frontier)
    return found
