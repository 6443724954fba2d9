"""Lists whose rows can be taken along as a table, and brought in again by the page for imports."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header

from planapp.clock import now, today
from planapp.imports.sheet_resource import SheetResource
from planapp.pages.frame import person
from planapp.reports.csv_lines import csv_lines
from planapp.reports.table_out import write_table


class InOutMixin(admin.ModelAdmin[Any]):
    """A list with 导出 for who may take it along, as filtered, and the way to 导入.

    `beside` are tables that belong to it and have no list of their own; they go out whole.
    """

    change_list_template = "admin/in_out_list.html"
    resource: ClassVar[type[SheetResource[Any]]]
    beside: ClassVar[tuple[type[SheetResource[Any]], ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export)
        return [
            path("export/<slug:slug>/<slug:ending>/", view, name=name),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user, on = person(request), today()
        may_export = self.resource.may_export(user, on=on)
        ways = {
            "exported": self.resource.slug if may_export else "",
            "beside": [(each.slug, each.title) for each in self.beside] if may_export else [],
            "may_import": self.resource.may_import(user, on=on),
        }
        return super().changelist_view(request, {**ways, **(extra_context or {})})

    def export(self, request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
        """The rows that the list shows with this address, all pages; it goes on the record."""
        resources = {each.slug: each for each in (self.resource, *self.beside)}
        write, resource = _WRITERS.get(ending), resources.get(slug)
        if write is None or resource is None:
            raise Http404
        if not resource.may_export(person(request), on=today()):
            raise PermissionDenied(f"您不能导出“{resource.title}”。")
        try:
            found = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("../../../")
        made = resource(by=person(request), at=now())
        rows = made.get_queryset()
        if resource is self.resource:
            rows = rows.filter(pk__in=found.order_by().values("pk"))
        try:
            return write(made, rows)
        except ValueError as error:  # more than a workbook holds
            messages.error(request, str(error))
            return redirect(f"../../../?{request.GET.urlencode()}")


def _as_csv(resource: SheetResource[Any], rows: Any) -> HttpResponseBase:
    def lines() -> Any:
        yield [column.header for column in resource.columns]
        yield from resource.export_rows(rows)

    disposition = content_disposition_header(as_attachment=True, filename=_name(resource, "csv"))
    return StreamingHttpResponse(
        csv_lines(lines()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _as_workbook(resource: SheetResource[Any], rows: Any) -> HttpResponseBase:
    out = TemporaryFile()  # noqa: SIM115  # the response closes it
    columns = [(column.header, column.width) for column in resource.columns]
    write_table(out, title=resource.title, columns=columns, rows=resource.export_rows(rows))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=_name(resource, "xlsx"))


def _name(resource: SheetResource[Any], ending: str) -> str:
    return f"{resource.title}{today():%Y%m%d}.{ending}"


_WRITERS: dict[str, Callable[[SheetResource[Any], Any], HttpResponseBase]] = {
    "csv": _as_csv,
    "xlsx": _as_workbook,
}
