"""任务, 目标 and 核定与测算不一致: the tables, the pages of one item, and the verdicts on them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from planapp.domain.terms import Light, ReportState, SelfAssessment, Status
from planapp.models import Verdict
from tests.factories import (
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
    make_task_report,
    make_verdict,
)

pytestmark = pytest.mark.django_db

VERDICT = {"status": "nearly", "light": "yellow", "reason": "差一项", "basis": "核查记录"}


def text_of(response):
    return response.content.decode()


def approved(task, cycle, said=SelfAssessment.SLOW, **changes):
    return make_task_report(
        task=task, cycle=cycle, self_assessment=said, state=ReportState.APPROVED, **changes
    )


def pages(name, *args):
    return reverse(f"admin:{name}", args=args)


@pytest.mark.parametrize("query", [{}, {"light": "yellow"}, {"status": "behind", "computed": "1"}])
def test_task_table_shows_what_was_said_and_how_it_stands(world, auditor_client, query):
    approved(world.task, world.cycle, percent=35)
    response = auditor_client.get(pages("task_list"), query)
    rows = {row.task: row for row in response.context["rows"]}
    assert rows[world.task].judged.computed == (Status.BEHIND, Light.YELLOW)
    assert ("进度缓慢" in text_of(response), "35%" in text_of(response)) == (True, True)


def test_draft_of_a_task_report_is_shown_to_nobody_else(world, auditor_client):
    make_task_report(task=world.task, cycle=world.cycle, narrative="未定稿")
    page = auditor_client.get(pages("task", world.task.pk))
    assert (page.context["row"].report, "未定稿" in text_of(page)) == (None, False)


@pytest.mark.parametrize("name", ("task_list", "goal_list", "differences"))
@pytest.mark.parametrize(
    "query", [{"plan": "x"}, {"page": "99"}, {"light": "blue"}, {"q": "%_'"}, {"unit": "0"}]
)
def test_strange_address_is_answered(world, auditor_client, name, query):
    assert auditor_client.get(pages(name), query).status_code == 200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("task_list", "没有符合条件的任务"),
        ("goal_list", "没有符合条件的目标"),
        ("differences", "没有不一致的事项"),
    ],
)
def test_empty_table_says_why(auditor_client, on_that_day, name, words):
    assert words in text_of(auditor_client.get(pages(name)))


def test_goal_table_counts_its_indicators_and_names_what_is_not_decided(world, auditor_client):
    world.indicator.goal = world.goal
    world.indicator.save()
    response = auditor_client.get(pages("goal_list"))
    [(row, tally)] = response.context["rows"]
    assert (row.goal, tally.total, response.context["undecided"]) == (world.goal, 1, 1)
    link = f"{pages('gap_list')}?plan={world.plan.pk}&amp;goal={world.goal.pk}"
    assert link in text_of(response)


@pytest.mark.parametrize("name", ("task", "goal"))
def test_supervisor_decides_on_the_items_page(world, supervisor_client, supervisor, name):
    item = getattr(world, name)
    assert 'name="basis"' in text_of(supervisor_client.get(pages(name, item.pk)))
    response = supervisor_client.post(pages(f"{name}_verdict", item.pk, world.cycle.pk), VERDICT)
    assert response["Location"] == f"{pages(name, item.pk)}?cycle={world.cycle.pk}"
    verdict = Verdict.objects.get()
    assert (getattr(verdict, name), verdict.status, verdict.decided_by) == (
        item,
        Status.NEARLY,
        supervisor,
    )
    assert "差一项" in text_of(supervisor_client.get(response["Location"]))


@pytest.mark.parametrize("name", ("task", "goal"))
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"light": "green"}, "light"),
        ({"status": "regressing", "light": "red"}, "status"),
    ],
)
def test_wrong_verdict_says_so_beside_its_field(world, supervisor_client, name, changes, field):
    item = getattr(world, name)
    url = pages(f"{name}_verdict", item.pk, world.cycle.pk)
    response = supervisor_client.post(url, VERDICT | changes)
    assert list(response.context["verdict_form"].errors) == [field]
    assert Verdict.objects.count() == 0


@pytest.mark.parametrize("name", ("task", "goal"))
def test_auditor_sees_no_form(world, auditor_client, name):
    text = text_of(auditor_client.get(pages(name, getattr(world, name).pk)))
    assert 'name="basis"' not in text


@pytest.mark.parametrize("name", ("task", "goal"))
def test_page_of_an_item_without_a_round_says_so(supervisor_client, on_that_day, name):
    item = {"task": make_task, "goal": make_goal}[name]()
    text = text_of(supervisor_client.get(pages(name, item.pk)))
    assert ("还没有填报期" in text, 'name="basis"' in text) == (True, False)


def test_round_that_is_asked_for_is_shown(world, auditor_client):
    old = make_cycle(plan=world.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    approved(world.task, old, SelfAssessment.DONE)
    shown = [
        auditor_client.get(pages("task", world.task.pk), {"cycle": cycle}).context["cycle"]
        for cycle in (old.pk, world.cycle.pk, "x", "")
    ]
    assert shown == [old, world.cycle, old, old]


def test_administrator_corrects_until_when_a_task_is_to_be_done(world, administrator_client):
    url = pages("task_due_on", world.task.pk)
    given = {"due_on": "2024-06-30", "reason": "原文为上半年"}
    assert administrator_client.post(url, given)["Location"] == pages("task", world.task.pk)
    world.task.refresh_from_db()
    assert world.task.due_on == date(2024, 6, 30)
    response = administrator_client.post(url, {"due_on": "", "reason": ""})
    assert list(response.context["due_form"].errors) == ["reason"]


def make_difference(plan=None):
    """An indicator and a task decided otherwise, and one of each decided alike."""
    plan = plan or make_plan()
    cycle = plan.cycles.first() or make_cycle(plan=plan)
    for status, light in ((Status.MISSED, Light.RED), (Status.ON_TRACK, Light.GREEN)):
        gap = make_gap(indicator=make_indicator(plan=plan), cycle=cycle)
        make_verdict(indicator=gap.indicator, cycle=cycle, status=status, light=light)
        task = make_task(plan=plan)
        make_responsibility(task=task)
        approved(task, cycle, SelfAssessment.ON_COURSE)
        make_verdict(task=task, cycle=cycle, status=status, light=light)
    make_verdict(goal=make_goal(plan=plan), cycle=cycle, status=Status.MISSED, light=Light.RED)
    return plan


def test_differences_are_listed_and_counted_on_the_supervisors_home(supervisor_client, on_that_day):
    plan = make_difference()
    make_difference()
    page = supervisor_client.get(pages("differences")).context["rows"]
    assert [(row.computed, row.verdict.status) for row in page] == [
        ((Status.ON_TRACK, Light.GREEN), Status.MISSED)
    ] * 4
    waiting = supervisor_client.get("/admin/").context["waiting"]
    assert {each["label"]: each["number"] for each in waiting}["核定与测算不一致"] == 4
    narrowed = supervisor_client.get(pages("differences"), {"plan": plan.pk, "of": "task"})
    assert [row.item.plan for row in narrowed.context["rows"]] == [plan]


def test_difference_of_another_year_is_found_by_its_year(auditor_client, on_that_day):
    plan = make_difference()
    make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    found = [
        auditor_client.get(pages("differences"), query).context["page"].paginator.count
        for query in ({}, {"year": "2022"}, {"year": "2023"})
    ]
    assert found == [0, 0, 2]


@pytest.mark.parametrize("name", ("task_list", "goal_list", "differences"))
def test_table_costs_no_more_queries_for_more_rows(
    auditor_client, on_that_day, count_queries, name
):
    costs = set()
    for _ in range(3):
        make_difference()
        costs.add(count_queries(auditor_client, pages(name)))
    assert len(costs) == 1
