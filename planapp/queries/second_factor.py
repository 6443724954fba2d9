"""How people log in besides by a password: an authenticator's code, an identity elsewhere."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from planapp.models import LinkedIdentity, RecoveryCode, User
from planapp.rights import roles_of


def authenticator_of(user: User) -> TOTPDevice | None:
    """The person's authenticator, where they have set one up. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def must_have_authenticator(user: User, *, on: date) -> bool:
    """Whether a role of the person on that day asks for one. One query, none where no role does."""
    asking = set(settings.SECOND_FACTOR_ROLES)
    return bool(asking) and not asking.isdisjoint(roles_of(user, on=on))


def must_set_up_authenticator(user: User, *, on: date) -> bool:
    """Whether the person must, and has not yet. Two queries at most, none where no role asks."""
    return must_have_authenticator(user, on=on) and authenticator_of(user) is None


def recovery_codes_left(user: User) -> int:
    """How many of the person's recovery codes are unused. One query."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def is_linked(user: User) -> bool:
    """Whether the person has logged in through the identity service before. One query."""
    return LinkedIdentity.objects.filter(user=user).exclude(subject=None).exists()
