"""统一身份认证登录: the conversation with a real provider on a port of its own."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc.jwk import RSAKey

from planapp.models import LinkedIdentity, User
from tests.identity_provider import CLIENT, Provider
from tests.pages.identity import (
    LOGIN,
    RETURN,
    assert_turned_away,
    come_back,
    go_there,
    log_in,
    user_of,
)

pytestmark = pytest.mark.django_db


def test_browser_is_sent_with_code_flow_pkce_state_and_nonce(
    client: Client, provider: Provider
) -> None:
    first, second = (parse_qs(urlsplit(go_there(client)).query) for _ in range(2))
    assert (first["response_type"], first["code_challenge_method"]) == (["code"], ["S256"])
    assert first["redirect_uri"] == [f"http://testserver{RETURN}"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 20
        assert first[name] != second[name]


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_address_elsewhere_is_not_gone_on_to(
    client: Client, provider: Provider, reporter: User, then: str
) -> None:
    assert log_in(client, then=then)["Location"] == "/admin/"


def test_wrong_state_is_refused(client: Client, provider: Provider, reporter: User) -> None:
    back = come_back(go_there(client))
    answer = client.get(re.sub(r"state=[^&]+", "state=made-up", back))
    assert_turned_away(answer, "不是从本系统的登录页开始的", client)


def test_answer_of_somebody_elses_log_in_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    assert_turned_away(client.get(come_back(go_there(Client()))), "重新登录", client)


def test_answer_serves_once(client: Client, provider: Provider, reporter: User) -> None:
    back = come_back(go_there(client))
    client.get(back)
    client.post("/admin/logout/")
    assert_turned_away(client.get(back), "重新登录", client)


def other_nonce(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {"nonce": "another"}


def without_nonce(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if name != "nonce"}


def expired(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {"iat": int(time.time()) - 900, "exp": int(time.time()) - 600}


def for_another_client(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {"aud": "another", "azp": CLIENT}


def by_another_issuer(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {"iss": "https://evil.example"}


@pytest.mark.parametrize(
    "bend", [other_nonce, without_nonce, expired, for_another_client, by_another_issuer]
)
def test_id_token_that_does_not_fit_is_refused(
    client: Client, provider: Provider, reporter: User, bend: Any
) -> None:
    provider.bend = bend
    assert_turned_away(log_in(client), "答复未通过核验", client)
    assert LinkedIdentity.objects.count() == 0


def test_id_token_signed_with_another_key_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    provider.published, provider.key = [provider.key], RSAKey.generate_key(2048, {"kid": "a"})
    assert_turned_away(log_in(client), "答复未通过核验", client)


def test_id_token_signed_with_the_clients_secret_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    provider.algorithm = "HS256"
    assert_turned_away(log_in(client), "答复未通过核验", client)


def test_key_that_was_changed_since_is_taken(
    client: Client, provider: Provider, reporter: User
) -> None:
    log_in(Client())
    provider.key = RSAKey.generate_key(2048, {"kid": "b"})
    log_in(client)
    assert user_of(client) == reporter


def test_person_who_gives_up_there_is_told(client: Client, provider: Provider) -> None:
    assert_turned_away(log_in(client, "nobody"), "取消了登录", client)


def test_provider_that_is_down_is_told_in_words(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"  # the discard port: nobody listens
    assert_turned_away(client.get(LOGIN), "服务没有响应，请稍后再试", client, 503)


def test_provider_that_goes_down_meanwhile_is_told_in_words(
    client: Client, provider: Provider, reporter: User, settings: Any
) -> None:
    back = come_back(go_there(client))
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert_turned_away(client.get(back), "服务没有响应，请稍后再试", client, 503)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/userinfo"])
def test_provider_that_talks_nonsense_is_told_in_words(
    client: Client, provider: Provider, reporter: User, path: str
) -> None:
    provider.in_userinfo = frozenset({"preferred_username"})
    back = come_back(go_there(client))
    provider.nonsense = path
    answer = client.get(back)
    assert answer.status_code in {403, 503}
    assert "没有登录" in answer.content.decode()
    assert user_of(client) is None


def test_configuration_of_another_issuer_is_refused(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC_ISSUER = provider.url.replace("127.0.0.1", "localhost")
    assert_turned_away(client.get(LOGIN), "答复未通过核验", client)


def test_addresses_may_be_given_instead_of_asked(
    client: Client, provider: Provider, reporter: User, settings: Any
) -> None:
    settings.OIDC_AUTHORIZATION_ENDPOINT = f"{provider.url}/authorize"
    settings.OIDC_TOKEN_ENDPOINT = f"{provider.url}/token"
    settings.OIDC_JWKS_URI = f"{provider.url}/jwks"
    provider.nonsense = "/.well-known/openid-configuration"
    log_in(client)
    assert user_of(client) == reporter


def test_log_out_leads_to_the_providers_with_the_id_token(
    client: Client, provider: Provider, reporter: User
) -> None:
    log_in(client)
    page = client.post("/admin/logout/")
    assert user_of(client) is None
    found = re.search(r'http-equiv="refresh" content="1;url=([^"]+)"', page.content.decode())
    assert found
    answer = requests.get(unescape(found[1]), allow_redirects=False, timeout=60)
    assert answer.headers["Location"] == "http://testserver/admin/login/"
    assert provider.ended[0]["id_token_hint"].count(".") == 2


def test_log_out_stays_here_where_the_provider_has_none(
    client: Client, provider: Provider, reporter: User
) -> None:
    provider.ends_sessions = False
    log_in(client)
    page = client.post("/admin/logout/").content.decode()
    assert ("已退出登录" in page, "refresh" in page) == (True, False)


def test_log_in_page_offers_it_only_where_it_is_configured(
    client: Client, provider: Provider, settings: Any
) -> None:
    page = client.get("/admin/login/?next=/admin/my/").content.decode()
    assert f'href="{LOGIN}?next=%2Fadmin%2Fmy%2F">统一身份认证登录' in page
    settings.OIDC_ISSUER = ""
    assert LOGIN not in client.get("/admin/login/").content.decode()
    assert [client.get(url).status_code for url in (LOGIN, RETURN)] == [404, 404]
