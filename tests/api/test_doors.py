"""Who gets in: tokens and sessions, what is recorded of them, and what is not sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import SecurityKind
from planapp.models import ApiToken, AuditEvent, SecurityEvent, User
from planapp.services.api_tokens import (
    LONGEST_DAYS,
    MOST_TOKENS,
    issue_token,
    person_by_token,
    revoke_token,
)
from planapp.services.errors import Refused
from tests.api.asking import AT, LISTS, Ask

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, key: str = "") -> Any:
    return client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"} if key else {})


def test_strangers_get_nothing_and_learn_what_to_do(client: Client) -> None:
    for path in LISTS:
        answer = get(client, path)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), path
        assert "Authorization" in answer.json()["error"]


def test_wrong_key_is_refused_and_on_the_record(client: Client) -> None:
    assert get(client, "plans", "tk_wrong").status_code == 401
    [event] = SecurityEvent.objects.filter(kind=SecurityKind.REFUSED)
    assert "/api/v1/plans" in event.subject


def test_session_of_a_browser_opens_it_too(supervisor_client: Client) -> None:
    assert get(supervisor_client, "plans").status_code == 200


def test_nothing_can_be_changed(supervisor_client: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(supervisor_client, method)("/api/v1/plans").status_code == 405


@pytest.mark.parametrize("case", ("expired", "revoked", "closed account", "temporary password"))
def test_key_that_no_longer_holds_opens_nothing(
    case: str, client: Client, supervisor: User
) -> None:
    token, key = issue_token(user=supervisor, name="取数", days=30, at=AT)
    assert get(client, "plans", key).status_code == 200
    if case == "expired":
        ApiToken.objects.update(expires_on=AT.date() - timedelta(days=1))
    elif case == "revoked":
        revoke_token(token=token, by=supervisor, at=AT)
    elif case == "closed account":
        User.objects.update(is_active=False)
    else:
        User.objects.update(must_change_password=True)
    assert get(client, "plans", key).status_code == 401


def test_key_is_kept_as_a_hash_and_told_of_in_the_trail(supervisor: User) -> None:
    token, key = issue_token(user=supervisor, name="取数", days=30, at=AT)
    assert key not in {token.token_hash, token.start} and key.startswith(token.start)
    assert key not in str(AuditEvent.objects.get(action="api_token.issued").changes)


def test_use_is_noted_and_the_first_of_a_day_on_the_record(supervisor: User) -> None:
    _, key = issue_token(user=supervisor, name="取数", days=30, at=AT)
    instants = [AT, AT + timedelta(seconds=30), AT + timedelta(hours=2), AT + timedelta(days=1)]
    used = []
    for at in instants:
        assert person_by_token(key, at=at) == supervisor
        used.append(ApiToken.objects.get().last_used_at)
    assert used == [AT, AT, AT + timedelta(hours=2), AT + timedelta(days=1)]
    assert SecurityEvent.objects.filter(kind=SecurityKind.DOWNLOAD).count() == 2


def test_keys_end_are_few_and_name_their_purpose(supervisor: User) -> None:
    for days in (0, LONGEST_DAYS + 1):
        with pytest.raises(Refused, match="有效期"):
            issue_token(user=supervisor, name="取数", days=days, at=AT)
    with pytest.raises(Refused, match="用途"):
        issue_token(user=supervisor, name="  ", days=1, at=AT)
    for _ in range(MOST_TOKENS):
        issue_token(user=supervisor, name="取数", days=1, at=AT)
    with pytest.raises(Refused, match="最多"):
        issue_token(user=supervisor, name="取数", days=1, at=AT)


def test_keys_are_ended_by_their_person_or_who_keeps_accounts(
    supervisor: User, reporter: User, security_admin: User
) -> None:
    first, _ = issue_token(user=supervisor, name="取数", days=1, at=AT)
    second, _ = issue_token(user=supervisor, name="取数", days=1, at=AT)
    with pytest.raises(Refused, match="自己"):
        revoke_token(token=first, by=reporter, at=AT)
    revoke_token(token=first, by=supervisor, at=AT)
    revoke_token(token=second, by=security_admin, at=AT)
    with pytest.raises(Refused, match="已经停用"):
        revoke_token(token=second, by=security_admin, at=AT)
    assert ApiToken.objects.valid_on(AT.date()).count() == 0


def test_page_shows_a_new_key_once(supervisor_client: Client) -> None:
    url = reverse("admin:api_tokens")
    answer = supervisor_client.post(url, {"name": "取数", "days": "30"})
    key = answer.context["key"]
    assert key in answer.content.decode()
    assert key not in supervisor_client.get(url).content.decode()
    wrong = supervisor_client.post(url, {"name": "", "days": "9999"})
    assert {"name", "days"} == set(wrong.context["form"].errors)


def test_unchanged_content_is_not_sent_again(
    ask_as: Callable[[User], Ask], supervisor: User, add_items: Callable[[int], Any]
) -> None:
    ask = ask_as(supervisor)
    tag = ask("indicators")["ETag"]
    again = ask("indicators", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    add_items(1)
    assert ask("indicators", headers={"If-None-Match": tag}).status_code == 200


def test_wrong_parameters_are_named(ask_as: Callable[[User], Ask], supervisor: User) -> None:
    answer = ask_as(supervisor)("gaps", light="purple", limit=0)
    assert answer.status_code == 422
    assert {each["parameter"] for each in answer.json()["details"]} == {"light", "limit"}


def test_mistyped_address_is_answered_in_json(
    client: Client, ask_as: Any, supervisor: User
) -> None:
    for path in ("nothing", "plans/", "plans/1/more"):
        answer = ask_as(supervisor)(path)
        assert (answer.status_code, list(answer.json())) == (404, ["error"])
    assert get(client, "nothing").status_code == 401


def test_description_is_behind_the_log_in_and_asks_nobody_outside(
    client: Client, supervisor_client: Client
) -> None:
    for name in ("api:openapi-json", "api:openapi-view"):
        assert "/login/" in client.get(reverse(name))["Location"]
        assert supervisor_client.get(reverse(name)).status_code == 200
    page = supervisor_client.get(reverse("api:openapi-view")).content.decode()
    assert "//cdn" not in page and "https://" not in page


def test_lists_are_closed_to_roles_to_which_the_tables_are(
    ask_as: Callable[[User], Ask], system_admin: User, security_admin: User
) -> None:
    for person, opened in ((system_admin, set()), (security_admin, {"units"})):
        ask = ask_as(person)
        assert {path for path in LISTS if ask(path).status_code == 200} == opened
        assert {ask(path).status_code for path in LISTS if path not in opened} == {403}
        assert ask("indicators/1").status_code == 403
    assert SecurityEvent.objects.filter(kind=SecurityKind.REFUSED, actor=system_admin).exists()
