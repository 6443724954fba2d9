"""填报期 on its pages: opened for several plans, moved, closed, reopened."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from planapp.domain.terms import ExtensionKind, ExtensionState, PlanStatus
from planapp.models import Gap, ReportingCycle
from tests.factories import (
    make_cycle,
    make_extension,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

TODAY = date(2024, 1, 15)
LIST = reverse("admin:cycle_list")
DATES = {
    "kind": "annual",
    "as_of_on": "2023-12-31",
    "opens_on": "2024-01-02",
    "due_on": "2024-02-29",
}


def url(name, cycle):
    return reverse(f"admin:{name}", args=(cycle.pk,))


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def ready_plan(unit):
    plan = make_plan(status=PlanStatus.PREPARING)
    make_responsibility(indicator=make_indicator(plan=plan), unit=unit)
    return plan


# The list


def test_list_without_rounds_says_why(administrator_client):
    assert "没有填报期" in administrator_client.get(LIST).content.decode()


def test_list_counts_what_is_owed_handed_in_and_approved(world, administrator_client):
    [(cycle, state, progress)] = administrator_client.get(LIST).context["rows"]
    assert (cycle, state.label) == (world.cycle, "填报中")
    counts = (progress.owed, progress.handed_in, progress.approved, len(progress.missing))
    assert counts == (4, 2, 0, 2)


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["未开始", "填报中", "已过截止", "已关闭"]),
        ("state=upcoming", ["未开始"]),
        ("state=open", ["填报中"]),
        ("state=late", ["已过截止"]),
        ("state=closed", ["已关闭"]),
        ("year=2023", ["填报中", "已过截止"]),
        ("kind=quarterly", []),
        ("withdrawn=1", ["未开始", "填报中", "已过截止", "已关闭", "已关闭"]),
    ],
)
def test_list_is_narrowed_by_its_address(administrator_client, query, labels):
    make_cycle(as_of_on=date(2024, 12, 31))
    make_cycle()
    make_cycle(due_on=date(2024, 1, 10))
    make_cycle(as_of_on=date(2022, 12, 31), closed_on=date(2023, 4, 1))
    withdrawn = make_plan(status=PlanStatus.WITHDRAWN)
    make_cycle(plan=withdrawn, as_of_on=date(2021, 12, 31), closed_on=date(2022, 4, 1))
    rows = administrator_client.get(f"{LIST}?{query}").context["rows"]
    assert [state.label for _, state, _ in rows] == labels


def test_list_costs_the_same_for_any_number(unit, administrator_client, count_queries):
    costs = []
    for _ in range(2):
        for _ in range(2):
            make_cycle(plan=ready_plan(unit))
        ReportingCycle.objects.update(closed_on=TODAY)
        costs.append(count_queries(administrator_client, LIST))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("who", ["reporter_client", "supervisor_client", "auditor_client"])
def test_pages_are_the_administrators_alone(world, who, request):
    client = request.getfixturevalue(who)
    pages = [LIST, url("cycle", world.cycle), url("close_cycle", world.cycle)]
    assert [client.get(page).status_code for page in pages] == [403] * 3
    assert client.post(url("reopen_cycle", world.cycle), {}).status_code == 403


# Opening


def test_round_is_opened_for_several_plans_and_each_refusal_is_named(unit, administrator_client):
    ready, orphaned = ready_plan(unit), make_plan(title="无人负责的规划")
    make_indicator(plan=orphaned)
    given = DATES | {"plans": [ready.pk, orphaned.pk]}
    response = administrator_client.post(reverse("admin:open_cycles"), given)
    assert response["Location"] == LIST
    refused, done = messages_of(response)
    assert ("《无人负责的规划》没有开启" in refused, "没有牵头单位" in refused) == (True, True)
    assert done == "已开启 1 个填报期。"
    assert ReportingCycle.objects.get().plan == ready


def test_form_stays_as_typed_where_no_round_was_opened(unit, administrator_client):
    given = DATES | {"plans": [ready_plan(unit).pk], "due_on": "2023-12-01"}
    response = administrator_client.post(reverse("admin:open_cycles"), given)
    assert "填报截止不能早于开始填报" in messages_of(response)[0]
    assert response.context["form"]["due_on"].value() == "2023-12-01"


def test_withdrawn_plan_is_not_offered_and_none_chosen_is_said(unit, administrator_client):
    ready = ready_plan(unit)
    make_plan(status=PlanStatus.WITHDRAWN)
    response = administrator_client.post(reverse("admin:open_cycles"), DATES)
    form = response.context["form"]
    assert list(form.fields["plans"].queryset) == [ready]
    assert form.errors == {"plans": ["请至少勾选一个规划。"]}


# Closing


def test_closing_lists_what_is_missing_with_numbers_first(world, unit, administrator_client):
    own = {"cycle": world.cycle, "unit": unit}
    make_extension(task=world.task, state=ExtensionState.GRANTED, **own)
    month = {"kind": ExtensionKind.NOT_PUBLISHED, "until": date(2024, 8, 31)}
    make_extension(indicator=world.indicator, state=ExtensionState.GRANTED, **month, **own)
    page = administrator_client.get(url("close_cycle", world.cycle)).content.decode()
    assert "应报 4 项，还有 1 项未报（草稿 0、被退回 0）" in page
    assert "1 项已同意延期，日期还没有到" in page
    assert "1 项数据还没有公布" in page
    assert (str(world.task) in page, world.indicator.name in page) == (True, False)
    world.cycle.refresh_from_db()
    assert world.cycle.closed_on is None


def test_cycle_is_closed_and_its_gaps_are_calculated(
    world, administrator_client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        administrator_client.post(url("close_cycle", world.cycle))
    world.cycle.refresh_from_db()
    gap = Gap.objects.get(indicator=world.indicator)
    assert world.cycle.closed_on == TODAY
    assert (gap.status, gap.stale) == ("no_data", False)


def test_closed_round_is_not_offered_for_closing(administrator_client):
    cycle = make_cycle(closed_on=TODAY)
    assert administrator_client.get(url("close_cycle", cycle))["Location"] == url("cycle", cycle)
    response = administrator_client.post(url("close_cycle", cycle))
    assert messages_of(response) == ["2023年度填报期已于2024年1月15日关闭。"]


# Moving and reopening


def test_due_date_is_moved_and_told(world, administrator_client):
    given = {"due_on": "2024-02-20", "reason": "春节顺延"}
    response = administrator_client.post(url("move_due_date", world.cycle), given)
    assert messages_of(response) == ["填报截止已调整，未报的单位已收到站内信。"]
    world.cycle.refresh_from_db()
    assert world.cycle.due_on == date(2024, 2, 20)


def test_refused_move_stays_as_it_was_typed(world, administrator_client):
    given = {"due_on": "2024-01-10", "reason": "提前"}
    response = administrator_client.post(url("move_due_date", world.cycle), given)
    assert response.context["move_form"].errors == {"due_on": ["填报截止不能早于今天。"]}
    assert response.context["move_form"]["due_on"].value() == "2024-01-10"
    assert response.context["cycle"].due_on == date(2024, 1, 31)


@pytest.mark.parametrize("day", ["9999-12-31", "0024-02-20"])
def test_day_that_no_calendar_reaches_is_refused_beside_the_field(day, world, administrator_client):
    given = {"due_on": day, "reason": "春节顺延"}
    response = administrator_client.post(url("move_due_date", world.cycle), given)
    said = "日期须在1900年至2199年之间，请核对年份。"
    assert response.context["move_form"].errors == {"due_on": [said]}


def test_round_is_reopened_with_its_reason_shown(unit, administrator_client):
    cycle = make_cycle(plan=ready_plan(unit), closed_on=date(2024, 1, 10))
    page = administrator_client.get(url("cycle", cycle)).content.decode()
    assert "1 项未报的事项可以继续填报" in page
    administrator_client.post(url("reopen_cycle", cycle), {"reason": "补报修订数据"})
    page = administrator_client.get(url("cycle", cycle)).content.decode()
    assert ("重新开启：补报修订数据" in page, "重新开启过" in page) == (True, True)


def test_reopening_without_a_reason_says_so_beside_the_field(administrator_client):
    cycle = make_cycle(closed_on=TODAY)
    response = administrator_client.post(url("reopen_cycle", cycle), {"reason": ""})
    assert response.context["reopen_form"].errors == {"reason": ["这个字段是必填项。"]}
    cycle.refresh_from_db()
    assert cycle.closed_on == TODAY


def test_round_shows_how_much_each_unit_handed_in(world, unit, administrator_client):
    alone = make_indicator(plan=world.plan)
    make_record(series=alone.series)
    response = administrator_client.get(url("cycle", world.cycle))
    found = [(owner, row.owed, len(row.missing)) for owner, row in response.context["units"]]
    assert found == [(unit, 4, 2), (None, 1, 1)]
    assert response.context["whole"].owed == 5
