"""撤销规划: what ends is told before, lists leave the plan out, its pages say why."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from planapp.domain.terms import PlanStatus
from tests.factories import make_extension, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

GROUNDS = {"doc_number": "云政发〔2024〕3号", "reason": "并入新规划"}
SAID = "本规划已于2024年1月15日撤销（云政发〔2024〕3号：并入新规划）"


def url(plan, name="plan_withdrawal"):
    return reverse(f"admin:{name}", args=(plan.pk,))


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def withdrawn(world, administrator_client):
    administrator_client.post(url(world.plan), GROUNDS)
    world.plan.refresh_from_db()
    return world.plan


def test_page_tells_what_ends_before_it_is_done(world, unit, administrator_client):
    make_extension(indicator=world.indicator, cycle=world.cycle, unit=unit)
    page = administrator_client.get(url(world.plan)).content.decode()
    assert "1 个填报期（2023年度）随即关闭" in page
    assert "2 项未报的事项不再填报，有关提醒和 1 项延期申请随即终止" in page
    world.plan.refresh_from_db()
    assert world.plan.status == PlanStatus.ACTIVE


def test_plan_is_withdrawn_and_its_pages_say_so(world, withdrawn, administrator_client):
    assert (withdrawn.status, withdrawn.withdrawn_on) == (PlanStatus.WITHDRAWN, date(2024, 1, 15))
    pages = [
        url(withdrawn),
        url(withdrawn, "plan_setup"),
        url(world.indicator, "indicator"),
        url(world.task, "task"),
        url(world.goal, "goal"),
    ]
    assert [SAID in administrator_client.get(page).content.decode() for page in pages] == [True] * 5


def test_missing_ground_is_said_beside_its_field(world, administrator_client):
    response = administrator_client.post(url(world.plan), GROUNDS | {"doc_number": ""})
    assert response.context["form"].errors == {"doc_number": ["这个字段是必填项。"]}
    assert response.context["form"]["reason"].value() == "并入新规划"


@pytest.mark.parametrize("name", ["gap_list", "task_list", "goal_list", "rollups"])
def test_lists_leave_a_withdrawn_plan_out_unless_they_are_asked(name, withdrawn, supervisor_client):
    address = reverse(f"admin:{name}")
    found = [
        supervisor_client.get(f"{address}{query}").context["page"].paginator.count > 0
        for query in ("", "?withdrawn=1", f"?plan={withdrawn.pk}")
    ]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    ("query", "number"), [("", 0), ("?withdrawn=1", 1), ("?status__exact=withdrawn", 1)]
)
def test_table_of_plans_leaves_it_out_unless_it_is_asked(
    withdrawn, supervisor_client, query, number
):
    table = reverse("admin:planapp_plan_changelist")
    assert supervisor_client.get(table + query).context["cl"].result_count == number


@pytest.mark.parametrize("name", ["indicator", "task", "goal"])
def test_tables_of_items_leave_its_items_out(withdrawn, supervisor_client, name):
    table = reverse(f"admin:planapp_{name}_changelist")
    found = [
        supervisor_client.get(table + query).context["cl"].result_count > 0
        for query in ("", "?withdrawn=1", f"?plan__id__exact={withdrawn.pk}")
    ]
    assert found == [False, True, True]


def test_plan_withdrawn_by_mistake_is_restored(withdrawn, administrator_client):
    response = administrator_client.post(url(withdrawn, "restore_plan"), {"reason": "误撤"})
    assert "填报期仍为关闭" in messages_of(response)[-1]
    withdrawn.refresh_from_db()
    assert withdrawn.status == PlanStatus.ACTIVE


def test_restoring_a_plan_that_stands_is_refused(administrator_client):
    response = administrator_client.post(url(make_plan(), "restore_plan"), {"reason": "误撤"})
    assert "没有撤销，不需要恢复" in messages_of(response)[0]


@pytest.mark.parametrize("who", ["reporter_client", "supervisor_client", "auditor_client"])
def test_page_is_the_administrators_alone(world, who, request):
    client = request.getfixturevalue(who)
    assert client.get(url(world.plan)).status_code == 403
    assert client.post(url(world.plan), GROUNDS).status_code == 403
    assert client.post(url(world.plan, "restore_plan"), {"reason": "x"}).status_code == 403


def test_duties_are_gone_and_drafts_can_be_read(
    world, withdrawn, reporter_client, supervisor_client
):
    work = reporter_client.get(reverse("admin:my_work")).context["work"]
    assert work.next_due is None
    report = reverse("admin:review_report", args=("record", world.record.pk))
    assert supervisor_client.get(report).status_code == 200
