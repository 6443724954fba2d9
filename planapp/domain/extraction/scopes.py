"""Stretches of a document whose place decides how a number in them is to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from planapp.domain.extraction.contract import Origin
from planapp.domain.terms import ItemKind

_ITEM = re.compile(r"\d|—")  # the mark of what stands below a chapter


class Part(StrEnum):
    """What a stretch of a plan is for."""

    SITUATION = "situation"  # what has been reached, the state elsewhere, forecasts
    PRINCIPLES = "principles"  # 指导思想, 基本原则, positioning
    AIMS = "aims"  # the part that states goals
    MEASURES = "measures"  # tasks, policies, safeguards, boxes
    OTHER = "other"  # header, notice, closing appeals


@dataclass(slots=True)
class Scope:
    """A run of own text of one goal, one task or one section; scopes do not overlap."""

    start: int
    end: int
    part: Part
    section: tuple[str, ...]  # headings above it, outermost first
    of: Origin | None  # the goal or task whose text it is
    year: int | None = None  # target year given by the lead sentence or the section, if any

    @property
    def is_adrift(self) -> bool:
        """A task under items that no chapter holds: its part of the plan is a guess."""
        is_task = self.of is not None and self.of.kind is ItemKind.TASK
        return is_task and bool(self.section) and _ITEM.match(self.section[0]) is not None
