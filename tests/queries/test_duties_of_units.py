"""What some units owe and see is what the whole says of them, though less is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planapp.domain.terms import ReportState, Role
from planapp.models import Unit
from planapp.queries.duties import duties_on
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_succession,
    make_task,
    make_task_report,
    make_unit,
)

pytestmark = pytest.mark.django_db

OPEN = date(2024, 1, 10)


def make_world():
    """Two plans that share a series, providers, supporting units, and two steps of reform."""
    first, second = make_plan(), make_plan()
    cycles = [make_cycle(plan=plan) for plan in (first, second)]
    lead, helper, provider, old, middle, heir = (make_unit() for _ in range(6))
    for unit, successor in ((old, middle), (middle, heir)):
        Unit.objects.filter(pk=unit.pk).update(valid_to=date(2023, 1, 1))
        make_succession(predecessor=unit, successor=successor, on=date(2023, 1, 2))
    shared, provided = make_series(), make_series(provider=provider)
    for plan, series in ((first, shared), (second, shared), (second, provided)):
        indicator = make_indicator(plan=plan, series=series)
        make_responsibility(indicator=indicator, unit=lead)
        if plan == second:
            make_responsibility(indicator=indicator, unit=helper, role=Role.SUPPORT)
    for plan, cycle, unit in ((first, cycles[0], old), (second, cycles[1], lead)):
        task = make_task(plan=plan)
        make_responsibility(task=task, unit=unit)
        make_responsibility(task=task, unit=helper, role=Role.SUPPORT)
        make_task_report(task=task, cycle=cycle, unit=unit)
    make_responsibility(indicator=make_indicator(plan=first), unit=old)
    make_record(series=shared, unit=lead, state=ReportState.SUBMITTED)
    make_task(plan=first)  # nobody's
    return [lead, helper, provider, old, middle, heir]


def seen_of_all(units):
    """The same, sorted out of all there is."""
    for duty in duties_on(OPEN):
        if duty.unit is not None and duty.unit.pk in units:
            yield duty
        elif any(unit.pk in units for unit in duty.supporting):
            yield replace(duty, role=Role.SUPPORT)


def test_units_see_the_same_as_in_the_whole():
    world = make_world()
    chosen = [{unit.pk} for unit in world] + [{world[0].pk, world[5].pk}, set()]
    assert [duties_on(OPEN, units=units) for units in chosen] == [
        list(seen_of_all(units)) for units in chosen
    ]
    assert [len(duties_on(OPEN, units={unit.pk})) for unit in world] == [3, 4, 1, 0, 0, 2]
