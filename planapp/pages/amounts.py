"""The field in which people write an amount."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator

from planapp.domain.decimals import typed
from planapp.models.fields import SIGNIFICANT_DIGITS, validate_significant_digits

_PLACES = 6
_as_stored = DecimalValidator(24, _PLACES)


def _check_digits(value: Decimal) -> None:
    """One sentence, whichever of the limits of the database is passed."""
    try:
        _as_stored(value)
        validate_significant_digits(value)
    except ValidationError:
        words = f"最多 {SIGNIFICANT_DIGITS} 位有效数字、{_PLACES} 位小数。"
        raise ValidationError(words) from None


class AmountInput(forms.DecimalField):
    """As many digits as the database keeps; what is typed stays to be corrected."""

    default_validators = [_check_digits]  # noqa: RUF012  # as Django declares it
    default_error_messages = {"invalid": "请填写数字，例如 1200 或 3.5。"}  # noqa: RUF012

    def __init__(
        self, *, label: str, required: bool = False, attrs: dict[str, str] | None = None
    ) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", **(attrs or {})})
        super().__init__(label=label, required=required, widget=widget)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs say int
        return super().to_python(typed(value) if isinstance(value, str) else value)
