"""The field of a form that asks for a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

_OUT_OF_BOUNDS = "日期须在1900年至2199年之间，请核对年份。"


class DayInput(forms.DateInput):
    """The browser's own calendar, which takes and gives no other form than ISO."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that office work can name: beyond, a slip of the finger is out of every calendar.

    What it starts with is shown, which no other form than ISO would be.
    """

    widget = DayInput
    default_error_messages = {"invalid": "没有这一天，请从日历中选择。"}  # noqa: RUF012  # as Django declares it
    default_validators = [  # noqa: RUF012  # as Django declares it
        MinValueValidator(date(1900, 1, 1), message=_OUT_OF_BOUNDS),
        MaxValueValidator(date(2199, 12, 31), message=_OUT_OF_BOUNDS),
    ]
