"""Counts by unit: an item that several units answer for is one of each of them."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from planapp.domain.terms import Role
from planapp.models import Gap, Responsibility, Task
from planapp.queries.answering import TASK_ANSWERING
from planapp.queries.gap_list import leading_now
from planapp.queries.tallies import Key, Tally, count_gaps, count_tasks


def gaps_by_unit(rows: QuerySet[Gap], *paths: str) -> dict[Key, Tally]:
    """Those of `gaps_shown` by the unit that leads or provides the figure, and by these paths.

    Once for each unit; None for those that nobody leads or provides. Two queries.
    """
    leads = Q(
        indicator__responsibilities__role=Role.LEAD, indicator__responsibilities__valid_to=None
    )
    lead = FilteredRelation("indicator__responsibilities", condition=leads)
    groups = count_gaps(rows.annotate(lead=lead), "lead__unit", *paths)
    provider = "indicator__series__provider"
    led = leading_now().filter(indicator=OuterRef("indicator"))
    provided = rows.exclude(**{provider: None}).exclude(Exists(led.filter(unit=OuterRef(provider))))
    counted = count_gaps(provided.annotate(led=Exists(led)), "led", provider, *paths)
    for (has_lead, unit, *key), tally in counted.items():
        groups[unit, *key].pour(tally)
        if not has_lead:
            groups[None, *key].take(tally)
    return _without_empty(groups)


def tasks_by_unit(rows: QuerySet[Task], *paths: str) -> dict[Key, Tally]:
    """Those of `tasks_shown` by the units that answer for them, and by these paths. Two queries."""
    groups = count_tasks(rows.annotate(answering=_part(*TASK_ANSWERING)), "answering__unit", *paths)
    first, second = TASK_ANSWERING
    also = Responsibility.objects.filter(role=first, valid_to=None)
    also = also.filter(task=OuterRef("pk"), unit=OuterRef("answering__unit"))
    twice = rows.annotate(answering=_part(second)).filter(Exists(also), answering__isnull=False)
    for key, tally in count_tasks(twice, "answering__unit", *paths).items():
        groups[key].take(tally)
    return _without_empty(groups)


def _part(*roles: Role) -> FilteredRelation:
    condition = Q(responsibilities__role__in=roles, responsibilities__valid_to=None)
    return FilteredRelation("responsibilities", condition=condition)


def _without_empty(groups: defaultdict[Key, Tally]) -> dict[Key, Tally]:
    return {key: tally for key, tally in groups.items() if tally.total}
