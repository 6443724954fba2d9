"""The pages of reorganised units and of giving parts to many items at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from planapp.domain.terms import PlanStatus, Role
from planapp.models import Responsibility
from tests.factories import (
    make_indicator,
    make_plan,
    make_responsibility,
    make_succession,
    make_task,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
REFORM = date(2024, 1, 1)


@pytest.fixture
def split():
    old = make_unit(name="省食品药品监管局", valid_to=date(2023, 12, 31))
    food, drugs = make_unit(name="省市场监管局"), make_unit(name="省药监局")
    make_succession(predecessor=old, successor=food, on=REFORM, scope="食品安全监管")
    make_succession(predecessor=old, successor=drugs, on=REFORM, scope="药品监管")
    return old, food, drugs


def held(old, title="药品追溯体系", plan=None):
    task = make_task(plan=plan or make_plan(status=PlanStatus.ACTIVE), title=title)
    return task, make_responsibility(task=task, unit=old)


def test_list_without_reforms_says_where_they_are_entered(administrator_client):
    page = administrator_client.get(reverse("admin:reform_list"))
    assert "还没有登记机构改革" in page.text


def test_list_without_open_items_says_so(administrator_client, split):
    page = administrator_client.get(reverse("admin:reform_list"))
    assert "没有待承接的事项" in page.text
    everything = administrator_client.get(reverse("admin:reform_list"), {"show": "all"})
    assert "共1个单位把职责转给了别的单位" in everything.text


def test_list_says_what_has_to_be_decided(administrator_client, split):
    held(split[0])
    page = administrator_client.get(reverse("admin:reform_list"))
    assert "待逐项确定" in page.text
    assert "暂由省市场监管局填报" in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_one_row_and_three(
    administrator_client, split, rows, django_assert_num_queries
):
    plan = make_plan(status=PlanStatus.ACTIVE)
    for _ in range(rows):
        held(split[0], plan=plan)
        old = make_unit(valid_to=date(2023, 12, 31))
        make_succession(predecessor=old, successor=split[1], on=REFORM)
        held(old, plan=plan)
    administrator_client.get(reverse("admin:reform_list"))
    with django_assert_num_queries(8):
        administrator_client.get(reverse("admin:reform_list"))
    with django_assert_num_queries(12):
        administrator_client.get(reverse("admin:reform", args=(split[0].pk,)))
    with django_assert_num_queries(11):
        administrator_client.get(reverse("admin:assignments", args=(plan.pk,)))


def test_page_preselects_by_words_and_passes_on(administrator_client, split):
    old, _, drugs = split
    task, part = held(old)
    url = reverse("admin:reform", args=(old.pk,))
    page = administrator_client.get(url)
    assert f'<option value="{drugs.pk}" selected>省药监局</option>' in page.text
    done = administrator_client.post(
        url,
        {f"to-part-{part.pk}": drugs.pk, "on": "2024-01-01", "doc_number": "文1"},
        follow=True,
    )
    assert "1 项已转给承接单位。" in done.text
    assert task.responsibilities.get(valid_to=None).unit == drugs
    assert "已转出" in done.text
    assert "没有未结事项" in done.text


def test_refused_transfer_keeps_what_was_chosen(administrator_client, split):
    old, food, _ = split
    _, part = held(old)
    url = reverse("admin:reform", args=(old.pk,))
    page = administrator_client.post(url, {f"to-part-{part.pk}": food.pk, "on": "2020-01-01"})
    assert "承接日期不能更早" in page.text
    assert f'<option value="{food.pk}" selected>省市场监管局</option>' in page.text
    missing = administrator_client.post(url, {f"to-part-{part.pk}": food.pk, "on": ""})
    assert f'<option value="{food.pk}" selected>省市场监管局</option>' in missing.text
    assert Responsibility.objects.get().unit == old


def test_task_page_shows_the_chain(administrator_client, split):
    old, _, drugs = split
    task, part = held(old)
    page = administrator_client.get(reverse("admin:task", args=(task.pk,)))
    assert "已撤销，由省市场监管局、省药监局承接" in page.text
    administrator_client.post(
        reverse("admin:reform", args=(old.pk,)),
        {f"to-part-{part.pk}": drugs.pk, "on": "2024-01-01"},
    )
    page = administrator_client.get(reverse("admin:task", args=(task.pk,)))
    assert "承接自省食品药品监管局" in page.text


# Parts for many items at once.


@pytest.fixture
def plan():
    return make_plan(status=PlanStatus.ACTIVE)


def test_assignments_are_given_to_what_is_ticked(administrator_client, plan, unit):
    first, _ = make_task(plan=plan), make_task(plan=plan)
    url = reverse("admin:assignments", args=(plan.pk,))
    done = administrator_client.post(
        url,
        {"chosen": [first.pk], "role": "lead", "how": "add", "units": [unit.pk],
         "on": "2024-01-15"},
        follow=True,
    )  # fmt: skip
    assert "已为 1 项指定责任单位。" in done.text
    assert [part.task for part in Responsibility.objects.all()] == [first]


def test_refused_assignment_keeps_what_was_ticked(administrator_client, plan, unit):
    task = make_task(plan=plan)
    url = reverse("admin:assignments", args=(plan.pk,))
    page = administrator_client.post(
        url, {"chosen": [task.pk], "role": "lead", "how": "add", "on": "2024-01-15"}
    )
    assert "请选择单位。" in page.text
    assert f'value="{task.pk}" checked' in page.text
    nothing = administrator_client.post(
        url, {"role": "lead", "how": "add", "units": [unit.pk], "on": "2024-01-15"}
    )
    assert "请先勾选要指定责任单位的事项。" in nothing.text


@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "x", "０"])
def test_ticked_key_that_is_none_is_passed_over(administrator_client, plan, unit, key):
    page = administrator_client.post(
        reverse("admin:assignments", args=(plan.pk,)),
        {"chosen": [key], "role": "lead", "how": "add", "units": [unit.pk], "on": "2024-01-15"},
    )
    assert "请先勾选要指定责任单位的事项。" in page.text


def test_assignments_are_narrowed_by_unit_words_and_kind(administrator_client, plan, unit):
    led, free = make_task(plan=plan, title="药品追溯"), make_task(plan=plan, title="园区建设")
    make_responsibility(task=led, unit=unit, role=Role.LEAD)
    indicator = make_indicator(plan=plan, name="药品产值")
    url = reverse("admin:assignments", args=(plan.pk,))

    def shown(**query):
        return [str(row) for row in administrator_client.get(url, query).context["page"]]

    assert shown() == [str(led), str(free)]
    assert shown(unit="none") == [str(free)]
    assert shown(unit=str(unit.pk)) == [str(led)]
    assert shown(q="园区") == [str(free)]
    assert shown(kind="indicator") == [str(indicator)]
    assert "没有符合条件的事项" in administrator_client.get(url, {"q": "没有"}).text


def test_plan_without_tracked_items_says_so(administrator_client, plan):
    page = administrator_client.get(reverse("admin:assignments", args=(plan.pk,)))
    assert "没有纳入跟踪的事项" in page.text
