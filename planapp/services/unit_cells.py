"""Units as the cells of a sheet name them, by the same register as the names in plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from planapp.domain.charges import read_charged, split_units
from planapp.domain.naming import Basis, Match, Outcome, Register, resolve_name
from planapp.domain.terms import Role
from planapp.models import Region, Unit
from planapp.queries.units import load_register


class UnitCells:
    """Reads and writes the names of units in cells. Five queries, at the first cell."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, date], Unit] = {}

    def find(self, text: str, *, region: Region | None, on: date) -> Unit:
        """The unit of a code, or of a name as a document of the region writes it on a day.

        Without a region only what a unit of the register is called, whole. Raises ValueError
        with the candidates where the name means no unit, or several.
        """
        if text in self._by_code:
            return self._by_code[text]
        key = (text, region.code if region else "", on)
        if key not in self._found:
            self._found[key] = self._named(text) if region is None else self._resolve(*key)
        return self._found[key]

    def find_all(self, text: str, *, role: Role, region: Region, on: date) -> tuple[Unit, ...]:
        """The units of a cell in their order, each once; raises ValueError as `find` does."""
        found: dict[Unit, None] = {}
        for name in self._names_in(text, role):
            found[self.find(name, region=region, on=on)] = None
        return tuple(found)

    def text(self, unit: Unit, *, region: Region | None, on: date) -> str:
        """The unit's name where a cell with it is read as this unit again, else its code."""
        try:
            same = self.find(unit.name, region=region, on=on) == unit
        except ValueError:
            same = False
        return unit.name if same else unit.code

    def text_of_all(self, units: Iterable[Unit], *, role: Role, region: Region, on: date) -> str:
        """The cell of several units, which is read as the same units again."""
        units = tuple(units)
        cell = "、".join(self.text(unit, region=region, on=on) for unit in units)
        try:
            same = self.find_all(cell, role=role, region=region, on=on) == units
        except ValueError:
            same = False
        return cell if same else "、".join(unit.code for unit in units)

    @cached_property
    def _register(self) -> Register:
        return load_register()

    @cached_property
    def _units(self) -> dict[int, Unit]:
        return Unit.objects.select_related("region").in_bulk()

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self._units.values()}

    @cached_property
    def _by_name(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self._units.values():
            found.setdefault(unit.name, []).append(unit)
        return found

    def _names_in(self, text: str, role: Role) -> list[str]:
        """The names of a cell; codes stay whole, whatever a name would be cut by."""
        pieces = [piece.strip() for piece in text.replace("\n", "、").split("、")]
        if any(piece in self._by_code for piece in pieces):
            return [
                name
                for piece in filter(None, pieces)
                for name in ([piece] if piece in self._by_code else _names(piece, role))
            ]
        return _names(text, role)

    def _named(self, text: str) -> Unit:
        units = self._by_name.get(text, [])
        if len(units) == 1:
            return units[0]
        if units:
            raise ValueError(_several(text, Basis.AMBIGUOUS, units))
        raise ValueError(f"名册中没有“{text}”；请写单位编码或登记的全称。")

    def _resolve(self, text: str, region: str, on: date) -> Unit:
        outcome = resolve_name(text, register=self._register, region=region, on=on)
        if outcome.unit_id is not None:
            return self._units[outcome.unit_id]
        raise ValueError(self._why_not(text, outcome))

    def _why_not(self, text: str, outcome: Outcome) -> str:
        if outcome.match is Match.CLASS:
            return f"“{text}”泛指一类单位，不是一个单位；请逐个写出单位。"
        if outcome.candidates:
            return _several(text, outcome.basis, [self._units[pk] for pk in outcome.candidates])
        return f"名册中没有“{text}”；请写单位编码或登记的名称，或先在单位中登记。"


def _names(text: str, role: Role) -> list[str]:
    charged = read_charged(text, role=role) or split_units(text, role=role)
    for one in charged:
        if one.role is not role:
            raise ValueError(f"“{one.name}”写作{one.role.label}；请写在“{one.role.label}”一列。")
    return [one.name for one in charged] or [text]


def _several(text: str, basis: Basis, units: Iterable[Unit]) -> str:
    named = "、".join(f"{unit}（{unit.region}，{unit.code}）" for unit in units)
    return f"“{text}”{basis.label}，可能是：{named}；请写单位编码。"
