"""两步验证: set up on a page, asked for at the log-in, demanded of some roles."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from planapp.domain.terms import SecurityKind
from planapp.models import LoginSession, SecurityEvent, User
from planapp.pages.urls import PAGES
from tests.authenticator import KEY, give_authenticator, shown_code, wrong_code
from tests.identity_provider import Provider
from tests.pages.identity import come_back, go_there

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/admin/login/", "/admin/login/code/"
TOTP, SET_UP = "/admin/totp/", "/admin/totp/set-up/"
PASSWORD = "Ceshi-2024-mima"


@pytest.fixture
def person(reporter: User) -> User:
    """Has a password and an authenticator."""
    reporter.set_password(PASSWORD)
    reporter.save()
    give_authenticator(reporter)
    return reporter


def by_password(client: Client, then: str = "", **fields: str) -> Any:
    given = {"username": "reporter", "password": PASSWORD, "next": then}
    return client.post(LOGIN, given | fields)


def owner_of(client: Client) -> User | None:
    session = LoginSession.objects.filter(session_key=client.session.session_key).first()
    return session.user if session else None


def forget_wrong_ones() -> None:
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def test_log_in_asks_for_the_code_and_goes_on_to_the_page(client: Client, person: User) -> None:
    assert by_password(client, then="/admin/sessions/")["Location"] == CODE
    assert "张填报（reporter）" in client.get(CODE).content.decode()
    answer = client.post(CODE, {"code": shown_code()})
    assert answer["Location"] == "/admin/sessions/"
    assert owner_of(client) == person
    assert client.get("/admin/").status_code == 200
    assert SecurityEvent.objects.latest("pk").kind == SecurityKind.LOGIN


def test_session_before_the_code_has_no_right_anywhere(client: Client, person: User) -> None:
    by_password(client)
    assert (owner_of(client), SecurityEvent.objects.count()) == (None, 0)
    for route, _, name in PAGES:
        kinds = re.findall(r"<(\w+):", route)
        sample = {"int": 1, "str": "record", "slug": "2024-01-01"}
        url = reverse(f"admin:{name}", args=[sample[kind] for kind in kinds])
        for method in (client.get, client.post):
            answer = method(url)
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, LOGIN), url
    listed = client.get("/admin/planapp/plan/")
    assert listed["Location"].startswith(LOGIN)


def test_code_page_leads_whoever_gave_no_password_to_the_log_in(client: Client) -> None:
    answers = client.get(CODE), client.post(CODE, {"code": shown_code()})
    assert [answer["Location"] for answer in answers] == [LOGIN, LOGIN]


def test_code_is_not_taken_twice(client: Client, person: User) -> None:
    other = Client()
    for each in (client, other):
        by_password(each)
    code = shown_code()
    client.post(CODE, {"code": code})
    answer = other.post(CODE, {"code": code})
    assert "每个验证码只能用一次" in answer.content.decode()
    assert owner_of(other) is None


def test_empty_code_is_asked_for_again_and_does_not_count(client: Client, person: User) -> None:
    by_password(client)
    answer = client.post(CODE, {"code": " "})
    assert "请输入验证码。" in answer.content.decode()
    assert AccessAttempt.objects.count() == 0


def test_wrong_code_is_on_the_record_and_not_kept_as_typed(client: Client, person: User) -> None:
    by_password(client)
    code = wrong_code()
    answer = client.post(CODE, {"code": code})
    assert "验证码不正确" in answer.content.decode()
    event = SecurityEvent.objects.get()
    assert (event.kind, event.actor, event.subject) == (
        SecurityKind.LOGIN_FAILED, person, "两步验证码不正确",
    )  # fmt: skip
    attempt = AccessAttempt.objects.get()
    assert (attempt.failures_since_start, code in attempt.post_data) == (1, False)


def test_wrong_passwords_and_codes_lock_together(client: Client, person: User) -> None:
    for _ in range(2):
        by_password(client, password="falsch")
    by_password(client)
    for _ in range(3):
        answer = client.post(CODE, {"code": wrong_code()})
        forget_wrong_ones()
    assert (answer.status_code, "登录已暂时锁定" in answer.content.decode()) == (429, True)
    right = client.post(CODE, {"code": shown_code()})
    assert right.status_code == 429
    assert by_password(Client()).status_code == 429
    assert owner_of(client) is None
    assert SecurityEvent.objects.filter(kind=SecurityKind.LOCKED).count() >= 1


def test_right_code_forgets_the_wrong_ones(client: Client, person: User) -> None:
    by_password(client)
    client.post(CODE, {"code": wrong_code()})
    forget_wrong_ones()
    client.post(CODE, {"code": shown_code()})
    assert AccessAttempt.objects.count() == 0


def test_code_after_wrong_ones_has_to_wait_and_does_not_count(client: Client, person: User) -> None:
    by_password(client)
    TOTPDevice.objects.update(
        throttling_failure_count=10, throttling_failure_timestamp=timezone.now()
    )
    answer = client.post(CODE, {"code": shown_code()})
    assert "请稍等片刻" in answer.content.decode()
    assert (AccessAttempt.objects.count(), owner_of(client)) == (0, None)


def wait_for(client: Client, minutes: int) -> None:
    session = client.session
    pending = session["awaits_code"]
    pending["since"] = (timezone.now() - timedelta(minutes=minutes)).isoformat()
    session["awaits_code"] = pending
    session.save()


@pytest.mark.parametrize(("minutes", "is_in"), [(4, True), (6, False)])
def test_code_may_take_five_minutes(
    client: Client, person: User, minutes: int, is_in: bool
) -> None:
    by_password(client)
    wait_for(client, minutes)
    answer = client.post(CODE, {"code": shown_code()})
    assert (answer["Location"], owner_of(client) == person) == (
        ("/admin/", True) if is_in else (LOGIN, False)
    )


@pytest.mark.parametrize("what", ["password", "closed"])
def test_password_or_account_that_changes_meanwhile_ends_the_wait(
    client: Client, person: User, what: str
) -> None:
    by_password(client)
    if what == "password":
        person.set_password("Xinde-mima-2025")
    person.is_active = what != "closed"
    person.save()
    assert client.post(CODE, {"code": shown_code()})["Location"] == LOGIN
    assert owner_of(client) is None


def test_identity_service_does_not_stand_in_for_the_code(
    client: Client, person: User, provider: Provider
) -> None:
    assert client.get(come_back(go_there(client)))["Location"] == CODE
    assert owner_of(client) is None
    client.post(CODE, {"code": shown_code()})
    assert owner_of(client) == person
    assert "http-equiv" in client.post("/admin/logout/").content.decode()


def key_shown(client: Client) -> str:
    page = client.get(SET_UP).content.decode()
    assert re.search(r'aria-label="供验证器扫描的二维码"><svg .*</svg></div>', page)
    return str(client.session["new_authenticator_key"])


def test_authenticator_is_set_up_with_its_first_code(
    reporter_client: Client, reporter: User
) -> None:
    key = key_shown(reporter_client)
    assert key_shown(reporter_client) == key
    answer = reporter_client.post(SET_UP, {"code": shown_code(key)})
    page = answer.content.decode()
    codes = re.findall(r"<li><code>([^<]+)</code>", page)
    assert (len(codes), "两步验证已开启" in page) == (10, True)
    assert TOTPDevice.objects.get().key == key
    assert codes[0] not in reporter_client.get(TOTP).content.decode()
    assert reporter_client.get(SET_UP)["Location"] == TOTP


def test_key_and_codes_are_not_kept_by_browsers(reporter_client: Client) -> None:
    for url in (TOTP, SET_UP):
        assert "no-store" in reporter_client.get(url)["Cache-Control"]


def test_wrong_first_code_changes_nothing(reporter_client: Client) -> None:
    key = key_shown(reporter_client)
    answer = reporter_client.post(SET_UP, {"code": wrong_code(key)})
    assert "请核对手机时间是否准确" in answer.content.decode()
    assert (TOTPDevice.objects.count(), key_shown(reporter_client)) == (0, key)


@pytest.mark.parametrize(("button", "left"), [("renew", 1), ("remove", 0)])
def test_recovery_codes_and_the_way_out_ask_for_a_code(
    client: Client, person: User, button: str, left: int
) -> None:
    client.force_login(person)
    answer = client.post(TOTP, {"code": wrong_code(), button: "1"})
    assert "验证码不正确" in answer.content.decode()
    assert TOTPDevice.objects.count() == 1
    forget_wrong_ones()
    answer = client.post(TOTP, {"code": shown_code(), button: "1"}, follow=True)
    assert ("已生成新的恢复码" in answer.content.decode()) == (button == "renew")
    assert TOTPDevice.objects.count() == left


@pytest.mark.parametrize("url", ["/admin/", "/admin/my/", "/admin/sessions/"])
def test_role_that_must_have_one_sets_it_up_before_anything_else(
    reporter_client: Client, reporter: User, settings: Any, url: str
) -> None:
    settings.SECOND_FACTOR_ROLES = ["reporter"]
    assert reporter_client.get(url)["Location"] == TOTP
    assert "您的角色登录时必须使用两步验证" in reporter_client.get(TOTP).content.decode()
    key = key_shown(reporter_client)
    reporter_client.post(SET_UP, {"code": shown_code(key)})
    assert reporter_client.get(url).status_code == 200


def test_password_comes_before_the_authenticator(
    reporter_client: Client, reporter: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["reporter"]
    User.objects.update(must_change_password=True)
    assert reporter_client.get(TOTP)["Location"] == "/admin/password_change/"
    assert reporter_client.get("/admin/password_change/").status_code == 200


def test_other_roles_are_not_asked(supervisor_client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["reporter"]
    assert supervisor_client.get("/admin/").status_code == 200


def test_reset_lets_a_person_in_without_the_lost_device(
    client: Client, person: User, security_admin_client: Client
) -> None:
    form = security_admin_client.get(reverse("admin:planapp_user_change", args=(person.pk,)))
    action = reverse("admin:reset_totp_of", args=(person.pk,))
    assert action in form.content.decode()
    answer = security_admin_client.post(action, follow=True)
    page = answer.content.decode()
    assert ("已重置“张填报”的两步验证" in page, action in page) == (True, False)
    assert by_password(client)["Location"] == "/admin/"


def test_key_is_in_no_table_of_the_administrators(
    security_admin_client: Client, person: User
) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    for each in (security_admin_client, root):
        assert each.get("/admin/otp_totp/totpdevice/").status_code == 404
        assert KEY not in each.get(f"/admin/planapp/user/{person.pk}/change/").content.decode()
