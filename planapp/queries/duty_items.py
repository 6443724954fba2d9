"""What is asked for in some rounds, and what has to be read with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from planapp.domain.terms import PlanStatus
from planapp.models import Indicator, Plan, ReportingCycle, Responsibility, Series, Task
from planapp.queries.answering import Successors
from planapp.queries.either import either
from planapp.queries.task_ends import with_ends

MANY = 5000  # items: what goes with more of them is not looked up by their ids
_COUNTED = ("plan", "target_year", "series__publication_month", "series__provider")


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
    to_count: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is tracked, of all plans and whether a round asks for it or not.

    `to_count`: who owes and what was handed in is all that is read of it.
    """

    indicators: QuerySet[Indicator]
    tasks: QuerySet[Task]
    to_count: bool = False

    @property
    def plans(self) -> QuerySet[Any]:
        """The ids of the plans that it is in."""
        return either(self.indicators.values("plan"), self.tasks.values("plan"))

    def counted(self) -> Asked:
        """The same, to be counted only."""
        return Asked(self.indicators.only(*_COUNTED), self.tasks.only("plan"), to_count=True)

    def about(self, subject: Series | Task) -> Asked:
        """No more of it than rests on one series, or the one task."""
        if isinstance(subject, Task):
            return Asked(self.indicators.none(), self.tasks.filter(pk=subject.pk))
        return Asked(self.indicators.filter(series=subject), self.tasks.none())


def asked_of(units: Collection[int] | None, successors: Successors) -> Asked:
    """All there is, or what the units may answer for or see with all that is merged with it.

    No query, or two.
    """
    asked = Asked(Indicator.objects.filter(tracked=True), Task.objects.filter(tracked=True))
    if units is None:
        return asked
    named = successors.held_by(units)
    parts = Responsibility.objects.filter(unit__in=named)
    led = Indicator.objects.filter(responsibilities__in=parts).order_by()
    provided = Series.objects.filter(provider__in=named).order_by()
    series = {*led.values_list("series", flat=True), *provided.values_list("pk", flat=True)}
    return Asked(
        asked.indicators.filter(series__in=series), asked.tasks.filter(pk__in=parts.values("task"))
    )


def load_items(plans: dict[int, Plan], asked: Asked) -> DutyItems:
    """What is asked in these plans. Two queries."""
    indicators = asked.indicators.filter(plan__in=plans)
    found = list(indicators.select_related("series__provider"))
    given = list(with_ends(asked.tasks.filter(plan__in=plans)))
    items: list[Indicator | Task] = [*found, *given]
    for item in items:
        item.plan = plans[item.plan_id]
    if len(found) + len(given) > MANY:
        series = indicators.values("series")
        in_plans = Q(indicator__plan__in=plans) | Q(task__plan__in=plans)
        of_record, of_report = Q(series__in=series), Q(task__plan__in=plans)
        return DutyItems(found, given, in_plans, of_record, of_report, asked.to_count)
    own = Q(indicator__in=[indicator.pk for indicator in found])
    of_report = Q(task__in=[task.pk for task in given])
    of_record = Q(series__in={indicator.series_id for indicator in found})
    return DutyItems(found, given, own | of_report, of_record, of_report, asked.to_count)
