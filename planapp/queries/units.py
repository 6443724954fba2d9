"""The register as one value, for finding units by name and following reforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import count

from planapp.domain.naming import Entry, Period, Place, Register, RegisteredName, Succession
from planapp.models import Region, Unit, UnitName, UnitSuccession


def load_register() -> Register:
    """The whole register of units with names, divisions and successions. Four queries.

    A unit's canonical name counts as one of its names even where it has no row of its own.
    """
    names: defaultdict[int, dict[str, Period]] = defaultdict(dict)
    for unit_id, text, start, end in UnitName.objects.values_list(
        "unit_id", "name", "valid_from", "valid_to"
    ):
        names[unit_id][text] = Period(start, end)
    units = Unit.objects.order_by("pk").values_list(
        "pk", "name", "region__code", "valid_from", "valid_to"
    )
    return Register(
        places=(Place(*row) for row in Region.objects.values_list("code", "name", "parent__code")),
        entries=[
            Entry(
                id=pk,
                region=region,
                names=tuple(
                    RegisteredName(text, period)
                    for text, period in {name: Period(), **names[pk]}.items()
                ),
                period=Period(start, end),
            )
            for pk, name, region, start, end in units
        ],
        successions=(
            Succession(*row)
            for row in UnitSuccession.objects.order_by("on", "pk").values_list(
                "predecessor_id", "successor_id", "on", "scope"
            )
        ),
    )


def free_code(region: str, taken: Collection[str]) -> str:
    """The first free one of 520000-001, 520000-002 … for a unit of the region with this code."""
    return next(code for n in count(1) if (code := f"{region}-{n:03d}") not in taken)


def names_in_use(region: Region | None) -> list[str]:
    """The names under which a region's own units are registered, for completion. One query."""
    if region is None:
        return []
    units = Unit.objects.filter(region=region).order_by().values_list("name")
    others = UnitName.objects.filter(unit__region=region).order_by().values_list("name")
    return [name for (name,) in units.union(others).order_by("name")]
