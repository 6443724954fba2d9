"""首页 and the demonstration's day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import PlanStatus
from tests.factories import make_plan, make_user
from tests.work import make_handling, make_round, owe_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

HOME = "/admin/"
LATER = date(2024, 2, 10)


def waiting(client):
    return {count["label"]: count["number"] for count in client.get(HOME).context["waiting"]}


def test_root_leads_home(reporter_client):
    assert reporter_client.get("/")["Location"] == HOME


@pytest.mark.parametrize(
    ("who", "counts"),
    [
        ("reporter_client", {}),
        (
            "supervisor_client",
            {"待审核": 2, "待批复的延期申请": 0, "待签发的督办": 0, "核定与测算不一致": 0},
        ),
        ("auditor_client", {}),
        (
            "administrator_client",
            {"待审核的提取草稿": 1, "待确认的目标调整": 0, "准备中的规划": 1},
        ),
    ],
)
def test_home_counts_what_waits_for_the_person(world, request, who, counts):
    make_plan(status=PlanStatus.PREPARING)
    assert waiting(request.getfixturevalue(who)) == counts


@pytest.mark.parametrize(("who", "open_now"), [("reporter_client", 2), ("outsider_client", 0)])
def test_home_shows_a_reporter_what_the_unit_owes(world, request, who, open_now):
    work = request.getfixturevalue(who).get(HOME).context["work"]
    assert {group.key: group.number for group in work.groups}["open"] == open_now


def test_home_count_leads_to_as_many_rows_of_the_whole_unit(unit, reporter, reporter_client):
    """Whoever was handed some items opens 我的填报 on those; the count is of the unit."""
    cycle = make_round()
    mine = owe_indicator(unit, cycle)
    owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=mine, unit=unit, person=reporter)
    work = reporter_client.get(HOME).context["work"]
    found = next(group for group in work.groups if group.key == "open")
    listed = reporter_client.get(found.url).context["groups"]
    assert [group.number for group in listed] == [found.number] == [2]


def test_home_says_what_is_overdue_and_leads_there(unit, reporter_client, settings):
    cycle = make_round()
    owe_indicator(unit, cycle)
    settings.DEMO_DAYS = [cycle.due_on + timedelta(days=1)]
    page = reporter_client.get(HOME).content.decode()
    assert "，已过期。" in page
    assert f'<a href="{reverse("admin:my_work")}?view=all&amp;state=overdue">1项逾期</a>' in page


def test_home_of_somebody_without_a_role_is_shown(world):
    client = Client()
    client.force_login(make_user())
    assert waiting(client) == {}


def test_person_without_djangos_staff_flag_may_log_in(client):
    user = make_user(username="ordinary", is_staff=False)
    user.set_password("correct horse battery 9")
    user.save()
    response = client.post(
        reverse("admin:login"),
        {"username": "ordinary", "password": "correct horse battery 9", "next": HOME},
    )
    assert (response.status_code, response["Location"]) == (302, HOME)


def test_person_who_left_may_not_log_in(client):
    user = make_user(username="gone", is_active=False)
    user.set_password("correct horse battery 9")
    user.save()
    response = client.post(
        reverse("admin:login"), {"username": "gone", "password": "correct horse battery 9"}
    )
    assert response.status_code == 200


def choose(client, **data):
    return client.post(reverse("admin:demo_day"), data)


def test_chosen_day_is_the_day_from_then_on(settings, reporter_client):
    settings.DEMO_DAYS = [date(2024, 1, 15), LATER]
    choose(reporter_client, day=LATER.isoformat())
    assert "今天按2024年2月10日计" in reporter_client.get(HOME).content.decode()


@pytest.mark.parametrize("day", ("2030-01-01", "", "yesterday"))
def test_day_that_is_none_of_the_demonstrations_has_no_effect(reporter_client, day):
    choose(reporter_client, day=day)
    assert "今天按2024年1月15日计" in reporter_client.get(HOME).content.decode()


def test_chosen_day_leads_back_to_the_page_it_was_chosen_on(reporter_client):
    assert choose(reporter_client, next="/admin/my/")["Location"] == "/admin/my/"


@pytest.mark.parametrize(
    "target",
    (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "",
    ),
)
def test_chosen_day_never_leads_to_another_place(reporter_client, target):
    assert choose(reporter_client, next=target)["Location"] == HOME
