"""`manage.py reset_second_factor`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_totp.models import TOTPDevice

from planapp.models import AuditEvent, User
from tests.authenticator import give_authenticator

pytestmark = pytest.mark.django_db


def test_operator_resets_an_account_and_it_is_in_the_audit_trail(security_admin: User) -> None:
    give_authenticator(security_admin)
    out = StringIO()
    call_command("reset_second_factor", "security_admin", stdout=out)
    assert out.getvalue() == "已重置“security_admin”的两步验证，其登录已全部退出。\n"
    assert TOTPDevice.objects.count() == 0
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject) == (
        "second_factor.reset", None, "周安全",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("account", "why"), [("nobody", "没有账号“nobody”"), ("security_admin", "没有设置两步验证")]
)
def test_account_without_authenticator_is_told(
    security_admin: User, account: str, why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("reset_second_factor", account)
