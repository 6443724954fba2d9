"""What another rule for the lights would make of a plan's indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from planapp.domain.gaps import LightPolicy, assess_payload
from planapp.domain.terms import Light, Status, Term
from planapp.models import Gap, ReportingCycle
from planapp.queries.what_if import as_judged

TermT = TypeVar("TermT", bound=Term)


@dataclass(frozen=True, slots=True)
class PolicyPreview:
    """Counts before and after, of every light and of each status that either has."""

    lights: list[tuple[Light, int, int]]
    statuses: list[tuple[Status, int, int]]
    changes: list[tuple[Gap, Gap]]  # as stored, as it would be
    unread: int  # waiting for a calculation, or unreadable: they stay as they are


def preview_policy(
    cycle: ReportingCycle, policy: LightPolicy, *, approx_tolerance: Decimal
) -> PolicyPreview:
    """The cycle's tracked indicators, parts left out as in every count. One query."""
    gaps = Gap.objects.filter(cycle=cycle, indicator__tracked=True, indicator__breakdown=None)
    rows = gaps.select_related("indicator", "cycle").order_by("indicator__order")
    pairs = [(gap, _judged(gap, policy, approx_tolerance)) for gap in rows]
    known = [(gap, after) for gap, after in pairs if after is not None]
    both = [(gap, after or gap) for gap, after in pairs]
    return PolicyPreview(
        lights=_counts(Light, [(Light(a.light), Light(b.light)) for a, b in both]),
        statuses=[
            row
            for row in _counts(Status, [(Status(a.status), Status(b.status)) for a, b in both])
            if row[1] or row[2]
        ],
        changes=[(a, b) for a, b in known if (a.light, a.status) != (b.light, b.status)],
        unread=len(pairs) - len(known),
    )


def _judged(gap: Gap, policy: LightPolicy, approx_tolerance: Decimal) -> Gap | None:
    """From the inputs stored with the gap, by the same rule as every assessment."""
    if gap.stale or not gap.inputs or "error" in gap.inputs:
        return None
    changed: Mapping[str, Any] = {
        **gap.inputs,
        "approx_tolerance": str(approx_tolerance),
        "policy": {each.name: str(getattr(policy, each.name)) for each in fields(policy)},
    }
    return as_judged(gap, assess_payload(changed))


def _counts(terms: type[TermT], pairs: list[tuple[TermT, TermT]]) -> list[tuple[TermT, int, int]]:
    before, after = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return [(term, before[term], after[term]) for term in terms]
