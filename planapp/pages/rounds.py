"""The rounds of reporting that a page of one item can be opened in."""

from __future__ import annotations

from datetime import date

from planapp.models import Plan, ReportingCycle
from planapp.queries.gap_list import usual_cycle


def rounds_of(plan: Plan, *, on: date) -> list[ReportingCycle]:
    """The plan's cycles that have begun, earliest first."""
    begun = plan.cycles.filter(opens_on__lte=on).select_related("plan")
    return list(begun.order_by("as_of_on", "pk"))


def chosen_round(rounds: list[ReportingCycle], wanted: str, *, on: date) -> ReportingCycle | None:
    """The one that the address names, else the one that the tables show; None without any."""
    if not rounds:
        return None
    return next((each for each in rounds if str(each.pk) == wanted), usual_cycle(rounds, on=on))
