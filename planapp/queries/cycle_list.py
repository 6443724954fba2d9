"""填报期: the rounds of all plans, how they stand on a day, and how much of each was handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from planapp.domain.terms import PlanStatus, ReportState
from planapp.domain.terms.term import Term
from planapp.models import ReportingCycle, Unit
from planapp.queries.duties import Duty, duties_of


class RoundState(Term):
    """Where a round of reporting stands on a day."""

    UPCOMING = "upcoming", "未开始"
    OPEN = "open", "填报中"
    LATE = "late", "已过截止"
    CLOSED = "closed", "已关闭"

    @classmethod
    def of(cls, cycle: ReportingCycle, *, on: date) -> RoundState:
        if cycle.is_closed(on):
            return cls.CLOSED
        if cycle.opens_on > on:
            return cls.UPCOMING
        return cls.LATE if cycle.due_on < on else cls.OPEN


@dataclass(frozen=True, slots=True)
class CycleFilter:
    """What narrows the list; withdrawn plans are left out unless they are asked for."""

    state: str = ""
    plan: int | None = None
    year: int | None = None
    kind: str = ""
    withdrawn: bool = False


@dataclass(slots=True)
class Progress:
    """Duties counted; `missing` are open and asked for today, `unpublished` not yet to be had."""

    owed: int = 0
    handed_in: int = 0
    approved: int = 0
    drafts: int = 0
    returned: int = 0
    unpublished: int = 0
    extended: int = 0
    asked: int = 0
    missing: list[Duty] = field(default_factory=list)

    def add(self, duty: Duty) -> None:
        self.owed += 1
        self.handed_in += duty.is_closed
        self.approved += duty.approved is not None
        if duty.is_closed:
            return
        self.unpublished += not duty.published
        self.asked += duty.delay.asked is not None
        if duty.is_open:
            self.missing.append(duty)
            self.drafts += duty.state == ReportState.DRAFT
            self.returned += duty.state == ReportState.RETURNED
            self.extended += duty.due_on > duty.cycle.due_on


def cycles_listed(chosen: CycleFilter, *, on: date) -> QuerySet[ReportingCycle]:
    """Rounds with their plans, those due last first."""
    plain = {
        "plan": chosen.plan,
        "as_of_on__year": chosen.year,
        "kind": chosen.kind,
    }
    rows = ReportingCycle.objects.filter(**{path: v for path, v in plain.items() if v})
    if not chosen.withdrawn and chosen.plan is None:
        rows = rows.exclude(plan__status=PlanStatus.WITHDRAWN)
    rows = rows.filter(_in_state(chosen.state, on=on))
    return rows.select_related("plan").order_by("-due_on", "plan__code", "-pk")


def _in_state(state: str, *, on: date) -> Q:
    closed, begun = Q(closed_on__lte=on), Q(opens_on__lte=on)
    states = {
        RoundState.UPCOMING.value: ~closed & ~begun,
        RoundState.OPEN.value: ~closed & begun & Q(due_on__gte=on),
        RoundState.LATE.value: ~closed & begun & Q(due_on__lt=on),
        RoundState.CLOSED.value: closed,
    }
    return states.get(state, Q())


def progress_of(cycles: Iterable[ReportingCycle], *, on: date) -> dict[int, Progress]:
    """How much of each round was handed in, by its id; at most eight queries.

    A figure that several rounds ask for is counted in the one that is due first.
    """
    found: dict[int, Progress] = defaultdict(Progress)
    in_order = sorted(cycles, key=lambda cycle: (cycle.due_on, cycle.pk))
    for duty in duties_of(in_order, day=on):
        found[duty.cycle.pk].add(duty)
    return found


def progress_by_unit(duties: Iterable[Duty]) -> list[tuple[Unit | None, Progress]]:
    """The same by the unit that answers, most missing first; None where nobody does."""
    found: dict[int | None, tuple[Unit | None, Progress]] = {}
    for duty in duties:
        key = duty.unit.pk if duty.unit else None
        found.setdefault(key, (duty.unit, Progress()))[1].add(duty)
    return sorted(
        found.values(),
        key=lambda each: (-len(each[1].missing), each[0].code if each[0] else ""),
    )


def whole_of(duties: Iterable[Duty]) -> Progress:
    """All of them in one."""
    whole = Progress()
    for duty in duties:
        whole.add(duty)
    return whole
