"""延期申请: the requests that supervisors decide, and whose items they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, IntegerField, QuerySet, When

from planapp.domain.terms import ExtensionState, MemberRole
from planapp.models import Extension, User
from planapp.queries.duties import Duty
from planapp.queries.recipients import load_reminded

_KINDS = {"i": "indicator", "t": "task"}
_NAMED = 3


class DutyKey(NamedTuple):
    """One item in one round, as a form names it."""

    cycle_id: int
    kind: str  # i for an indicator, t for a task
    item_id: int

    def __str__(self) -> str:
        return f"{self.cycle_id}-{self.kind}-{self.item_id}"

    @classmethod
    def of(cls, duty: Duty) -> DutyKey:
        return cls(duty.cycle.pk, "i" if duty.indicator else "t", duty.item.pk)

    @classmethod
    def all_of(cls, duty: Duty) -> Iterator[DutyKey]:
        """The duty's own, and those of the other indicators that rest on the figure."""
        yield cls.of(duty)
        for indicator in duty.indicators[1:]:
            yield cls(duty.cycle.pk, "i", indicator.pk)

    @classmethod
    def read(cls, text: str) -> DutyKey | None:
        """What `str` wrote; None for anything else."""
        cycle, _, rest = text.partition("-")
        kind, _, item = rest.partition("-")
        numbers = all(
            part.isascii() and part.isdigit() and len(part) < 10 for part in (cycle, item)
        )
        return cls(int(cycle), kind, int(item)) if kind in _KINDS and numbers else None


@dataclass(frozen=True, slots=True)
class ExtensionFilter:
    """What narrows the list; None or empty leaves a dimension open."""

    state: str = ""
    kind: str = ""
    plan: int | None = None
    unit: int | None = None


def extensions_shown(chosen: ExtensionFilter) -> QuerySet[Extension]:
    """Requests with all that their lists show: those that wait first, oldest of them first."""
    waits = Case(When(state=ExtensionState.ASKED, then=0), default=1, output_field=IntegerField())
    plain = {
        "state": chosen.state,
        "kind": chosen.kind,
        "cycle__plan": chosen.plan,
        "unit": chosen.unit,
    }
    rows = Extension.objects.filter(**{path: value for path, value in plain.items() if value})
    rows = rows.select_related(
        "cycle__plan", "indicator__series", "task", "unit", "asked_by", "decided_by"
    )
    waiting_since = Case(When(state=ExtensionState.ASKED, then="asked_at"), default=None)
    return rows.annotate(waits=waits, since=waiting_since).order_by(
        "waits", "since", "-decided_at", "-asked_at", "-pk"
    )


def extensions_of(units: Collection[int]) -> QuerySet[Extension]:
    """The requests of some units (ids), in the same order."""
    return extensions_shown(ExtensionFilter()).filter(unit__in=units)


def supervisors_named(duties: Iterable[Duty], *, on: date) -> str:
    """督查人员 with the names of some of those who watch over the duties, to be asked.

    Four queries.
    """
    known = load_reminded(on)
    found = [user for duty in duties for user in known.find(duty, MemberRole.SUPERVISOR)]
    people = User.objects.in_bulk(list(dict.fromkeys(found))[:_NAMED]).values()
    return "督查人员" + (f"（{'、'.join(map(str, people))}）" if people else "")
