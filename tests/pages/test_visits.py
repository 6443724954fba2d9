"""What every visit leaves: records, a session that stays alive, a form that is not lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import SecurityKind
from planapp.models import LoginSession, SecurityEvent, User
from planapp.models.session import BEGAN, SEEN
from tests.factories import make_user

pytestmark = pytest.mark.django_db

HOME = "/admin/"
LOGIN = "/admin/login/"
PASSWORD = "Ceshi-2024-mima"


@pytest.fixture
def person():
    user = make_user(username="zhangsan", full_name="张三")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, password=PASSWORD, username="zhangsan", **more):
    return client.post(LOGIN, {"username": username, "password": password, "next": HOME}, **more)


def recorded(*kinds):
    rows = SecurityEvent.objects.filter(kind__in=kinds).order_by("pk")
    return [(row.kind, row.actor, row.actor_name, row.origin, row.subject) for row in rows]


def test_coming_and_going_is_recorded(person, client):
    from_there = {"REMOTE_ADDR": "10.0.0.8", "headers": {"User-Agent": "Firefox"}}
    log_in(client, **from_there)
    client.post("/admin/logout/", **from_there)
    assert recorded(*SecurityKind) == [
        ("login", person, "zhangsan", "10.0.0.8", "Firefox"),
        ("logout", person, "zhangsan", "10.0.0.8", ""),
    ]


def test_failures_are_recorded_with_the_name_as_typed(person, client):
    log_in(client, password="wrong", REMOTE_ADDR="10.0.0.8")
    log_in(client, username="lisi", REMOTE_ADDR="10.0.0.8")
    assert recorded("login_failed", "login") == [
        ("login_failed", person, "zhangsan", "10.0.0.8", ""),
        ("login_failed", None, "lisi", "10.0.0.8", ""),
    ]
    assert PASSWORD not in str(list(SecurityEvent.objects.values()))


def test_person_who_comes_once_a_year_is_let_in(person, client):
    User.objects.update(
        last_login=datetime.now(UTC) - timedelta(days=800),
        date_joined=datetime.now(UTC) - timedelta(days=2000),
    )
    assert log_in(client)["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_five_failures_lock_the_name_at_that_address_alone(person, client):
    answers = [log_in(client, password="wrong", REMOTE_ADDR="10.0.0.8") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    locked = log_in(client, REMOTE_ADDR="10.0.0.8")
    assert locked.status_code == 429
    assert "锁定15分钟" in locked.content.decode()
    assert recorded("locked")[0] == (
        "locked",
        person,
        "zhangsan",
        "10.0.0.8",
        "连续登录失败，锁定15分钟",
    )
    other = log_in(Client(), username="lisi", password="wrong", REMOTE_ADDR="10.0.0.8")
    assert other.status_code == 200
    assert log_in(Client(), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_lock_ends_after_a_quarter_of_an_hour(person, client):
    for _ in range(5):
        log_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(minutes=16))
    assert log_in(client).status_code == 302


def test_success_forgets_the_failures_before_it(person, client):
    for _ in range(2):
        for _ in range(4):
            log_in(client, password="wrong")
        assert log_in(client).status_code == 302


def test_address_behind_a_proxy_is_the_one_that_is_locked(person, client, settings):
    settings.BEHIND_PROXY = True

    def from_address(address, password):
        return log_in(client, password, headers={"X-Forwarded-For": f"1.2.3.4, {address}"})

    for _ in range(5):
        from_address("10.0.0.8", "wrong")
    assert from_address("10.0.0.8", PASSWORD).status_code == 429
    assert from_address("10.0.0.9", PASSWORD).status_code == 302


def test_log_in_without_an_address_is_possible(person, client):
    assert log_in(client, REMOTE_ADDR="").status_code == 302


def test_refused_page_is_recorded(reporter, reporter_client):
    reporter_client.get(reverse("admin:review_queue"), REMOTE_ADDR="10.0.0.8")
    path = reverse("admin:review_queue")
    assert recorded("refused") == [
        ("refused", reporter, "reporter", "10.0.0.8", f"GET {path}：只有督查人员可以打开这一页。")
    ]


def test_refused_table_is_recorded(reporter, reporter_client):
    reporter_client.get(reverse("admin:planapp_auditevent_changelist"))
    assert [row[:2] for row in recorded("refused")] == [("refused", reporter)]


def test_service_that_says_no_is_recorded(unit_admin, outsider):
    client = Client()
    client.force_login(unit_admin)
    path = reverse("admin:reset_password", args=(outsider.pk,))
    client.post(path)
    [(_, actor, _, _, subject)] = recorded("refused")
    assert (actor, subject) == (unit_admin, f"POST {path}：只能重置本单位人员的密码。")


def test_download_is_recorded(world, supervisor, supervisor_client):
    path = reverse("admin:download", args=(world.document.pk,))
    response = supervisor_client.get(path)
    assert b"".join(response.streaming_content)
    [(_, actor, _, _, subject)] = recorded("download")
    assert (actor, subject) == (supervisor, f"{world.document.file_name}（{path}）")


def test_reading_a_page_leaves_no_record(supervisor_client):
    supervisor_client.get(HOME)
    assert recorded("download", "refused") == []


def test_session_knows_its_person_and_device(person, client):
    log_in(client, REMOTE_ADDR="10.0.0.8", headers={"User-Agent": "Firefox"})
    row = LoginSession.objects.get()
    assert (row.user, row.address, row.device) == (person, "10.0.0.8", "Firefox")
    assert row.began_at == row.seen_at


def seen_ago(client, minutes):
    """Let the session's last noted request be so long ago."""
    session = client.session
    session[SEEN] = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
    session.save()
    row = LoginSession.objects.get(pk=session.session_key)
    row.expire_date -= timedelta(minutes=minutes)
    row.save()
    return row


