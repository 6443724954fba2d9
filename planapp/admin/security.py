"""For auditors: who changed what, and who came in, was turned away or took something out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header

from planapp.admin.base import TableAdmin
from planapp.admin.filters import AddressFilter, PeriodFilter, PersonFilter
from planapp.models import AuditEvent, SecurityEvent
from planapp.pages.formats import format_instant
from planapp.reports.csv_lines import csv_lines


class EventAdmin(TableAdmin):
    """Chained events, to look through and to take along as CSV, as filtered."""

    change_list_template = "admin/event_list.html"
    exported: ClassVar[tuple[str, ...]]
    list_select_related = ("actor",)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export), name=name),
                *super().get_urls()]  # fmt: skip

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The rows that the list shows with this address, all pages; it goes on the record."""
        if not self.has_view_permission(request):
            raise PermissionDenied("只有审计员可以导出。")
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("../")
        name = f"{self.opts.verbose_name}.csv"
        headers = {
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
        }
        return StreamingHttpResponse(
            csv_lines(self._lines(rows)), content_type="text/csv; charset=utf-8", headers=headers
        )

    def _lines(self, rows: QuerySet[AuditEvent | SecurityEvent]) -> Iterator[list[object]]:
        labels = [label_for_field(name, self.model) for name in self.exported]
        yield ["编号", "时间", "用户", *labels]
        for row in rows.iterator(chunk_size=2000):
            values = [getattr(row, name) for name in self.exported]
            texts = [json.dumps(each, ensure_ascii=False) if isinstance(each, list) else each
                     for each in values]  # fmt: skip
            yield [row.pk, format_instant(row.at), row.actor or "", *texts]


@admin.register(AuditEvent)
class AuditEventAdmin(EventAdmin):
    list_display = ("at", "actor_name", "origin", "action", "subject")
    list_filter = ("action", PersonFilter, AddressFilter, PeriodFilter)
    search_fields = ("subject", "actor_name", "action")
    exported = ("actor_name", "origin", "action", "subject", "changes", "previous_hash", "hash")


@admin.register(SecurityEvent)
class SecurityEventAdmin(EventAdmin):
    list_display = ("at", "kind", "actor_name", "actor", "origin", "subject")
    list_filter = ("kind", PersonFilter, AddressFilter, PeriodFilter)
    search_fields = ("subject", "actor_name")
    exported = ("actor_name", "origin", "kind", "subject", "previous_hash", "hash")
    empty_why = "还没有登录、下载或被拒绝的记录。"
