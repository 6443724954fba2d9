"""The field of a form that asks for a day."""

from __future__ import annotations

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar, which takes and gives no other form than ISO."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day; what it starts with is shown, which no other form than ISO would be."""

    widget = DayInput
