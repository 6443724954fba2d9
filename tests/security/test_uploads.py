"""No file is read before the installation's scanner has passed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from planapp.models import ImportRun, Plan, PlanDocument, ReportTemplate
from planapp.pages.entry_forms import EvidenceForm, FileForm
from planapp.pages.uploads import ScannedFileField
from tests.factories import make_plan

pytestmark = pytest.mark.django_db
WAYS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("admin:upload", {"kind": "official"}, "规划.txt"),
    ("admin:upload_reissue", {}, "规划.txt"),
    ("admin:checkup", {}, "规划.txt"),
    ("admin:report_templates", {"kind": "annual"}, "模板.docx"),
    ("admin:import_list", {"kind": "units"}, "单位.csv"),
    ("admin:unit_sheets", {}, "填报表.xlsx"),
)


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Path:
    """As clamdscan does: 1 where the file holds what it should not, 2 where it cannot tell."""
    script = tmp_path / "scan.sh"
    script.write_text('#!/bin/sh\ngrep -q broken "$1" && exit 2\n! grep -q virus "$1"\n')
    script.chmod(0o700)
    settings.SCAN_COMMAND = f"{script} {{}}"
    return script


def said(client: Client, way: str, form: dict[str, str], *, name: str, content: bytes) -> str:
    """What the form says of the file, empty where it was taken."""
    plan = Plan.objects.first() or make_plan()
    address = reverse(way, args=[plan.pk] if way == "admin:upload_reissue" else [])
    answer = client.post(address, {**form, "file": SimpleUploadedFile(name, content)})
    return str(answer.context["form"].errors) if answer.context else ""


def kept() -> int:
    return PlanDocument.objects.count() + ImportRun.objects.count() + ReportTemplate.objects.count()


def all_forms(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from all_forms(each)


def test_every_file_of_a_form_is_scanned_first_or_quarantined() -> None:
    assert get_resolver().url_patterns  # all pages are loaded
    unscanned = {
        form.__name__
        for form in all_forms()
        if form.__module__.startswith("planapp.")
        for field in getattr(form, "base_fields", {}).values()
        if isinstance(field, forms.FileField) and not isinstance(field, ScannedFileField)
    }
    assert unscanned == {FileForm.__name__, EvidenceForm.__name__}


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize(("way", "form", "name"), WAYS)
def test_infected_file_is_not_received(
    way: str, form: dict[str, str], name: str, administrator_client: Client,
    reporter_client: Client,
) -> None:  # fmt: skip
    client = reporter_client if way == "admin:unit_sheets" else administrator_client
    make_plan()
    before = kept()
    assert "发现病毒" in said(client, way, form, name=name, content=b"virus")
    assert "病毒检查没有完成" in said(client, way, form, name=name, content=b"broken")
    assert kept() == before
    assert "没有接收" not in said(client, way, form, name=name, content="规划\n".encode())


@pytest.mark.usefixtures("scanner")
def test_clean_file_is_read_whole(administrator_client: Client) -> None:
    content = "某省规划\n到2025年，产值达到1200亿元。\n".encode()
    way, form = "admin:upload", {"kind": "official"}
    said(administrator_client, way, form, name="规划.txt", content=content)
    with PlanDocument.objects.latest("pk").file.open() as kept_file:
        assert kept_file.read() == content
