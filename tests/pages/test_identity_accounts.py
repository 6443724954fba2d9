"""统一身份认证登录: whose account it is, and who is turned away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import SecurityKind
from planapp.models import AuditEvent, LinkedIdentity, LoginSession, SecurityEvent, User
from tests.factories import AT, make_user
from tests.identity_provider import Provider
from tests.pages.identity import assert_turned_away, log_in, user_of

pytestmark = pytest.mark.django_db

PASSWORD = "Ceshi-2024-mima"


def test_known_person_is_linked_at_the_first_log_in(
    client: Client, provider: Provider, reporter: User
) -> None:
    answer = log_in(client, then="/admin/sessions/")
    assert answer["Location"] == "/admin/sessions/"
    assert user_of(client) == reporter
    assert client.get("/admin/sessions/").status_code == 200
    row = LinkedIdentity.objects.get()
    assert (row.user, row.issuer, row.subject, row.account) == (
        reporter, provider.url, "u-1", "reporter",
    )  # fmt: skip
    kinds = SecurityEvent.objects.order_by("pk").values_list("kind", "actor")
    assert list(kinds) == [
        (SecurityKind.IDENTITY_LINKED, reporter.pk),
        (SecurityKind.LOGIN, reporter.pk),
    ]
    assert AuditEvent.objects.get().action == "identity.linked"


def test_linked_person_is_known_by_the_subject_whatever_the_claim_says(
    client: Client, provider: Provider, reporter: User, outsider: User
) -> None:
    log_in(Client())
    provider.people["reporter"]["preferred_username"] = "outsider"
    log_in(client)
    assert user_of(client) == reporter
    assert LinkedIdentity.objects.count() == 1


def test_person_without_account_reads_whom_to_ask_and_is_not_created(
    client: Client, provider: Provider, reporter: User
) -> None:
    provider.people["stranger"] = {
        "sub": "u-9", "preferred_username": "stranger", "role": "administrator",
    }  # fmt: skip
    answer = log_in(client, "stranger")
    assert_turned_away(answer, "已通过统一身份认证（stranger），但在本系统还没有账号", client)
    assert "请联系本单位管理员或安全管理员开通" in answer.content.decode()
    assert list(User.objects.all()) == [reporter]
    assert SecurityEvent.objects.latest("pk").actor_name == "stranger"


@pytest.mark.parametrize("is_linked", [True, False])
def test_closed_account_is_refused(
    client: Client, provider: Provider, reporter: User, is_linked: bool
) -> None:
    if is_linked:
        log_in(Client())
        LoginSession.objects.all().delete()
    User.objects.update(is_active=False)
    assert_turned_away(log_in(client), "账号已停用", client)
    assert LinkedIdentity.objects.count() == int(is_linked)


def test_identity_without_the_claim_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    del provider.people["reporter"]["preferred_username"]
    assert_turned_away(log_in(client), "没有给出您的账号", client)


def test_claim_is_asked_of_userinfo_where_the_id_token_is_sparing(
    client: Client, provider: Provider, reporter: User, settings: Any
) -> None:
    settings.OIDC_ACCOUNT_CLAIM = "employee_number"
    provider.people["reporter"]["employee_number"] = "reporter"
    provider.in_userinfo = frozenset({"employee_number"})
    log_in(client)
    assert user_of(client) == reporter


def test_userinfo_of_somebody_else_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    provider.in_userinfo = frozenset({"preferred_username"})
    provider.bend = lambda claims: claims | {"sub": "u-2"}
    assert_turned_away(log_in(client), "答复未通过核验", client)


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def by_password(client: Client) -> Any:
    fields = {"username": "reporter", "password": PASSWORD}
    return client.post("/admin/login/", fields)


@pytest.mark.parametrize(("is_linked", "allowed", "is_in"), [
    (True, True, True), (True, False, False), (False, False, True),
])  # fmt: skip
def test_password_of_a_linked_person_counts_unless_it_is_forbidden(
    client: Client, provider: Provider, reporter: User, settings: Any,
    is_linked: bool, allowed: bool, is_in: bool,
) -> None:  # fmt: skip
    with_password(reporter)
    if is_linked:
        log_in(Client())
    settings.OIDC_LOCAL_PASSWORDS = allowed
    answer = by_password(client)
    assert (user_of(client) == reporter) is is_in
    if not is_in:
        assert "请从统一身份认证登录" in answer.content.decode()
        assert SecurityEvent.objects.latest("pk").kind == SecurityKind.LOGIN_FAILED


def test_first_password_need_not_be_changed_by_who_did_not_use_it(
    client: Client, provider: Provider, reporter: User
) -> None:
    with_password(reporter)
    User.objects.update(must_change_password=True)
    log_in(client)
    assert client.get("/admin/").status_code == 200
    other = Client()
    by_password(other)
    assert other.get("/admin/")["Location"] == "/admin/password_change/"


def test_administrator_writes_down_an_account_that_is_called_otherwise(
    client: Client, provider: Provider, reporter: User, security_admin_client: Client
) -> None:
    url = reverse("admin:planapp_user_change", args=(reporter.pk,))
    page = security_admin_client.get(url)
    form = page.context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        fields |= {f"{formset.formset.prefix}-{name}": value
                   for name, value in formset.formset.management_form.initial.items()}  # fmt: skip
        for row in formset.formset.forms:
            if row.instance.pk:
                fields |= {row[name].html_name: row[name].value() or "" for name in row.fields}
    fields = {name: value for name, value in fields.items() if value is not False}
    fields |= {"identity-TOTAL_FORMS": "1", "identity-0-account": "gh-1024"}
    answer = security_admin_client.post(url, fields)
    assert answer.status_code == 302, answer.context["errors"]
    assert LinkedIdentity.objects.get().account == "gh-1024"
    provider.people["gh-1024"] = {"sub": "u-7", "preferred_username": "gh-1024"}
    log_in(client, "gh-1024")
    assert user_of(client) == reporter
    assert LinkedIdentity.objects.get().subject == "u-7"


def test_administrator_unlinks_and_the_sessions_end(
    client: Client, provider: Provider, reporter: User, security_admin_client: Client
) -> None:
    log_in(client)
    action = reverse("admin:unlink_identity_of", args=(reporter.pk,))
    form = security_admin_client.get(reverse("admin:planapp_user_change", args=(reporter.pk,)))
    assert action in form.content.decode()
    answer = security_admin_client.post(action, follow=True)
    assert "已解除“张填报”与统一身份的绑定" in answer.content.decode()
    assert client.get("/admin/").status_code == 302
    assert LinkedIdentity.objects.get().subject is None
    provider.people["reporter"]["sub"] = "u-new"
    log_in(client)
    assert LinkedIdentity.objects.get().subject == "u-new"


def test_account_that_is_linked_to_another_identity_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    log_in(Client())
    LoginSession.objects.all().delete()
    provider.people["reporter"]["sub"] = "u-2"
    assert_turned_away(log_in(client), "已绑定另一个统一身份", client)


def test_namesake_whose_account_there_was_written_down_is_refused(
    client: Client, provider: Provider, reporter: User
) -> None:
    LinkedIdentity.objects.create(user=reporter, account="gh-1024")
    assert_turned_away(log_in(client), "登记了另一个统一身份账号", client)


def test_link_of_a_superuser_is_undone_by_superusers_alone(
    provider: Provider, security_admin_client: Client
) -> None:
    root = make_user(is_superuser=True, full_name="系统")
    LinkedIdentity.objects.create(
        user=root, account="root", issuer=provider.url, subject="u-0", linked_at=AT
    )
    security_admin_client.post(reverse("admin:unlink_identity_of", args=(root.pk,)))
    assert LinkedIdentity.objects.get().subject == "u-0"
