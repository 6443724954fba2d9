"""Whether a plan agrees with itself, and with other plans of its region."""

from __future__ import annotations

from collections.abc import Sequence

from planapp.domain.consistency.counts import check_counts
from planapp.domain.consistency.growth import check_row_growth, check_target_growth
from planapp.domain.consistency.parts import check_parts
from planapp.domain.consistency.series import find_series
from planapp.domain.consistency.stated import check_stated_changes
from planapp.domain.consistency.targets import check_other_plans, check_two_targets
from planapp.domain.consistency.tiers import check_tiers
from planapp.domain.consistency.transitions import check_transitions
from planapp.domain.consistency.values import Figure, Finding, PlanFigures, Statement

__all__ = ("Figure", "Finding", "PlanFigures", "Statement", "check")


def check(text: str, plan: PlanFigures, others: Sequence[PlanFigures] = ()) -> list[Finding]:
    """The contradictions of one document, in the order of its text.

    `text` is what the figures' offsets point into, its newlines \\n alone; `others` are further
    plans of the same region. Two readings that both fit the printed digits are no contradiction.
    """
    series = find_series(plan.figures)
    found = [
        *check_target_growth(text, plan),
        *check_stated_changes(text, plan.figures, series),
        *check_row_growth(text, series),
        *check_transitions(text),
        *check_parts(text, plan.figures),
        *check_counts(text),
        *check_tiers(text),
        *check_two_targets(text, plan),
        *check_other_plans(text, plan, others),
    ]
    return sorted(found, key=lambda finding: (finding.first.start, finding.second.start))
