"""A unit and the part it is given."""

from __future__ import annotations

from dataclasses import dataclass

from planapp.domain.terms import Role


@dataclass(frozen=True, slots=True)
class UnitInRole:
    name: str  # as written
    role: Role
