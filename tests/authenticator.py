"""An authenticator app, as a person has it in the pocket."""

from __future__ import annotations

from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from planapp.models import User

KEY = "3132333435363738393031323334353637383930"


def give_authenticator(user: User, *, key: str = KEY) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="验证器", key=key, confirmed=True)


def shown_code(key: str = KEY, *, ahead: int = 0) -> str:
    """What the app shows now; `ahead` half minutes later."""
    return f"{totp(bytes.fromhex(key), t0=-30 * ahead):06d}"


def wrong_code(key: str = KEY) -> str:
    """A code that is none of those which count around now."""
    near = {shown_code(key, ahead=steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555",
                                  "666666", "777777") if code not in near)  # fmt: skip
