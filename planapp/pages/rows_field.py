"""Several rows at once, to tick or to pick."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not at run time
    """Refuses a number that is too large for a key like any other that is none."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:  # SQLite takes eight bytes
            raise ValidationError(self.error_messages["invalid_list"], "invalid_list") from error
