"""我的填报."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.terms import ReportState, Role
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

URL = "/admin/my/"


def groups_of(response):
    return {
        group.label: [str(duty.item) for duty in (*group.indicators, *group.tasks)]
        for group in response.context["work"].groups
        if group.number
    }


def test_address_of_the_page_is_short():
    assert reverse("admin:my_work") == URL


def test_page_without_duties_says_so(reporter_client):
    assert "现在没有要填报的事项" in reporter_client.get(URL).content.decode()


def test_duties_stand_in_groups_by_their_state(world, unit, reporter_client):
    states = {}
    for state in ReportState:
        if state is ReportState.SUPERSEDED:
            continue
        indicator = make_indicator(plan=world.plan)
        make_responsibility(indicator=indicator, unit=unit)
        make_record(series=indicator.series, unit=unit, state=state)
        states[state] = str(indicator)
    assert groups_of(reporter_client.get(URL)) == {
        "被退回": [states["returned"]],
        "待填": [str(world.indicator), str(world.task)],
        "已存草稿": [states["draft"]],
        "已提交": [
            world.record.series.name,
            states["submitted"],
            str(world.report.task),
        ],
        "已审核": [states["approved"]],
    }


def test_duties_of_other_units_are_not_shown(world, outsider_client):
    response = outsider_client.get(URL)
    assert (groups_of(response), response.context["work"].supporting) == ({}, [])


def test_supported_items_stand_apart_without_a_link_to_fill_in(world, other_unit, outsider_client):
    make_responsibility(indicator=world.indicator, unit=other_unit, role=Role.SUPPORT)
    response = outsider_client.get(URL)
    assert [str(duty.item) for duty in response.context["work"].supporting] == [
        str(world.indicator)
    ]
    entry = reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))
    assert entry not in response.content.decode()


def test_page_costs_no_more_queries_for_more_duties(unit, reporter_client, count_queries):
    costs = set()
    for _ in range(3):
        plan = make_plan()
        make_cycle(plan=plan)
        indicator = make_indicator(plan=plan)
        make_responsibility(indicator=indicator, unit=unit)
        make_responsibility(task=make_task(plan=plan), unit=unit)
        make_record(series=indicator.series, unit=unit)
        costs.add(count_queries(reporter_client, URL))
    assert len(costs) == 1
