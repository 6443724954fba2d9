"""A plan's page: the document's order, what stands how, who answers, and what it costs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.extraction import extract
from planapp.domain.extraction.payload import to_payload
from planapp.domain.terms import ItemKind, Light, ReportState, Role, Status
from tests.factories import (
    make_cycle,
    make_document,
    make_draft,
    make_draft_item,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_unit,
    make_verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
AIMS, WORK = ["二、目标"], ["三、任务", "（一）园区"]


def address(plan, name="plan"):
    return reverse(f"admin:{name}", args=(plan.pk,))


def make_whole(number=1):
    """Goals with an indicator each, and tasks, out of order; one unit leads all."""
    cycle = make_cycle()
    unit = make_unit()
    for place in range(number):
        task = make_task(plan=cycle.plan, title=f"建园区{place}", section=WORK, start=900 + place)
        goal = make_goal(plan=cycle.plan, heading=f"做强{place}", section=AIMS, start=100 + place)
        indicator = make_indicator(
            plan=cycle.plan, goal=goal, name=f"产值{place}", section=AIMS, start=101 + place
        )
        make_gap(indicator=indicator, cycle=cycle, light=Light.RED, status=Status.BEHIND)
        make_responsibility(indicator=indicator, unit=unit)
        make_responsibility(task=task, unit=unit, role=Role.RESPONSIBLE)
    return cycle


def test_sections_come_in_the_order_of_the_document_with_all_that_stands_in_them(auditor_client):
    cycle = make_whole()
    make_indicator(plan=cycle.plan, name="没有目标的", section=AIMS, start=300, tracked=False)
    shown = auditor_client.get(address(cycle.plan)).context["shown"]
    assert [(each.title, each.depth, each.first) for each in shown.outline] == [
        ("二、目标", 1, 1),
        ("三、任务", 1, 2),
        ("（一）园区", 2, 2),
    ]
    first, second = shown.sections
    assert [
        (str(g.goal or ""), [r.indicator.name for r in g.indicators]) for g in first.groups
    ] == [
        ("做强0", ["产值0"]),
        ("", ["没有目标的"]),
    ]
    assert [str(each.units[0]) for each in second.tasks] == [str(shown.units[0].unit)]


def test_what_was_decided_counts_and_leads_to_the_lists(auditor_client):
    cycle = make_whole()
    indicator = cycle.plan.indicators.get()
    make_verdict(indicator=indicator, cycle=cycle, status=Status.ON_TRACK, light=Light.GREEN)
    make_record(
        series=indicator.series, as_of_on=cycle.as_of_on, state=ReportState.SUBMITTED, value=7
    )
    page = auditor_client.get(address(cycle.plan))
    shown, text = page.context["shown"], page.content.decode()
    assert shown.indicators.lights == {"green": 1, "yellow": 0, "red": 0, "grey": 0}
    assert (shown.goals, shown.undecided) == (1, 1)
    [part] = shown.units
    assert (part.indicators.total, part.tasks.total) == (1, 1)
    assert f"{reverse('admin:gap_list')}?plan={cycle.plan_id}&amp;unit={part.unit.pk}" in text
    assert "未审核" in text


def test_plan_without_a_round_shows_what_it_holds(auditor_client):
    plan = make_plan()
    make_task(plan=plan, title="建园区", section=WORK)
    page = auditor_client.get(address(plan))
    assert page.context["shown"].cycle is None
    assert "还没有开始的填报期" in page.content.decode()
    assert page.context["shown"].sections[0].tasks[0].row is None


def test_findings_have_both_figures(auditor_client):
    text = (
        "2020年，全省医药工业实现营业收入343.9亿元。\n"
        "到2025年，全省医药工业营业收入超过1200亿元，年均增长25%以上。"
    )
    document = make_document(text=text)
    draft = make_draft(document=document, header={"title": "规划"})
    plan = make_plan(document=document)
    assert (
        "没有发现前后不一致之处"
        in auditor_client.get(address(plan, "plan_findings")).content.decode()
    )
    read = to_payload(extract(text), version="1")
    draft.facts, draft.header = read["facts"], read["plan"]
    draft.save()
    for item in read["indicators"]:
        make_draft_item(draft=draft, kind=ItemKind.INDICATOR, extracted=item)
    found = auditor_client.get(address(plan, "plan_findings")).content.decode()
    assert "1049.5" in found
    assert "1200亿元" in found


def test_plan_costs_the_same_for_one_item_and_three(auditor_client, count_queries):
    costs = [count_queries(auditor_client, address(make_whole(number).plan)) for number in (1, 3)]
    assert costs == [32, 32]
