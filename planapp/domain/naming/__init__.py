"""Names of units: a name as written → the unit of the register it means on a day."""

from __future__ import annotations

from planapp.domain.naming.register import Register
from planapp.domain.naming.resolve import resolve_name
from planapp.domain.naming.values import (
    Basis,
    Carrier,
    Entry,
    Match,
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
    "Outcome",
    "Period",
    "Place",
    "Register",
    "RegisteredName",
    "Succession",
    "resolve_name",
)
