"""The boxes in which a row is looked up as one types: Django's, mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.forms import Media, ModelChoiceField
from django.http import HttpRequest

from planapp.pages.choices import chosen_number


class RowBox(AutocompleteSelect):
    """Says what it is for to those who listen, and is not brought down by what can be no key."""

    @property
    def media(self) -> Media:
        return super().media + Media(js=["admin/js/autocomplete.js", "planapp/row_boxes.js"])

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        keys = [each for each in value if chosen_number(str(each))]
        return super().optgroups(name, keys, attr)


class RowBoxes(admin.options.BaseModelAdmin):  # type: ignore[type-arg]  # not at run time
    """A table, or rows within one, whose `autocomplete_fields` are such boxes."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowBox(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
