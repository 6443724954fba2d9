"""用 Excel 填报: download the unit's sheet, and upload it filled in."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.domain.reading import UnreadableDocument
from planapp.domain.unit_sheet import MAX_BYTES
from planapp.imports.unit_sheet import UploadedSheet, read_unit_sheet
from planapp.models import Unit
from planapp.pages.frame import draw, needs, person
from planapp.pages.kept_sheet import keep_sheet
from planapp.pages.uploads import ScannedFileField
from planapp.queries.duties import Duty, duties_on
from planapp.queries.unit_sheet import SheetOffer, UnitSheet, load_unit_sheet, sheets_offered
from planapp.reports.unit_sheet import write_unit_sheet
from planapp.rights import Action, reporting_units

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAME = ("plan", "kind", "as_of_on", "unit")  # by which a sheet is found again
_LIMIT = f"{MAX_BYTES // 1024 // 1024} MB"


class SheetForm(forms.Form):
    file = ScannedFileField(
        max_bytes=MAX_BYTES,
        advice="请确认是填报表，没有插入图片。",
        label="填好的填报表",
        error_messages={"required": "请先选择填好的填报表。"},
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=f"从本页下载、填好的 .xlsx，不超过 {_LIMIT}。请勿填写涉密内容。",
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """An uploaded sheet beside what is stored by now."""

    uploaded: UploadedSheet
    sheet: UnitSheet


@needs(Action.REPORT)
def unit_sheets(request: HttpRequest) -> HttpResponse:
    """The sheets that can be downloaded, and the place to upload one."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            open_sheet(request, content, file_name=file.name)
        except UnreadableDocument as error:
            form.add_error("file", str(error))
        else:
            keep_sheet(content, by=person(request))
            return redirect("admin:sheet_preview")
    _, offers = _offered(request)
    return draw(request, "unit_sheets.html", title="用 Excel 填报", form=form, offers=offers)


@needs(Action.REPORT)
def unit_sheet(request: HttpRequest, cycle_id: int, unit_id: int) -> HttpResponse:
    """What a unit owes in a cycle as an Excel sheet to be filled in."""
    duties, offers = _offered(request)
    wanted = (cycle_id, unit_id)
    offer = next((one for one in offers if (one.cycle.pk, one.unit.pk) == wanted), None)
    if offer is None:
        raise PermissionDenied("您的单位在这个填报期没有牵头填报的事项，或填报期未开启、已关闭。")
    sheet = load_unit_sheet(duties, cycle=offer.cycle, unit=offer.unit)
    return as_file(write_unit_sheet(sheet), f"{sheet.title}.xlsx")


def _offered(request: HttpRequest) -> tuple[list[Duty], list[SheetOffer]]:
    units = reporting_units(person(request), on=today())
    duties = duties_on(today(), units=units)
    return duties, sheets_offered(duties, units)


def open_sheet(request: HttpRequest, content: bytes, *, file_name: str) -> Opened:
    """Raises UnreadableDocument, saying why, for a sheet that this person may not hand in now."""
    uploaded = read_unit_sheet(content, file_name=file_name)
    duties, offers = _offered(request)
    for offer in offers:
        meta = UnitSheet(offer.cycle, offer.unit, []).meta
        if all(uploaded.meta[name] == meta[name] for name in _SAME):
            return Opened(uploaded, load_unit_sheet(duties, cycle=offer.cycle, unit=offer.unit))
    title = uploaded.meta["title"]
    mine = Unit.objects.filter(pk__in=reporting_units(person(request), on=today()))
    if not mine.filter(code=uploaded.meta["unit"]).exists():
        raise UnreadableDocument(f"这是《{title}》，您不是该单位的填报人，不能上传。")
    raise UnreadableDocument(
        f"这是《{title}》，它的填报期未开启或已关闭，或本单位在其中已没有事项。请核对后重新下载。"
    )


def as_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response
