"""两步验证: codes serve once, wrong ones wait, recovery codes stand in, resets are recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from planapp.domain.terms import SecurityKind
from planapp.models import AuditEvent, LoginSession, RecoveryCode, SecurityEvent
from planapp.queries.second_factor import must_set_up_authenticator, recovery_codes_left
from planapp.services.errors import Refused
from planapp.services.second_factor import (
    RECOVERY_CODES,
    CodeCheck,
    check_code,
    remove_own_authenticator,
    renew_recovery_codes,
    reset_authenticator,
    set_up_authenticator,
)
from tests.authenticator import KEY, give_authenticator, shown_code, wrong_code
from tests.factories import AT, make_user

pytestmark = pytest.mark.django_db

DAY = AT.date()


def set_up(user, code=None, **changes):
    given = {"user": user, "key": KEY, "code": code or shown_code(), "at": AT, "keep": None}
    return set_up_authenticator(**given | changes)


def check(user, code):
    return check_code(user=user, code=code, at=AT)


def forget_wrong_ones():
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def make_session(user, key):
    return LoginSession.objects.create(
        session_key=key, session_data="", expire_date=AT + timedelta(hours=1), user=user
    )


def kinds():
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_set_up_spends_the_code_and_hands_out_recovery_codes(reporter):
    codes = set_up(reporter)
    assert len(set(codes)) == RECOVERY_CODES == recovery_codes_left(reporter)
    assert check(reporter, shown_code()) is CodeCheck.WRONG
    stored = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert stored.isdisjoint(codes)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.changes) == ("second_factor.set_up", reporter, [])


def test_set_up_ends_the_other_sessions(reporter):
    here, _ = make_session(reporter, "here"), make_session(reporter, "there")
    set_up(reporter, keep="here")
    assert LoginSession.objects.get() == here
    assert kinds() == [SecurityKind.SECOND_FACTOR_ON, SecurityKind.SESSIONS_ENDED]


@pytest.mark.parametrize("code", ["", "abcdef", "12345", None])
def test_set_up_with_a_wrong_code_is_refused(reporter, code):
    with pytest.raises(Refused, match="验证码不正确"):
        set_up(reporter, code=wrong_code() if code is None else code or "-")
    assert (TOTPDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_second_set_up_is_refused(reporter):
    give_authenticator(reporter)
    with pytest.raises(Refused, match="已设置两步验证"):
        set_up(reporter)


def test_code_counts_once_and_so_does_none_before_it(reporter):
    give_authenticator(reporter)
    assert check(reporter, shown_code()) is CodeCheck.RIGHT
    assert check(reporter, shown_code()) is CodeCheck.WRONG
    forget_wrong_ones()
    assert check(reporter, shown_code(ahead=-1)) is CodeCheck.WRONG
    forget_wrong_ones()
    assert check(reporter, shown_code(ahead=1)) is CodeCheck.RIGHT


@pytest.mark.parametrize("ahead", [-3, 3])
def test_code_of_another_minute_is_wrong(reporter, ahead):
    give_authenticator(reporter)
    assert check(reporter, shown_code(ahead=ahead)) is CodeCheck.WRONG


def test_code_may_be_typed_in_two_groups(reporter):
    give_authenticator(reporter)
    code = shown_code()
    assert check(reporter, f" {code[:3]} {code[3:]} ") is CodeCheck.RIGHT


def test_code_of_somebody_else_or_of_nobody_is_wrong(reporter, outsider):
    give_authenticator(outsider, key="ff" * 20)
    assert check(reporter, shown_code("ff" * 20)) is CodeCheck.WRONG
    give_authenticator(reporter)
    assert check(reporter, shown_code("ff" * 20)) is CodeCheck.WRONG


def test_right_code_waits_after_wrong_ones_and_is_not_spent(reporter):
    device = give_authenticator(reporter)
    assert check(reporter, wrong_code()) is CodeCheck.WRONG
    TOTPDevice.objects.update(throttling_failure_count=12)
    assert check(reporter, shown_code()) is CodeCheck.TOO_SOON
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(hours=1))
    assert check(reporter, shown_code()) is CodeCheck.RIGHT
    device.refresh_from_db()
    assert device.throttling_failure_count == 0


def test_recovery_code_stands_in_once_also_while_codes_wait(reporter):
    code, *_ = set_up(reporter)
    TOTPDevice.objects.update(
        throttling_failure_count=20, throttling_failure_timestamp=timezone.now()
    )
    assert check(reporter, code.replace("-", " ")) is CodeCheck.RIGHT
    assert check(reporter, code) is CodeCheck.WRONG
    assert recovery_codes_left(reporter) == RECOVERY_CODES - 1
    event = SecurityEvent.objects.latest("pk")
    assert (event.kind, event.subject) == (SecurityKind.RECOVERY_CODE_USED, "还剩9个")
    assert AuditEvent.objects.latest("pk").action == "recovery_codes.used"


def test_recovery_code_of_somebody_else_is_wrong(reporter, outsider):
    code, *_ = set_up(outsider)
    give_authenticator(reporter, key="ff" * 20)
    assert check(reporter, code) is CodeCheck.WRONG


def test_renewed_recovery_codes_replace_the_former(reporter):
    former, *_ = set_up(reporter)
    new, *_ = renew_recovery_codes(user=reporter, at=AT)
    assert check(reporter, former) is CodeCheck.WRONG
    assert check(reporter, new) is CodeCheck.RIGHT
    assert SecurityKind.RECOVERY_CODES in kinds()


def test_removed_authenticator_takes_its_recovery_codes_along(reporter):
    set_up(reporter)
    remove_own_authenticator(user=reporter, at=AT)
    assert (TOTPDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert AuditEvent.objects.latest("pk").action == "second_factor.removed"
    assert kinds()[-1] == SecurityKind.SECOND_FACTOR_OFF


def test_reset_ends_sessions_and_lock_and_is_on_both_records(security_admin, reporter):
    set_up(reporter)
    make_session(reporter, "here")
    AccessAttempt.objects.create(username="reporter", ip_address="10.0.0.8", failures_since_start=5)
    reset_authenticator(user=reporter, by=security_admin, at=AT)
    counts = [rows.objects.count() for rows in (TOTPDevice, RecoveryCode, LoginSession)]
    assert (counts, AccessAttempt.objects.count()) == ([0, 0, 0], 0)
    audited = AuditEvent.objects.latest("pk")
    assert (audited.action, audited.actor, audited.subject) == (
        "second_factor.reset", security_admin, "张填报",
    )  # fmt: skip
    event = SecurityEvent.objects.filter(kind=SecurityKind.SECOND_FACTOR_OFF).get()
    assert (event.actor, event.subject) == (security_admin, "张填报（reporter）")


def refused(by, user, why):
    before = TOTPDevice.objects.count()
    with pytest.raises(Refused, match=why):
        reset_authenticator(user=user, by=by, at=AT)
    assert TOTPDevice.objects.count() == before


@pytest.mark.parametrize(
    "who", ["reporter", "unit_admin", "supervisor", "auditor", "administrator", "system_admin"]
)
def test_nobody_else_resets(who, request, outsider):
    give_authenticator(outsider)
    refused(request.getfixturevalue(who), outsider, "重置他人的两步验证")


def test_reset_of_oneself_of_a_superuser_or_of_nothing_is_refused(security_admin, reporter):
    give_authenticator(security_admin)
    refused(security_admin, security_admin, "请另一位安全管理员")
    root = make_user(is_superuser=True)
    give_authenticator(root)
    refused(security_admin, root, "只能由同类管理员")
    refused(security_admin, reporter, "没有设置两步验证")
    reset_authenticator(user=root, by=make_user(is_superuser=True), at=AT)
    assert TOTPDevice.objects.get().user == security_admin


@pytest.mark.parametrize(
    ("roles", "who", "must"),
    [
        (["reporter"], "reporter", True),
        (["supervisor"], "reporter", False),
        ([], "reporter", False),
        (["auditor", "supervisor"], "supervisor", True),
    ],
)
def test_authenticator_is_required_of_the_roles_named(settings, request, roles, who, must):
    settings.SECOND_FACTOR_ROLES = roles
    user = request.getfixturevalue(who)
    assert must_set_up_authenticator(user, on=DAY) is must
    give_authenticator(user)
    assert must_set_up_authenticator(user, on=DAY) is False


def test_question_whether_it_is_required_costs_nothing_where_no_role_asks(
    reporter, settings, django_assert_num_queries
):
    settings.SECOND_FACTOR_ROLES = []
    with django_assert_num_queries(0):
        must_set_up_authenticator(reporter, on=DAY)
    settings.SECOND_FACTOR_ROLES = ["reporter"]
    with django_assert_num_queries(2):
        must_set_up_authenticator(reporter, on=DAY)
