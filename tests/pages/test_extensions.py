"""延期申请 on its pages: asked for from 我的填报, decided by a supervisor."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from planapp.clock import today
from planapp.domain.terms import ExtensionKind, ExtensionState, MemberRole
from planapp.models import Extension, Message, SecurityEvent
from planapp.queries.extensions import DutyKey
from tests.factories import (
    make_cycle,
    make_extension,
    make_indicator,
    make_membership,
    make_plan,
    make_supervision,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

MORE = {"until": "2024-02-20", "reason": "正在核对。"}


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def ask_url(kind, *items):
    query = "&".join(f"item={item}" for item in items)
    return f"{url('ask_extension')}?kind={kind}&{query}"


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def keys(world):
    """The reporter's open figure and task, as their form names them."""
    return (
        DutyKey(world.cycle.pk, "i", world.indicator.pk),
        DutyKey(world.cycle.pk, "t", world.task.pk),
    )


def test_task_among_unpublished_figures_is_named_before_anything_is_typed(keys, reporter_client):
    page = text_of(reporter_client, ask_url("not_published", *keys))
    assert "其中 1 项是任务" in page
    assert "项是任务" not in text_of(reporter_client, ask_url("more_time", *keys))


@pytest.fixture
def asked(world, unit, reporter):
    return make_extension(
        indicator=world.indicator, cycle=world.cycle, unit=unit, asked_by=reporter
    )


# The unit's side


def test_work_offers_what_is_not_handed_in_yet(world, keys, reporter_client):
    page = text_of(reporter_client, url("my_work"))
    assert [f'value="{key}"' in page for key in keys] == [True, True]
    assert page.count('name="item"') == 2


def test_several_items_are_asked_for_at_once(keys, reporter_client):
    response = reporter_client.post(ask_url("more_time", *keys), MORE)
    assert response["Location"] == url("my_extensions")
    assert [row.until for row in Extension.objects.all()] == [date(2024, 2, 20)] * 2
    assert text_of(reporter_client, url("my_work")).count("延期申请中") == 2


def test_entry_page_leads_to_the_request(world, keys, reporter_client):
    page = text_of(reporter_client, url("figure_entry", world.cycle.pk, world.indicator.pk))
    assert f"?kind=more_time&amp;item={keys[0]}" in page
    assert f"?kind=not_published&amp;item={keys[0]}" in page


def test_unpublished_figure_is_told_with_its_month(keys, reporter_client):
    response = reporter_client.get(ask_url("not_published", keys[0]))
    months = [value for value, _ in response.context["form"].fields["until"].choices]
    assert (months[1], len(months)) == ("2024-02-01", 25)
    given = {"until": "2024-08-01", "reason": "省统计局发布日程"}
    reporter_client.post(ask_url("not_published", keys[0]), given)
    row = Extension.objects.get()
    assert (row.kind, row.until) == (ExtensionKind.NOT_PUBLISHED, date(2024, 8, 31))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "2024-02-17"}, "不是工作日"),
        ({"until": "2024-01-20"}, "不是工作日"),
        ({"until": "2024-01-22"}, "之后"),
        ({"until": "2024-02-30"}, "没有这一天，请从日历中选择。"),
    ],
)
def test_refused_request_stays_as_it_was_typed(keys, reporter_client, changes, words):
    response = reporter_client.post(ask_url("more_time", keys[0]), MORE | changes)
    assert words in response.context["form"].errors["until"][0]
    assert messages_of(response) == []
    assert response.context["form"]["until"].value() == changes["until"]
    assert Extension.objects.count() == 0


def test_error_stands_beside_its_field(keys, reporter_client):
    response = reporter_client.post(ask_url("more_time", keys[0]), {"until": "", "reason": "x"})
    assert response.context["form"].errors == {"until": ["这个字段是必填项。"]}


@pytest.mark.parametrize("item", ["", "1", "x-i-1", "1-z-1", "1-i-99999999999", "١-i-1"])
def test_request_for_nothing_leads_back_to_ones_work(world, reporter_client, item):
    response = reporter_client.get(ask_url("more_time", item))
    assert response["Location"] == url("my_work")
    assert messages_of(response) == ["请先在“我的填报”中勾选要申请的事项。"]


def test_request_for_nothing_keeps_the_chosen_tab(world, reporter_client):
    response = reporter_client.get(ask_url("more_time") + "&view=all&next=//evil.example")
    assert response["Location"] == f"{url('my_work')}?view=all"


def test_after_the_due_date_the_page_says_why_and_whom_to_ask(
    world, keys, supervisor, reporter_client
):
    world.cycle.due_on = date(2024, 1, 12)
    world.cycle.save()
    stranger = make_membership(role=MemberRole.SUPERVISOR, user=make_user(full_name="赵督查")).user
    make_supervision(user=stranger, plan=make_plan())
    page = text_of(reporter_client, ask_url("more_time", keys[0]))
    assert "1 项已过截止日期" in page
    assert "请联系督查人员（王督查）" in page


def test_foreign_item_is_neither_shown_nor_asked_for(world, keys, outsider_client):
    response = outsider_client.get(ask_url("more_time", keys[0]))
    assert response.context["duties"] == []
    response = outsider_client.post(ask_url("more_time", keys[0]), MORE)
    assert "不由您的单位填报" in messages_of(response)[0]


def test_unit_sees_and_withdraws_its_own_alone(asked, reporter_client, outsider_client):
    assert "统计口径调整" in text_of(reporter_client, url("my_extensions"))
    assert "没有申请过延期" in text_of(outsider_client, url("my_extensions"))
    assert outsider_client.post(url("withdraw_extension", asked.pk)).status_code == 404
    reporter_client.post(url("withdraw_extension", asked.pk))
    assert Extension.objects.get().state == ExtensionState.WITHDRAWN


