"""A unit on one page: for supervisors as far as they see it, for its own staff their own."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from planapp.clock import today
from planapp.domain.terms import Light
from planapp.models import SupervisionNotice, Unit
from planapp.pages.drawings import draw_spark
from planapp.pages.frame import draw, get_among, needs, person, scope_here, seen
from planapp.pages.rollups import LISTS
from planapp.queries.backing import backing_of
from planapp.queries.gap_list import GapFilter, gaps_shown
from planapp.queries.overview import worst_of
from planapp.queries.supervision_notices import notices_shown
from planapp.queries.tallies import Tally, tally_gaps, tally_tasks
from planapp.queries.task_list import load_tasks, tasks_shown
from planapp.queries.task_standing import standing_so
from planapp.queries.unit_page import (
    chain_of,
    owed_by,
    punctuality_of,
    supported_by,
    units_open_to,
    urges_of,
)
from planapp.rights import Action, Scope, may

ROWS = 15  # of each table; the lists have all
BEHIND = (Light.RED, Light.YELLOW)
TREND = (240, 48)  # wide and high


@needs(Action.SEE_ALL, Action.REPORT)
def unit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies in the person's scope of the unit; nothing of people.

    Links lead to lists and items for those who may open these; its own staff read the page alone.
    """
    unit = unit_open_to(request, pk)
    scope, day = scope_here(request), today()
    chain = chain_of(unit, on=day)
    near = units_open_to(scope).filter(pk__in=[each.pk for each in chain.units])
    notices = seen(request, SupervisionNotice.objects.filter(unit=unit))
    return draw(
        request,
        "unit.html",
        title=unit.name,
        history_of=unit,
        unit=unit,
        others=[each.name for each in unit.names.all() if each.name != unit.name],
        is_gone=unit.valid_to is not None and unit.valid_to < day,
        chain=chain,
        open_units=set(near.values_list("pk", flat=True)),
        notices=notices_shown(notices, on=day)[:ROWS],
        urges=urges_of(unit, scope=scope),
        linked=may(person(request), Action.SEE_ALL, on=day),
        lists={kind.value: reverse(name) for kind, name in LISTS.items()},
        query={"unit": str(unit.pk)},
        **_standing(unit, scope),
        **_owing(unit, scope),
    )


def unit_open_to(request: HttpRequest, pk: int) -> Unit:
    """The unit, where the person may open its page. Raises a 404."""
    rows = Unit.objects.select_related("region")
    shown = units_open_to(scope_here(request)).select_related("region")
    return get_among(shown, of=rows, pk=pk)


def _standing(unit: Unit, scope: Scope) -> dict[str, Any]:
    """What it leads and supports; of each table the first rows, first of all what lags."""
    chosen, day = GapFilter(unit=unit.pk, scope=scope), today()
    supported = supported_by(unit, on=day, scope=scope)
    return {
        **_indicators(chosen),
        **_tasks(chosen),
        "most": ROWS,
        "supported": supported[:ROWS],
        "supported_number": supported.count(),
    }


def _indicators(chosen: GapFilter) -> dict[str, Any]:
    day = today()
    every = gaps_shown(chosen, on=day, sort="-light")
    tally = tally_gaps(every)
    late = worst_of(every, ROWS)
    others = list(every.exclude(Q(decided_light__in=BEHIND))[:ROWS])
    backing = backing_of([*late, *others], on=day)
    return {
        "indicators": tally,
        "late_gaps": [(gap, backing[gap.pk]) for gap in late],
        "late_gap_number": _behind(tally),
        "other_gaps": [(gap, backing[gap.pk]) for gap in others],
        "shown_gaps": _behind(tally) + len(others),
    }


def _tasks(chosen: GapFilter) -> dict[str, Any]:
    shown = tasks_shown(chosen, on=today())
    tally = tally_tasks(shown.rows)
    late = shown.rows.filter(_with_light(*BEHIND))[:ROWS]
    others = shown.rows.filter(_with_light(Light.GREEN, Light.GREY))[:ROWS]
    rows = load_tasks([*late, *others], shown.cycles)
    return {
        "tasks": tally,
        "late_tasks": rows[: len(late)],
        "late_task_number": _behind(tally),
        "other_tasks": rows[len(late) :],
        "shown_tasks": _behind(tally) + len(rows) - len(late),
    }


def _behind(tally: Tally) -> int:
    return sum(tally.lights[light] for light in BEHIND)


def _with_light(*lights: Light) -> Q:
    return reduce(or_, (standing_so(light=each, status="", computed=False) for each in lights))


def _owing(unit: Unit, scope: Scope) -> dict[str, Any]:
    """What it owes today, and how punctual it has been."""
    day = today()
    owed = owed_by(unit, on=day, scope=scope)
    punctuality = punctuality_of(unit, on=day, scope=scope)
    width, height = TREND
    return {
        "owed": owed[:ROWS],
        "owed_number": len(owed),
        "overdue": sum(duty.is_overdue(day) for duty in owed),
        "punctuality": punctuality,
        "trend": draw_spark(punctuality.trend, width=width, height=height),
    }
