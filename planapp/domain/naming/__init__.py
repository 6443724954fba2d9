"""Names of units: a name as written → the unit of the register it means on a day."""

from __future__ import annotations

from planapp.domain.naming.classes import UnitClass, read_class
from planapp.domain.naming.register import Register
from planapp.domain.naming.resolve import resolve_name
from planapp.domain.naming.values import (
    Basis,
    Carrier,
    Entry,
    Match,
    Members,
    Outcome,
    Period,
    Place,
    RegisteredName,
    Succession,
)

__all__ = (
    "Basis",
    "Carrier",
    "Entry",
    "Match",
    "Members",
    "Outcome",
    "Period",
    "Place",
    "Register",
    "RegisteredName",
    "Succession",
    "UnitClass",
    "read_class",
    "resolve_name",
)