def test_request_renews_the_session_and_says_where_it_was_seen(reporter_client):
    before = seen_ago(reporter_client, 29)
    response = reporter_client.get(HOME, REMOTE_ADDR="10.0.0.9")
    after = LoginSession.objects.get()
    assert after.expire_date - before.expire_date >= timedelta(minutes=29)
    assert (after.address, after.seen_at > before.seen_at) == ("10.0.0.9", True)
    assert int(response.cookies["sessionid"]["max-age"]) == 30 * 60


def test_request_within_the_minute_writes_nothing(reporter_client):
    reporter_client.get(HOME)
    before = LoginSession.objects.get()
    assert "sessionid" not in reporter_client.get(HOME).cookies
    assert LoginSession.objects.get().expire_date == before.expire_date


def test_idle_session_has_ended(reporter_client):
    seen_ago(reporter_client, 31)
    assert reporter_client.get(HOME)["Location"].startswith(LOGIN)


def test_password_set_by_somebody_else_must_be_changed_first(reporter, reporter_client):
    User.objects.update(must_change_password=True)
    change = reverse("admin:password_change")
    for path in (HOME, reverse("admin:my_work"), reverse("admin:planapp_plan_changelist")):
        assert reporter_client.get(path)["Location"] == change
    assert "请先换成自己的密码" in reporter_client.get(change).content.decode()
    assert reporter_client.post("/admin/logout/").status_code == 200


def test_form_of_an_ended_session_is_kept_until_after_the_log_in(person, client):
    page, action = reverse("admin:inbox"), reverse("admin:upload")
    answer = client.post(
        action,
        {"kind": "official", "note": "第一行\n第二行", "revision": "2", "old_password": "geheim"},
        headers={"Referer": f"http://testserver{page}?page=2"},
    )  # fmt: skip
    unsent = reverse("admin:unsent")
    assert answer["Location"] == f"{LOGIN}?next={unsent}"
    assert "登录以后可以接着提交" in client.get(answer["Location"]).content.decode()
    client.post(LOGIN, {"username": "zhangsan", "password": PASSWORD, "next": unsent})
    shown = client.get(unsent)
    kept = shown.context["kept"]
    assert (kept["action"], kept["page"]) == (action, f"{page}?page=2")
    fields = [["kind", "official"], ["note", "第一行\n第二行"], ["revision", "2"]]
    assert (kept["fields"], shown.context["texts"]) == (fields, ["official", "第一行\n第二行"])
    assert f'action="{action}"' in shown.content.decode()
    assert client.get(unsent)["Location"] == HOME


def test_large_form_of_an_ended_session_is_said_to_be_lost(client):
    page = reverse("admin:inbox")
    answer = client.post(
        reverse("admin:upload"), {"note": "字" * 70_000}, headers={"Referer": f"http://testserver{page}"}
    )  # fmt: skip
    assert answer["Location"] == f"{LOGIN}?next={page}"
    assert "请重新填写" in client.get(LOGIN).content.decode()
    assert LoginSession.objects.count() == 0


def test_form_from_another_site_leads_home(client):
    answer = client.post(
        reverse("admin:upload"), {"note": "字" * 70_000}, headers={"Referer": "http://evil.invalid/x"}
    )  # fmt: skip
    assert answer["Location"] == f"{LOGIN}?next={HOME}"


def test_what_a_script_sends_after_the_end_is_not_kept(client):
    action = reverse("admin:upload")
    answer = client.post(action, {"note": "自动保存"}, headers={"X-Requested-With": "fetch"})
    assert answer["Location"] == f"{LOGIN}?next={action}"
    assert "没有提交" not in client.get(LOGIN).content.decode()
    assert LoginSession.objects.count() == 0


def test_log_in_ends_after_its_hours_however_busy_the_person_is(person, client, settings):
    log_in(client)
    assert client.get(HOME).status_code == 200
    began = datetime.fromisoformat(client.session[BEGAN])
    session = client.session
    session[BEGAN] = (began - settings.SESSION_MOST + timedelta(minutes=1)).isoformat()
    session.save()
    assert client.get(HOME).status_code == 200
    session[BEGAN] = (began - settings.SESSION_MOST).isoformat()
    session.save()
    assert client.get(HOME)["Location"].startswith(LOGIN)
    assert not LoginSession.objects.filter(user=person).exists()
    assert [kind for kind, *_ in recorded("login", "logout")] == ["login", "logout"]
