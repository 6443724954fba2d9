"""Who is charged with something, and in what part: units as plans and ledgers write them.

`read_charged` reads a cell or a note whole; the parts are for what looks for notes in prose.
"""

from __future__ import annotations

from planapp.domain.charges.notes import (
    LABEL,
    NOTE,
    RULE,
    VERB,
    labelled_notes,
    read_charged,
    read_names,
    read_verbal_note,
    role_of,
)
from planapp.domain.charges.units import is_office, looks_like_unit, split_units
from planapp.domain.charges.values import UnitInRole

__all__ = (
    "LABEL",
    "NOTE",
    "RULE",
    "VERB",
    "UnitInRole",
    "is_office",
    "labelled_notes",
    "looks_like_unit",
    "read_charged",
    "read_names",
    "read_verbal_note",
    "role_of",
    "split_units",
)