def test_request_leads_to_its_item_until_the_round_is_closed(world, asked, reporter_client):
    entry = url("figure_entry", world.cycle.pk, world.indicator.pk)
    pages = [text_of(reporter_client, url("my_extensions"))]
    world.cycle.closed_on = today()
    world.cycle.save()
    pages.append(text_of(reporter_client, url("my_extensions")))
    assert [f'href="{entry}"' in page for page in pages] == [True, False]


# The supervisors' side


def test_list_without_requests_says_why(supervisor_client):
    assert "没有延期申请" in text_of(supervisor_client, url("extension_list"))


def test_list_shows_those_that_wait_first(asked, supervisor_client):
    done = make_extension(state=ExtensionState.GRANTED)
    response = supervisor_client.get(url("extension_list"))
    assert (list(response.context["page"]), response.context["waiting"]) == ([asked, done], 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=granted", "granted"),
        ("kind=not_published", "granted"),
        ("state=asked", "asked"),
        ("unit={unit}", "asked"),
        ("plan={plan}", "asked"),
    ],
)
def test_list_is_narrowed_by_its_address(world, unit, asked, supervisor_client, query, found):
    make_extension(kind=ExtensionKind.NOT_PUBLISHED, state=ExtensionState.GRANTED)
    query = query.format(unit=unit.pk, plan=world.plan.pk)
    page = supervisor_client.get(f"{url('extension_list')}?{query}").context["page"]
    assert [row.state for row in page] == [found]


@pytest.mark.parametrize("who", ["auditor_client", "administrator_client"])
def test_others_who_see_everything_see_the_list_without_the_buttons(asked, who, request):
    client = request.getfixturevalue(who)
    page = text_of(client, url("extension_list"))
    assert ("统计口径调整" in page, "所选均同意" in page) == (True, False)
    assert client.post(url("decide_extension", asked.pk), {"grant": ""}).status_code == 403


def test_supervisor_grants_one(asked, reporter, supervisor_client):
    supervisor_client.post(
        url("decide_extension", asked.pk), {"grant": "", "until": "", "answer": ""}
    )
    asked.refresh_from_db()
    assert (asked.state, asked.granted_until) == (ExtensionState.GRANTED, date(2024, 2, 15))
    assert Message.objects.filter(recipient=reporter, subject__startswith="同意延期").count() == 1


def test_day_that_was_asked_for_is_told_in_words(asked, supervisor_client):
    page = supervisor_client.get(url("extension", asked.pk)).content.decode()
    assert "不填即为申请的日期（2024年2月15日）" in page


def test_refusal_without_an_answer_keeps_the_form(asked, supervisor_client):
    given = {"refuse": "", "until": "2024-02-16", "answer": ""}
    response = supervisor_client.post(url("decide_extension", asked.pk), given)
    assert response.context["form"].errors == {
        "answer": ["不同意须写明批复意见，填报单位据此安排。"]
    }
    assert response.context["form"]["until"].value() == "2024-02-16"


def test_several_are_granted_at_once_with_one_message(
    world, unit, asked, reporter, supervisor_client
):
    other = make_extension(task=world.task, cycle=world.cycle, unit=unit, asked_by=reporter)
    late = make_extension(cycle=make_cycle(closed_on=date(2024, 1, 10)), unit=make_unit())
    before = Message.objects.count()
    response = supervisor_client.post(
        url("decide_extensions"), {"grant": "", "chosen": [asked.pk, other.pk, late.pk]}
    )
    told = messages_of(response)
    assert ("填报期已关闭" in told[0], told[1]) == (True, "已批复 2 项，申请人已收到站内信。")
    assert Message.objects.count() == before + 1
    assert Message.objects.latest("pk").subject == "2 项同意延期"
    assert SecurityEvent.objects.filter(subject__contains="填报期已关闭").count() == 1


def test_nothing_chosen_is_said(asked, supervisor_client):
    response = supervisor_client.post(url("decide_extensions"), {"grant": ""})
    assert messages_of(response) == ["请先勾选要批复的申请。"]


def test_own_request_is_left_to_another_supervisor(asked, unit, supervisor, supervisor_client):
    make_membership(user=supervisor, unit=unit)
    asked.asked_by = supervisor
    asked.save()
    assert "须由其他督查人员批复" in text_of(supervisor_client, url("extension", asked.pk))


def test_home_counts_what_waits(asked, supervisor_client):
    counts = supervisor_client.get(url("index")).context["waiting"]
    assert {each["label"]: each["number"] for each in counts}["待批复的延期申请"] == 1


@pytest.mark.parametrize(("name", "who"), [("extension_list", "supervisor_client"),
                                           ("my_extensions", "reporter_client")])  # fmt: skip
def test_list_costs_the_same_for_any_number(name, who, unit, request, count_queries):
    client = request.getfixturevalue(who)
    costs = []
    for _ in range(2):
        for _ in range(2):
            make_extension(unit=unit, indicator=make_indicator())
        costs.append(count_queries(client, url(name)))
    assert costs[0] == costs[1]


def test_granted_day_and_unpublished_month_are_shown_in_ones_work(
    world, unit, supervisor, reporter_client
):
    make_extension(task=world.task, cycle=world.cycle, unit=unit, state=ExtensionState.GRANTED)
    make_extension(
        indicator=world.indicator,
        cycle=world.cycle,
        unit=unit,
        state=ExtensionState.GRANTED,
        kind=ExtensionKind.NOT_PUBLISHED,
        until=date(2024, 8, 31),
    )
    page = text_of(reporter_client, url("my_work"))
    assert "已延至此日，原为2024年1月31日" in page
    assert "数据未公布，预计2024年8月公布" in page
