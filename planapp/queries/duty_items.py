"""What is asked for in some rounds, and what has to be read with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from planapp.domain.terms import PlanStatus
from planapp.models import Indicator, Plan, ReportingCycle, Responsibility, Series, Task
from planapp.queries.answering import Successors
from planapp.queries.task_ends import with_ends

MANY = 5000  # items: what goes with more of them is not looked up by their ids


def open_rounds(day: date) -> QuerySet[ReportingCycle]:
    """The cycles of active plans that are open on a day, with their plans, earliest due first."""
    cycles = ReportingCycle.objects.open_on(day).filter(plan__status=PlanStatus.ACTIVE)
    return cycles.select_related("plan").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class DutyItems:
    """What is asked for in the cycles, and which parts, records and reports go with it."""

    indicators: list[Indicator]
    tasks: list[Task]
    of_part: Q
    of_record: Q
    of_report: Q


def load_items(
    plans: dict[int, Plan], successors: Successors, *, units: Collection[int] | None
) -> DutyItems:
    """All of the plans', or what the units may answer for or see with all that is merged with it.

    Two queries, or four.
    """
    indicators = Indicator.objects.filter(plan__in=plans, tracked=True)
    tasks = Task.objects.filter(plan__in=plans, tracked=True)
    if units is not None:
        named = successors.held_by(units)
        parts = Responsibility.objects.filter(unit__in=named)
        led = Indicator.objects.filter(responsibilities__in=parts).values_list("series", flat=True)
        provided = Series.objects.filter(provider__in=named).values_list("pk", flat=True)
        indicators = indicators.filter(series__in={*led, *provided})
        tasks = tasks.filter(pk__in=parts.values("task"))
    found = list(indicators.select_related("series__provider"))
    given = list(with_ends(tasks))
    items: list[Indicator | Task] = [*found, *given]
    for item in items:
        item.plan = plans[item.plan_id]
    if len(found) + len(given) > MANY:
        series = indicators.values("series")
        in_plans = Q(indicator__plan__in=plans) | Q(task__plan__in=plans)
        return DutyItems(found, given, in_plans, Q(series__in=series), Q(task__plan__in=plans))
    own = Q(indicator__in=found) | Q(task__in=given)
    series_ids = {indicator.series_id for indicator in found}
    return DutyItems(found, given, own, Q(series__in=series_ids), Q(task__in=given))
