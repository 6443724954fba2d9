"""The two kinds of tables: read only, and kept by hand; each shows what the person gets to see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import DateField, Field, Model, QuerySet
from django.forms import BaseModelForm, BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.admin.row_boxes import RowBoxes
from planapp.clock import now, today
from planapp.models import User
from planapp.pages.days import DayInput
from planapp.pages.frame import (
    NOTHING_ASSIGNED,
    OutOfScope,
    person,
    scope_here,
    seen,
    tell_refusal,
)
from planapp.pages.histories import history_url
from planapp.pages.on_record import record_refusal
from planapp.queries.scope import has_rule
from planapp.queries.search import rows_about
from planapp.queries.search_rows import KIND_OF
from planapp.rights import Action, may
from planapp.services.errors import Refused
from planapp.services.register import save_rows

_MOST_WORDS = 8  # of a search
_FEW_KEYS = 5000  # that are read rather than sorted up to a page
DAYS: dict[type[Field[Any, Any]], dict[str, Any]] = {DateField: {"widget": DayInput}}


class LabelledCells(RowBoxes):
    """The cells of a table of rows: what stands in the column's head is each field's own label."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return field


def _words(field: Field[Any, Any]) -> Callable[[Model], str]:
    """A column of a form that says what a foreign key leads to."""

    @admin.display(description=str(field.verbose_name))
    def words(row: Model) -> str:
        return str(getattr(row, field.name))

    words.__name__ = field.name  # what the page calls its line
    return words


class _PlainLabelsAdmin(RowBoxes, admin.ModelAdmin[Any]):
    """An admin whose labels end without a colon: they stand in a column of their own."""

    formfield_overrides = DAYS

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As usual, without what breaks a database: NUL in a look-up, a thousand words."""
        words = search_term.replace("\0", " ").split()[:_MOST_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """As usual; a year that no calendar has is as wrong as any other that cannot be."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(str(error)) from error

    def view_on_site(self, obj: Any) -> str | None:
        """Straight to the row's own page, where it has one."""
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["adminform"].form.label_suffix = ""
        row = context.get("original")
        if row is not None:
            self._unlink(request, context["adminform"], row)
        context["history_url"] = history_url(row) if row else ""
        context["sees_all"] = may(person(request), Action.SEE_ALL, on=today())
        return super().render_change_form(request, context, *args, **kwargs)

    def _unlink(self, request: HttpRequest, form: Any, row: Model) -> None:
        """Django links whatever a read-only field leads to; here only what the person may open."""
        names = [name for name in form.readonly_fields if isinstance(name, str)]
        closed = {
            field.name: _words(field)
            for field in row._meta.concrete_fields
            if field.name in names
            and field.remote_field
            and field.value_from_object(row) is not None
            and not self._opens(request, row, field)
        }
        form.readonly_fields = [*form.readonly_fields, *closed.values()]
        form.fieldsets = [
            (title, {**options, "fields": [closed.get(name, name) for name in options["fields"]]})
            for title, options in form.fieldsets
        ]

    def _opens(self, request: HttpRequest, row: Model, field: Field[Any, Any]) -> bool:
        """Whether the person may open what a foreign key leads to. One query at most."""
        table = self.admin_site._registry.get(cast("type[Model]", field.related_model))
        if table is None or not table.has_view_permission(request):
            return False
        seen_rows: QuerySet[Any] = table.get_queryset(request)
        return seen_rows.filter(pk=field.value_from_object(row)).exists()

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Django's own answer; a row that is there and not for this person goes on the record."""
        if self._is_there(unquote(object_id)):
            record_refusal(request, OutOfScope(f"{self.opts.verbose_name}不在可见范围内。"))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc, no-any-return]  # Django's stubs leave it out

    def _is_there(self, key: str) -> bool:
        try:
            rows: QuerySet[Any] = self.model._default_manager.filter(pk=key)
            return rows.exists()
        except (ValidationError, ValueError):  # no such key can be
            return False


class FoundByWords(admin.ModelAdmin[Any]):
    """A list that is searched by the index of words.

    `search_fields` are the ways from its rows to what has an entry there: “pk” for a row's own,
    else a foreign key, to a person too.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        models = {
            path: self.model if path == "pk" else self.opts.get_field(path).related_model
            for path in map(str, self.search_fields)
        }
        people = [path for path, model in models.items() if model is User]
        paths = {path: KIND_OF[model] for path, model in models.items() if model is not User}
        return queryset.filter(rows_about(paths, search_term, people=people)), False


class KeysFirst(ChangeList):
    """A page of a list by its rows' keys: those before it are sorted without what they hold."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.multi_page:
            return
        page = self.result_list.query
        keys = self.queryset.values_list("pk", flat=True)
        if self.result_count <= _FEW_KEYS:  # all of them: a limit leads the planner astray
            found = list(keys)[page.low_mark : page.high_mark]
        else:
            found = list(keys[page.low_mark : page.high_mark])
        self.result_list = self.queryset.filter(pk__in=found)


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
        empty = has_rule(self.model) and scope_here(request).is_empty
        # Only who reviews is assigned anything.
        is_told = empty and may(person(request), Action.REVIEW, on=today())
        note = {"scope_note": NOTHING_ASSIGNED if is_told else ""}
        return super().changelist_view(request, {**note, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysFirst

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
            tell_refusal(request, refusal)
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
