"""The three kinds of tables: read only, kept by hand, and restricted to one's own unit."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.forms import BaseModelForm, BaseModelFormSet
from django.http import HttpRequest, HttpResponse

from planapp.clock import now, today
from planapp.domain.terms import ReportState
from planapp.pages.frame import person
from planapp.rights import Action, may, reporting_units
from planapp.services.register import save_rows


class _PlainLabelsAdmin(admin.ModelAdmin[Any]):
    """An admin whose labels end without a colon: they stand in a column of their own."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)


class TableAdmin(_PlainLabelsAdmin):
    """Rows that services write: to look at, to search and to filter, never to change here."""

    list_per_page = 50
    show_full_result_count = False
    linked: ClassVar[dict[str, Action]] = {}  # columns that lead where only this right leads

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [
            column
            for column in super().get_list_display(request)
            if column not in self.linked or may(person(request), self.linked[column], on=today())
        ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RegisterAdmin(_PlainLabelsAdmin):
    """Rows that administrators keep by hand; every change is in the audit trail."""

    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # history stays: rows end by a date, they do not vanish

    def save_model(
        self, request: HttpRequest, obj: Model, form: BaseModelForm[Any], change: bool
    ) -> None:
        save_rows([obj], by=person(request), at=now())

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        save_rows(formset.save(commit=False), by=person(request), at=now())
        formset.save_m2m()


class OwnUnitMixin:
    """Shows a unit's staff only what belongs to their units; others with the right see all."""

    unit_paths: tuple[str, ...] = ("unit",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # a mixin
        if may(person(request), Action.SEE_ALL, on=today()):
            return rows
        units = reporting_units(person(request), on=today())
        own = [Q(**{f"{path}__in": units}) for path in self.unit_paths]
        return rows.filter(reduce(or_, own)).distinct()


class HandedInMixin(OwnUnitMixin):
    """Besides, a draft shows to its own unit alone: before it is handed in it tells nothing."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        units = reporting_units(person(request), on=today())
        own = Q(unit__in=units)
        return super().get_queryset(request).filter(own | ~Q(state=ReportState.DRAFT))
