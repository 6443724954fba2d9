"""Stretches of a document whose place decides how a number in them is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planapp.domain.extraction.contract import Origin


class Part(StrEnum):
    """What a stretch of a plan is for."""

    SITUATION = "situation"  # what has been reached, the state elsewhere, forecasts
    PRINCIPLES = "principles"  # 指导思想, 基本原则, positioning
    AIMS = "aims"  # the part that states goals
    MEASURES = "measures"  # tasks, policies, safeguards, boxes
    OTHER = "other"  # header, notice, closing appeals


@dataclass(frozen=True, slots=True)
class Scope:
    """A run of own text of one goal, one task or one section; scopes do not overlap."""

    start: int
    end: int
    part: Part
    section: tuple[str, ...]  # headings above it, outermost first
    of: Origin | None  # the goal or task whose text it is
    year: int | None = None  # target year given by the lead sentence or the section, if any
