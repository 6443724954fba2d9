"""The register: regions, sectors, units with their names and reforms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from planapp.admin.base import DAYS, RegisterAdmin
from planapp.admin.io import InOutMixin
from planapp.imports.units import SuccessionResource, UnitNameResource, UnitResource
from planapp.models import Region, Sector, Unit, UnitName, UnitSuccession, Workday


@admin.register(Region, Sector)
class CodeAdmin(RegisterAdmin):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)


class NoDelete:
    def has_delete_permission(self, *args: Any) -> bool:
        return False


class UnitNameInline(NoDelete, admin.TabularInline[UnitName, Unit]):
    model = UnitName
    formfield_overrides = DAYS
    extra = 0


class SuccessionInline(NoDelete, admin.TabularInline[UnitSuccession, Unit]):
    model = UnitSuccession
    formfield_overrides = DAYS
    fk_name = "predecessor"
    extra = 0
    autocomplete_fields = ("successor",)
    verbose_name_plural = "职责转给"


@admin.register(Unit)
class UnitAdmin(InOutMixin, RegisterAdmin):
    resource = UnitResource
    beside = (UnitNameResource, SuccessionResource)
    list_display = ("name", "code", "region", "kind", "valid_from", "valid_to")
    list_filter = ("kind", ("region", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "code", "names__name")
    list_select_related = ("region",)
    autocomplete_fields = ("region",)
    inlines: ClassVar = [UnitNameInline, SuccessionInline]


@admin.register(Workday)
class WorkdayAdmin(RegisterAdmin):
    list_display = ("day", "is_working", "note", "source")
    list_filter = ("is_working",)
    date_hierarchy = "day"
    search_fields = ("note",)
