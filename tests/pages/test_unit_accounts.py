"""本单位账号: what the administrator of a unit sees and does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from planapp.models import AuditEvent, Membership, User
from tests.factories import make_membership, make_user
from tests.work import make_handling, make_round, owe_indicator

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/unit-accounts/", "/admin/unit-accounts/add/"
OFFICES = "/admin/unit-accounts/offices/"


@pytest.fixture
def client(unit_admin):
    client = Client()
    client.force_login(unit_admin)
    return client


def fields(unit, **changes):
    given = {"username": "newcomer", "full_name": "吴新人", "unit": unit.pk, "role": "reporter"}
    return given | changes


def shown_password(response):
    return re.search(r'<code class="one-time">([^<]+)</code>', response.content.decode()).group(1)


def test_list_holds_the_people_of_the_own_unit_alone(client, reporter, unit_head, outsider):
    accounts = client.get(LIST).context["accounts"]
    kept = {account.user.username: account.is_kept for account in accounts}
    assert kept == {"unit_head": True, "unit_admin": False, "reporter": True}


def test_list_costs_the_same_for_one_and_for_three(client, unit, reporter, count_queries):
    one = count_queries(client, LIST)
    for _ in range(2):
        make_membership(unit=unit)
    assert count_queries(client, LIST) == one


def test_offices_are_kept_and_offered(client, reporter, unit_admin):
    membership = reporter.memberships.get()
    page = client.post(OFFICES, {f"office-{membership.pk}": " 医药处 "}, follow=True)
    membership.refresh_from_db()
    assert (membership.office, page.context["offices"]) == ("医药处", ["医药处"])
    assert AuditEvent.objects.get().action == "membership.office_set"


def test_offices_of_another_unit_stay_as_they_are(client, outsider):
    membership = outsider.memberships.get()
    client.post(OFFICES, {f"office-{membership.pk}": "医药处"})
    assert (Membership.objects.get(pk=membership.pk).office, AuditEvent.objects.count()) == ("", 0)


def test_new_account_may_name_its_office(client, unit):
    client.post(ADD, fields(unit, office="医药处"))
    assert Membership.objects.get(user__username="newcomer").office == "医药处"


def test_telephone_of_full_width_is_kept_with_plain_digits(client, unit):
    client.post(ADD, fields(unit, phone="１３８－０００００００１"))
    assert User.objects.get(username="newcomer").phone == "138-00000001"


@pytest.mark.parametrize("phone", ["abc", "省厅办公室", "12", "１３８x", "138\n0000"])
def test_what_is_no_telephone_is_refused_beside_its_field(client, unit, phone):
    response = client.post(ADD, fields(unit, phone=phone))
    assert "请填写电话号码" in response.context["form"].errors["phone"][0]
    assert not User.objects.filter(username="newcomer").exists()


@pytest.mark.parametrize("phone", ["0871-65180000 转 8012", "+86 13800000000", "（0871）65180000"])
def test_telephone_is_taken_as_offices_write_it(client, unit, phone):
    client.post(ADD, fields(unit, phone=phone))
    assert User.objects.filter(username="newcomer").exists()


@pytest.mark.usefixtures("on_that_day")
def test_who_holds_open_items_is_handed_over_first(client, unit, reporter, unit_admin):
    cycle = make_round()
    item = owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=item, unit=unit, person=reporter)
    text = client.get(LIST).content.decode()
    handover = [
        reverse("admin:handover", args=(user.pk,)) in text for user in (reporter, unit_admin)
    ]
    assert (handover, "手上还有1项未办结，建议先点“交接”" in text) == ([True, False], True)


def test_account_used_once_a_year_logs_in_as_ever(unit):
    long_ago = timezone.now() - timedelta(days=400)
    user = make_user(last_login=long_ago, date_joined=long_ago, password="Fenhong-71")
    make_membership(user=user, unit=unit)
    client = Client()
    given = {"username": user.username, "password": "Fenhong-71", "next": "/admin/"}
    assert client.post("/admin/login/", given)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    user.refresh_from_db()
    assert (user.is_active, user.must_change_password) == (True, False)


def test_new_account_logs_in_with_the_password_shown_and_must_change_it(client, unit):
    response = client.post(ADD, fields(unit))
    newcomer = Client()
    given = {"username": "newcomer", "password": shown_password(response), "next": "/admin/"}
    assert newcomer.post("/admin/login/", given)["Location"] == "/admin/"
    assert newcomer.get("/admin/")["Location"] == reverse("admin:password_change")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "reporter"),
        ("username", "有 空格"),
        ("full_name", ""),
        ("role", "administrator"),
        ("role", "unit_admin"),
    ],
)
def test_account_that_is_refused_says_why_beside_the_field(client, unit, reporter, field, value):
    before = User.objects.count()
    form = client.post(ADD, fields(unit, **{field: value})).context["form"]
    assert (list(form.errors), User.objects.count()) == ([field], before)


def test_name_that_is_taken_is_told_as_such(client, unit, reporter):
    form = client.post(ADD, fields(unit, username=reporter.username)).context["form"]
    assert form.errors["username"] == ["这个账号已有人使用，请换一个。"]


def test_account_of_another_unit_cannot_be_opened(client, other_unit):
    form = client.post(ADD, fields(other_unit)).context["form"]
    assert (list(form.errors), User.objects.filter(username="newcomer").exists()) == (
        ["unit"],
        False,
    )


def test_form_makes_nobody_a_superuser(client, unit):
    client.post(ADD, fields(unit, is_superuser="on", is_staff="on", groups="1"))
    user = User.objects.get(username="newcomer")
    assert (user.is_superuser, user.is_staff, user.groups.count()) == (False, False, 0)


def test_reset_password_is_shown_once_and_works(client, reporter):
    response = client.post(reverse("admin:reset_password", args=(reporter.pk,)))
    reporter.refresh_from_db()
    assert reporter.check_password(shown_password(response))
    assert shown_password(response) not in client.get(LIST).content.decode()


def test_reset_of_another_unit_is_refused_in_words(client, outsider):
    before = outsider.password
    page = client.post(reverse("admin:reset_password", args=(outsider.pk,)), follow=True)
    assert "只能重置本单位人员的密码。" in page.content.decode()
    assert User.objects.get(pk=outsider.pk).password == before


def test_ended_membership_leaves_the_list_and_the_product(client, reporter):
    left = Client()
    left.force_login(reporter)
    membership = reporter.memberships.get()
    page = client.post(reverse("admin:end_membership", args=(membership.pk,)), follow=True)
    assert "已结束“张填报”在省能源局的任职" in page.content.decode()
    assert [account.user.username for account in page.context["accounts"]] == ["unit_admin"]
    assert left.get("/admin/")["Location"].startswith("/admin/login/")
