"""Who owes what in the open cycles, and how far each one is with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from planapp.domain.terms import PlanStatus, ReportState, Role, SelfAssessment
from planapp.models import (
    Indicator,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Responsibility,
    Task,
    TaskReport,
    Unit,
)
from planapp.queries.answering import Answering, Successors

_HANDED_IN = {ReportState.SUBMITTED, ReportState.APPROVED}


@dataclass(frozen=True, slots=True)
class Duty:
    """What one unit owes in one cycle: the figure of an indicator's series, or a task's report.

    `unit` answers (None where nobody does); `supporting` are the units that see it besides.
    `role` is the part of the units that were asked about: lead or support. `newest` is the
    newest version handed in or drafted, `approved` the one that counts. `due_on` is the
    cycle's due date, or the end of the month in which the figure is published if that is
    later; until that month has come the figure is not `published`, and nobody is late.
    """

    cycle: ReportingCycle
    indicator: Indicator | None
    task: Task | None
    unit: Unit | None
    supporting: tuple[Unit, ...]
    role: Role
    due_on: date
    published: bool
    newest: ProgressRecord | TaskReport | None
    approved: ProgressRecord | TaskReport | None
    last_year: Decimal | None = None

    @property
    def item(self) -> Indicator | Task:
        item = self.indicator or self.task
        assert item is not None
        return item
