"""规划体检: a draft is examined and nothing is kept."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from planapp.domain.terms import DocumentStatus
from planapp.services.documents import extract_document
from tests.factories import AT, make_document, make_indicator, make_plan, make_region
from tests.pages.conftest import DAY

pytestmark = pytest.mark.django_db

TEXT = """某省新能源发展规划（2021—2025年）

一、发展基础

2020年，全省新能源产业实现营业收入500.0亿元。

二、发展目标

到2025年，全省新能源产业营业收入达到1000亿元，年均增长10%。
"""
ARITHMETIC = "500 × 1.1⁵ = 805.3 &lt; 1000（亿元）"


def upload(client: Client, content: str | bytes = TEXT, name: str = "送审稿.txt") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("admin:checkup"), {"file": SimpleUploadedFile(name, data)})


def count_rows() -> dict[str, int]:
    models = apps.get_app_config("planapp").get_models()
    return {model.__name__: model._default_manager.count() for model in models}


def test_checkup_shows_the_finding_with_its_sentences(supervisor_client: Client) -> None:
    page = upload(supervisor_client).content.decode()
    assert ARITHMETIC in page
    assert "<mark>500.0亿元</mark>" in page
    assert "目标与增速不符" in page


def test_checkup_keeps_nothing(administrator_client: Client) -> None:
    before = count_rows()
    upload(administrator_client)
    assert count_rows() == before


def test_checkup_of_a_consistent_draft_says_that_nothing_was_found(
    supervisor_client: Client,
) -> None:
    page = upload(supervisor_client, TEXT.replace("1000亿元", "800亿元")).content.decode()
    assert "没有发现前后不一致之处" in page


def test_checkup_of_an_unreadable_file_says_why(supervisor_client: Client) -> None:
    page = upload(supervisor_client, " \n", name="空.txt")
    assert page.context["form"].errors["file"] == ["《空.txt》是空文件，没有可读取的内容。"]


def test_checkup_compares_with_the_published_plans_of_the_region(
    supervisor_client: Client,
) -> None:
    region = make_region(code="530000", name="云南省")
    plan = make_plan(title="云南省工业规划", region=region)
    make_indicator(
        plan=plan,
        name="全省新能源产业营业收入",
        target="1500",
        value_unit="亿元",
        target_year=2025,
    )
    page = upload(supervisor_client, TEXT.replace("某省", "云南省")).content.decode()
    assert "1000亿元 ≠ 1500亿元（2025年）" in page
    assert "《云南省工业规划》" in page


def word_of(response: Any) -> WordDocument:
    """The file behind the page's button."""
    [encoded] = re.findall(
        r'href="data:application/[^"]*;base64,([^"]*)"', response.content.decode()
    )
    return Document(BytesIO(b64decode(encoded)))


def test_checkup_page_holds_its_report_as_a_word_file_with_chinese_fonts(
    supervisor_client: Client, settings: Any
) -> None:
    settings.DEMO_DAYS = [DAY]
    response = upload(supervisor_client)
    assert 'download="规划体检报告-送审稿.docx"' in response.content.decode()
    document = word_of(response)
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[:3] == [
        "规划体检报告",
        "文件：某省新能源发展规划（2021—2025年）（送审稿.txt）",
        "日期：2024年1月15日",
    ]
    assert "1．目标与增速不符（明显矛盾）" in words
    assert "测算：500 × 1.1⁵ = 805.3 < 1000（亿元）" in words
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"


def test_checkup_of_a_draft_over_the_limit_of_form_fields_has_its_report(
    supervisor_client: Client, settings: Any
) -> None:
    long = TEXT + "建设平台。\n" * 200_000
    assert len(long.encode()) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert word_of(upload(supervisor_client, long)).paragraphs[0].text == "规划体检报告"


def test_draft_under_review_shows_the_findings_of_its_document(
    administrator_client: Client,
) -> None:
    document = make_document(text=TEXT, status=DocumentStatus.EXTRACTED)
    draft = extract_document(document=document, at=AT)
    page = administrator_client.get(reverse("admin:draft", args=(draft.pk,)))
    assert ARITHMETIC in page.content.decode()
