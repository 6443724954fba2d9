"""The register indexed for look-up, and the way of duties through reforms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planapp.domain.naming.forms import key_of, tidy, without_party
from planapp.domain.naming.places import Gazetteer
from planapp.domain.naming.values import (
    Carrier,
    Entry,
    Place,
    RegisteredName,
    Succession,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found under one of its names."""

    entry: Entry
    name: RegisteredName


class Register:
    """All units, their names and successions; build it once and ask it many times."""

    def __init__(
        self,
        *,
        places: Iterable[Place],
        entries: Iterable[Entry],
        successions: Iterable[Succession] = (),
    ) -> None:
        self.gazetteer = Gazetteer(tuple(places))
        self._entries = {entry.id: entry for entry in entries}
        self._by_key: dict[tuple[str, str], list[Hit]] = {}
        self._by_ends: dict[tuple[str, str, str], list[tuple[str, Hit]]] = {}
        self._unplaced: dict[str, list[Hit]] = {}
        self._onward: dict[int, list[Succession]] = {}
        for entry in self._entries.values():
            for name in entry.names:
                self._index(Hit(entry, name))
        for step in successions:
            self._onward.setdefault(step.predecessor, []).append(step)

    def named(self, region: str, key: str) -> list[Hit]:
        """Units of exactly this division under a key."""
        return self._by_key.get((region, key), [])

    def named_within(self, region: str, key: str) -> list[Hit]:
        """Units anywhere in the division whose name does without its place (江北新区)."""
        hits = self._unplaced.get(key, [])
        return [hit for hit in hits if self.gazetteer.lies_in(hit.entry.region, region)]

    def with_ends(self, region: str, key: str) -> list[tuple[str, Hit]]:
        """Keys and units of a division that share the key's first and last character."""
        return self._by_ends.get((region, key[0], key[-1]), [])

    def carriers(self, unit_id: int, on: date) -> tuple[Carrier, ...]:
        """Who carries a unit's duties on a day: itself while it stands, and those it passed to.

        From a unit that still stands, only its own moves are followed: what a successor later
        gave away of its other duties is not part of this unit's.
        """
        found = dict.fromkeys(self._follow(unit_id, on=on, scope="", seen=frozenset()))
        own = [Carrier(unit_id)] if self._stands(unit_id, on) else []
        return tuple(own + [carrier for carrier in found if carrier not in own])

    def _follow(
        self, unit_id: int, *, on: date, scope: str, seen: frozenset[int]
    ) -> Iterable[Carrier]:
        for step in sorted(self._onward.get(unit_id, ()), key=lambda step: step.on):
            if step.on > on or step.successor in seen:
                continue
            carried = "；".join(dict.fromkeys(filter(None, (scope, step.scope))))
            if self._stands(step.successor, on):
                yield Carrier(step.successor, carried)
            else:
                yield from self._follow(step.successor, on=on, scope=carried, seen=seen | {unit_id})

    def _stands(self, unit_id: int, on: date) -> bool:
        entry = self._entries.get(unit_id)
        return entry is not None and entry.period.covers(on)

    def _index(self, hit: Hit) -> None:
        region = hit.entry.region
        text = without_party(tidy(hit.name.text))
        for reading in self.gazetteer.readings(text, region):
            if reading.region != region:
                continue
            key = key_of(reading.rest)
            self._by_key.setdefault((region, key), []).append(hit)
            self._by_ends.setdefault((region, key[0], key[-1]), []).append((key, hit))
            if not reading.placed:
                self._unplaced.setdefault(key, []).append(hit)
