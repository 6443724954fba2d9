"""What a password must be, and the temporary ones that administrators hand out."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none looks like another
_GROUPS, _GROUP = 3, 4


class LengthValidator(MinimumLengthValidator):
    """Django's, in Chinese: its own words are not translated."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要有{self.min_length}个字符。"


class LettersAndDigitsValidator:
    """Asks for letters and digits both; the rest is Django's."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if not has_letters_and_digits(password):
            raise ValidationError("密码须同时包含字母和数字。", code="password_too_plain")

    def get_help_text(self) -> str:
        return "你的密码须同时包含字母和数字。"


def has_letters_and_digits(password: str) -> bool:
    return any(map(str.isalpha, password)) and any(map(str.isdigit, password))


def temporary_password() -> str:
    """A password to be read out and typed once, such as “Hm7k-4pWq-9Rtx”."""
    while True:
        groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        password = "-".join(groups)
        if has_letters_and_digits(password):
            return password
