"""The register: regions, sectors, units with their names and reforms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from planapp.admin.base import DAYS, FoundByWords, LabelledCells, RegisterAdmin
from planapp.admin.filters import UsedFilter
from planapp.admin.io import InOutMixin
from planapp.imports.units import SuccessionResource, UnitNameResource, UnitResource
from planapp.imports.workdays import WorkdayResource
from planapp.models import Region, Sector, Unit, UnitName, UnitSuccession, Workday
from planapp.pages.workdays import unknown_years_note


@admin.register(Region, Sector)
class CodeAdmin(RegisterAdmin):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)


class NoDelete:
    def has_delete_permission(self, *args: Any) -> bool:
        return False


class UnitNameInline(LabelledCells, NoDelete, admin.TabularInline[UnitName, Unit]):
    model = UnitName
    formfield_overrides = DAYS
    extra = 0


class SuccessionInline(LabelledCells, NoDelete, admin.TabularInline[UnitSuccession, Unit]):
    model = UnitSuccession
    formfield_overrides = DAYS
    fk_name = "predecessor"
    extra = 0
    autocomplete_fields = ("successor",)
    verbose_name_plural = "职责转给"


@admin.register(Unit)
class UnitAdmin(FoundByWords, InOutMixin, RegisterAdmin):
    resource = UnitResource
    beside = (UnitNameResource, SuccessionResource)
    list_display = ("name", "code", "region", "kind", "valid_from", "valid_to")
    list_filter = ("kind", ("region", UsedFilter))
    search_fields = ("pk",)
    list_select_related = ("region",)
    autocomplete_fields = ("region",)
    inlines: ClassVar = [UnitNameInline, SuccessionInline]


@admin.register(Workday)
class WorkdayAdmin(InOutMixin, RegisterAdmin):
    resource = WorkdayResource
    list_display = ("day", "is_working", "note", "source")
    list_filter = ("is_working",)
    date_hierarchy = "day"
    search_fields = ("note",)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        note = {"scope_note": unknown_years_note(request)}
        return super().changelist_view(request, {**note, **(extra_context or {})})
