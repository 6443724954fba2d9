"""修改密码 and 我的登录."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from planapp.models import LoginSession, SecurityEvent, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

CHANGE, SESSIONS = "/admin/password_change/", "/admin/sessions/"
OLD, NEW = "Ceshi-2024-mima", "Xinde-mima-2025"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.fixture
def person():
    user = make_user(username="zhangsan")
    user.set_password(OLD)
    user.save()
    return user


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def change(client, old=OLD, new=NEW):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, fields)


def test_changed_password_keeps_this_session_and_ends_the_others(person):
    here, there = client_of(person), client_of(person)
    assert change(here)["Location"] == "/admin/"
    assert User.objects.get().check_password(NEW)
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302
    assert LoginSession.objects.get().user == person


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("wrong", NEW, "旧密码不正确"),
        (OLD, "kurz1", "至少要有10个字符"),
        (OLD, "nur-lange-worte", "字母和数字"),
        (OLD, OLD, "与现在的密码相同"),
    ],
)
def test_password_that_is_refused_stays_as_it_was(person, old, new, why):
    client = client_of(person)
    response = change(client, old, new)
    assert (response.status_code, User.objects.get().check_password(OLD)) == (200, True)
    assert why in str(response.context["form"].errors)
    assert SecurityEvent.objects.filter(kind="password_changed").count() == 0


def test_first_change_opens_the_rest(person):
    User.objects.update(must_change_password=True)
    client = client_of(person)
    assert client.get("/admin/")["Location"] == CHANGE
    change(client, new=OLD)
    assert client.get("/admin/")["Location"] == CHANGE
    change(client)
    assert client.get("/admin/").status_code == 200


def test_sessions_are_listed_this_one_first_and_of_oneself_alone(person, reporter):
    here = client_of(person)
    for agent in (CHROME, "curl"):
        Client(headers={"User-Agent": agent}).post(
            "/admin/login/", {"username": "zhangsan", "password": OLD}, REMOTE_ADDR="10.0.0.8"
        )
    client_of(reporter)
    page = here.get(SESSIONS)
    sessions = page.context["sessions"]
    assert [is_here for _, _, is_here in sessions] == [True, False, False]
    assert {words for _, words, _ in sessions[1:]} == {"Chrome 120 · Windows 10/11", "未知设备"}
    assert "10.0.0.8" in page.content.decode()


def test_other_sessions_are_ended_and_this_one_stays(person, reporter):
    here, there, foreign = client_of(person), client_of(person), client_of(reporter)
    page = here.post(reverse("admin:end_other_sessions"), follow=True)
    assert "已退出其他设备上的登录1处" in page.content.decode()
    assert [client.get("/admin/").status_code for client in (here, there, foreign)] == [
        200,
        302,
        200,
    ]


def test_security_administrator_ends_all_sessions_of_a_person(security_admin_client, reporter):
    client, other = client_of(reporter), client_of(reporter)
    form = security_admin_client.get(reverse("admin:planapp_user_change", args=(reporter.pk,)))
    action = reverse("admin:end_sessions_of", args=(reporter.pk,))
    assert action in form.content.decode()
    answer = security_admin_client.post(action, follow=True)
    assert "已结束“张填报”的全部登录（2处）" in answer.content.decode()
    assert {each.get("/admin/").status_code for each in (client, other)} == {302}
    assert security_admin_client.get("/admin/").status_code == 200


def test_security_administrator_lets_a_locked_person_try_again(security_admin_client, reporter):
    AccessAttempt.objects.create(
        username=reporter.username, ip_address="10.0.0.8", failures_since_start=5
    )
    form = security_admin_client.get(reverse("admin:planapp_user_change", args=(reporter.pk,)))
    action = reverse("admin:unlock_account_of", args=(reporter.pk,))
    assert action in form.content.decode()
    answers = [security_admin_client.post(action, follow=True).content.decode() for _ in range(2)]
    assert ["现在就可以再试" in answers[0], "没有被锁定" in answers[1]] == [True, True]
