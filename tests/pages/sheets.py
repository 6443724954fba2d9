"""A unit's Excel sheet in the hands of an office: opened, filled in, saved, sent back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from planapp.domain.unit_sheet import HEAD_ROW, Layout
from planapp.models import ReportingCycle, Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = HEAD_ROW + 1  # row of the first item


def download(client: Client, cycle: ReportingCycle, unit: Unit) -> Any:
    """The sheet as an open workbook."""
    return opened(client.get(reverse("admin:unit_sheet", args=(cycle.pk, unit.pk))))


def opened(response: Any) -> Any:
    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    return openpyxl.load_workbook(BytesIO(response.content))


def place(layout: Layout, name: str) -> int:
    return [column.name for column in layout.columns].index(name) + 1


def fill(book: Any, layout: Layout, row: int, **values: Any) -> None:
    for name, value in values.items():
        book[layout.title].cell(row, place(layout, name)).value = value


def read(book: Any, layout: Layout, row: int, name: str) -> Any:
    return book[layout.title].cell(row, place(layout, name)).value


def row_of(book: Any, layout: Layout, key: str) -> int:
    """The row of an item by its hidden key."""
    column = place(layout, "key")
    sheet = book[layout.title]
    return next(n for n in range(FIRST, sheet.max_row + 1) if sheet.cell(n, column).value == key)


def as_bytes(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client: Client, content: bytes, *, name: str = "填报表.xlsx") -> Any:
    file = SimpleUploadedFile(name, content, content_type=XLSX)
    return client.post(reverse("admin:unit_sheets"), {"file": file})


def preview(client: Client, book: Any) -> Any:
    """The page that an upload leads to."""
    response = upload(client, as_bytes(book))
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response["Location"])


def confirm(client: Client, page: Any, button: str, **given: Any) -> Any:
    data = {"digest": page.context["digest"], button: "", **given}
    return client.post(reverse("admin:sheet_preview"), data)


def states(page: Any) -> dict[str, list[str]]:
    """Items by what would become of them."""
    return {
        group.label: [row.item for row in group.rows]
        for group in page.context["groups"]
        if group.rows
    }


def told(page: Any) -> list[str]:
    return [one for group in page.context["groups"] for row in group.rows for one in row.told]
