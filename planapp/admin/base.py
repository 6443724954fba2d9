"""The two kinds of tables: read only, and kept by hand; each shows what the person gets to see."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import DateField, Field, Model, QuerySet
from django.forms import BaseModelForm, BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.pages.days import DayInput
from planapp.pages.frame import NOTHING_ASSIGNED, person, scope_here, seen
from planapp.pages.histories import history_url
from planapp.pages.on_record import record_refusal
from planapp.queries.scope import has_rule
from planapp.rights import Action, may
from planapp.services.errors import Refused
from planapp.services.register import save_rows

DAYS: dict[type[Field[Any, Any]], dict[str, Any]] = {DateField: {"widget": DayInput}}


class _PlainLabelsAdmin(admin.ModelAdmin[Any]):
    """An admin whose labels end without a colon: they stand in a column of their own."""

    formfield_overrides = DAYS

    def view_on_site(self, obj: Any) -> str | None:
        """Straight to the row's own page, where it has one."""
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["adminform"].form.label_suffix = ""
        row = context.get("original")
        context["history_url"] = history_url(row) if row else ""
        return super().render_change_form(request, context, *args, **kwargs)


class TableAdmin(_PlainLabelsAdmin):
    """Rows that services write: to look at, to search and to filter, never to change here."""

    list_per_page = 50
    show_full_result_count = False
    linked: ClassVar[dict[str, Action]] = {}  # columns that lead where only this right leads

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What lies in the person's scope: for lists, pages, histories, filters and look-ups."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return seen(request, rows) if has_rule(self.model) else rows

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        note = NOTHING_ASSIGNED if has_rule(self.model) and scope_here(request).is_empty else ""
        return super().changelist_view(request, {"scope_note": note, **(extra_context or {})})

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

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """What the service refuses although the form found nothing wrong is told, not kept."""
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            record_refusal(request, refusal)
            return redirect(request.get_full_path())

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
