"""Wherever a file is uploaded, the page says that nothing classified may be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planapp.pages.imports import FileForm
from planapp.pages.report_templates import TemplateForm
from planapp.pages.unit_sheet import SheetForm
from planapp.pages.uploads import DocumentField

TEMPLATES = Path(__file__).parents[2] / "planapp" / "templates" / "planapp"
# Pages whose upload is a field that brings the notice along, beside it.
BY_FIELD = {
    "checkup.html": DocumentField(label="文件"),
    "imports.html": FileForm.base_fields["file"],
    "report_templates.html": TemplateForm.base_fields["file"],
    "upload.html": DocumentField(label="文件"),
    "upload_reissue.html": DocumentField(label="文件"),
    "unit_sheets.html": SheetForm.base_fields["file"],
}
UPLOADS = sorted(
    path.name
    for path in TEMPLATES.glob("*.html")
    if "multipart/form-data" in path.read_text(encoding="utf-8")
)


def test_uploads_are_found() -> None:
    assert BY_FIELD.keys() - set(UPLOADS) == set()


@pytest.mark.parametrize("name", UPLOADS)
def test_page_with_an_upload_warns_of_classified_information(name: str) -> None:
    field = BY_FIELD.get(name)
    said = field.help_text if field else (TEMPLATES / name).read_text(encoding="utf-8")
    assert re.search(r"请勿(上传|填写)涉密", str(said))
