"""For auditors: who changed what, and who came in, was turned away or took something out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header

from planapp.admin.audit_filters import ActionFilter, GroupFilter, RowFilter
from planapp.admin.base import TableAdmin
from planapp.admin.filters import AddressFilter, PeriodFilter, PersonFilter
from planapp.clock import today
from planapp.domain.actions import action_label, actions_called
from planapp.domain.browsers import browser_in_words
from planapp.domain.terms import SecurityKind
from planapp.models import AuditEvent, SecurityEvent
from planapp.pages import audit_exports
from planapp.pages.audit_view import audit_event
from planapp.pages.frame import person
from planapp.queries.audit_trail import with_numbers_of_rows
from planapp.reports.audit_export import Table, write_workbook
from planapp.reports.csv_lines import csv_lines
from planapp.rights import Action, may

MOST_IN_A_WORKBOOK = 10_000  # events; longer lists go as CSV, which is streamed
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class EventAdmin(TableAdmin):
    """Chained events, to look through and to take along, as filtered."""

    change_list_template = "admin/event_list.html"
    columns: ClassVar[Sequence[tuple[str, int]]]
    list_select_related = ("actor",)
    sortable_by = ("at",)  # an order that no index has takes minutes with a million events

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view
        return [path("export/", view(self.export), name=name),
                path("export/workbook/", view(self.export_workbook), name=f"{name}_workbook"),
                *super().get_urls()]  # fmt: skip

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Auditors only; Django gives a superuser every permission, ours does not."""
        allowed = super().has_view_permission(request, obj)
        return allowed and (
            not request.user.is_superuser or may(person(request), Action.AUDIT, on=today())
        )

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The rows that the list shows with this address, all pages; it goes on the record."""
        rows = self._found(request)
        if rows is None:
            return redirect("../")
        head = [[label for label, _ in self.columns]]
        return StreamingHttpResponse(
            csv_lines(chain(head, self.lines(rows))),
            content_type="text/csv; charset=utf-8",
            headers=self._headers("csv"),
        )

    def export_workbook(self, request: HttpRequest) -> HttpResponseBase:
        """The same as an Excel workbook, up to a number that one can look through."""
        rows = self._found(request)
        if rows is None:
            return redirect("../../")
        number = rows.count()
        if number > MOST_IN_A_WORKBOOK:
            limit = f"有{number:,}条，超过 Excel 导出的上限{MOST_IN_A_WORKBOOK:,}条"
            messages.error(request, f"{limit}；请缩小筛选范围，或导出 CSV。")
            return redirect(f"../../?{request.GET.urlencode()}")
        content = write_workbook(self.tables(rows))
        return HttpResponse(content, content_type=_XLSX, headers=self._headers("xlsx"))

    def lines(self, rows: QuerySet[Any]) -> Iterator[list[object]]:
        """What the CSV holds."""
        raise NotImplementedError

    def tables(self, rows: QuerySet[Any]) -> list[Table]:
        """The sheets of the workbook."""
        raise NotImplementedError

    def _found(self, request: HttpRequest) -> QuerySet[Any] | None:
        """What the list shows; None where the address asks for what cannot be."""
        if not self.has_view_permission(request):
            raise PermissionDenied("只有审计员可以导出。")
        try:
            rows: QuerySet[Any] = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return None
        return rows

    def _headers(self, extension: str) -> dict[str, str | None]:
        name = f"{self.opts.verbose_name}.{extension}"
        return {
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
        }


@admin.register(AuditEvent)
class AuditEventAdmin(EventAdmin):
    list_display = ("at", "who", "address", "deed", "subject", "rows_changed")
    list_filter = (PeriodFilter, PersonFilter, GroupFilter, ActionFilter, RowFilter, AddressFilter)
    search_fields = ("subject", "actor_name", "action")
    search_help_text = "对象、姓名或操作"
    columns = audit_exports.AUDIT_RAW

    def lines(self, rows: QuerySet[AuditEvent]) -> Iterator[list[object]]:
        return audit_exports.audit_lines(rows)

    def tables(self, rows: QuerySet[AuditEvent]) -> list[Table]:
        return audit_exports.audit_tables(rows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return with_numbers_of_rows(super().get_queryset(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Actions are looked for by the words that stand in the list, too."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        codes = actions_called(search_term.strip()) if search_term.strip() else []
        return (found | queryset.filter(Q(action__in=codes)) if codes else found), doubled

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A page of ours: nothing here can be changed."""
        number = int(object_id) if object_id.isdecimal() else 0
        response: HttpResponse = audit_event(request, number)  # type: ignore[assignment]  # drawn
        return response

    @admin.display(description="谁")
    def who(self, event: AuditEvent) -> str:
        return event.actor_name

    @admin.display(description="从哪里")
    def address(self, event: AuditEvent) -> str:
        return event.origin

    @admin.display(description="做了什么")
    def deed(self, event: AuditEvent) -> str:
        return action_label(event.action)

    @admin.display(description="改动行数", empty_value="0")
    def rows_changed(self, event: AuditEvent) -> int:
        return getattr(event, "rows_changed", None) or 0


@admin.register(SecurityEvent)
class SecurityEventAdmin(EventAdmin):
    list_display = ("at", "kind", "actor_name", "actor", "origin", "concerned")
    list_filter = (PeriodFilter, PersonFilter, "kind", AddressFilter)
    search_fields = ("subject", "actor_name")
    columns = audit_exports.SECURITY
    empty_why = "还没有登录、下载或被拒绝的记录。"

    @admin.display(description="对象")
    def concerned(self, event: SecurityEvent) -> str:
        """Of a log-in the browser, as people call it; as it was sent it stands in the export."""
        came = event.kind == SecurityKind.LOGIN and event.subject
        return browser_in_words(event.subject) if came else event.subject

    def lines(self, rows: QuerySet[SecurityEvent]) -> Iterator[list[object]]:
        return audit_exports.security_lines(rows)

    def tables(self, rows: QuerySet[SecurityEvent]) -> list[Table]:
        return audit_exports.security_tables(rows)
