"""A name as a document writes it → the unit it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from planapp.domain.naming.classes import is_class
from planapp.domain.naming.forms import (
    GOVERNMENT,
    is_abbreviation,
    key_of,
    readings_of_brackets,
    tidy,
    without_party,
)
from planapp.domain.naming.register import Hit, Register
from planapp.domain.naming.values import Basis, Match, Outcome

_UNKNOWN = Outcome(Match.NONE, Basis.UNKNOWN)


def resolve_name(written: str, *, register: Register, region: str, on: date) -> Outcome:
    """Find the unit that a name means in a plan of a region (code) on a day.

    A place that the name leaves out is the plan's own or one above it. A unit that did not
    exist on the day is not taken; those who carried its duties then are the candidates.
    """
    text = tidy(written)
    if not text:
        return _UNKNOWN
    if is_class(text):
        return Outcome(Match.CLASS, Basis.COLLECTIVE)
    names = [without_party(name) for name in readings_of_brackets(text)]
    for find in (_find_in_force, _find_abbreviated, _find_out_of_force):
        for name in filter(None, names):
            outcome = find(name, register=register, region=region, on=on)
            if outcome:
                return outcome
    return _UNKNOWN


def _find_in_force(name: str, *, register: Register, region: str, on: date) -> Outcome | None:
    """A unit that stood on the day, under a name then in use; else under another of its names."""
    tests: tuple[Callable[[Hit], bool], ...] = (
        lambda hit: hit.name.period.covers(on),
        lambda hit: True,
    )
    for in_use in tests:
        for hits in _hits(name, register=register, region=region):
            standing = [hit for hit in hits if hit.entry.period.covers(on) and in_use(hit)]
            if standing:
                return _choose(standing, basis=_basis(name, standing, on=on))
    return None


def _find_abbreviated(name: str, *, register: Register, region: str, on: date) -> Outcome | None:
    """A unit that stood on the day and whose name the written one abbreviates.

    A name that is registered as it stands, though of a unit long gone, abbreviates nothing.
    """
    if any(_hits(name, register=register, region=region)):
        return None
    for reading in register.gazetteer.readings(name, region):
        key = key_of(reading.rest)
        hits = [
            hit
            for full, hit in register.with_ends(reading.region, key)
            if is_abbreviation(key, full) and hit.entry.period.covers(on)
        ]
        if hits:
            return _choose(hits, basis=Basis.ABBREVIATED)
    return None


def _find_out_of_force(name: str, *, register: Register, region: str, on: date) -> Outcome | None:
    """A unit of that name that did not exist on the day, with those who then had its duties."""
    gone = next(iter(_hits(name, register=register, region=region)), None)
    if gone is None:
        return None
    units = _units(gone)
    heirs = dict.fromkeys(
        carrier.unit_id for unit_id in units for carrier in register.carriers(unit_id, on)
    )
    return Outcome(Match.NONE, Basis.OUT_OF_FORCE, candidates=tuple(heirs) or units)


def _hits(name: str, *, register: Register, region: str) -> Iterable[list[Hit]]:
    """What is registered under the name, by reading, the most explicit first; none empty.

    A bare place (昆明市) that is given a duty stands for its government.
    """
    for reading in register.gazetteer.readings(name, region):
        hits = register.named(reading.region, key_of(reading.rest))
        if hits:
            yield hits
    elsewhere = register.named_within(region, key_of(name))
    if elsewhere:
        yield elsewhere
    for code in register.gazetteer.codes_of(name):
        governments = register.named(code, GOVERNMENT)
        if governments:
            yield governments


def _choose(hits: list[Hit], *, basis: Basis) -> Outcome:
    units = _units(hits)
    if len(units) == 1:
        return Outcome(Match.UNIT, basis, unit_id=units[0])
    return Outcome(Match.NONE, Basis.AMBIGUOUS, candidates=units)


def _basis(name: str, hits: list[Hit], *, on: date) -> Basis:
    if not any(hit.name.period.covers(on) for hit in hits):
        return Basis.FORMER_NAME
    as_written = any(without_party(tidy(hit.name.text)) == name for hit in hits)
    return Basis.REGISTERED if as_written else Basis.SHORTENED


def _units(hits: list[Hit]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(hit.entry.id for hit in hits))
