"""A plan's sentence with the words around it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.pages.passages import context_of
from tests.factories import make_document, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

QUOTE = "1.建设平台。www.example-page.com支持企业建设中试平台。"
TEXT = f"二、任务\n{QUOTE}2.培育企业。\n三、保障"


@pytest.fixture
def task():
    plan = make_plan(document=make_document(text=TEXT))
    start = TEXT.index(QUOTE)
    return make_task(plan=plan, quote=QUOTE, start=start, end=start + len(QUOTE))


def test_words_of_the_web_page_stand_apart_with_the_reason(task):
    pieces = [piece for piece in context_of(task).pieces if piece.text]
    assert [(piece.text, piece.quoted, bool(piece.reason)) for piece in pieces] == [
        ("1.建设平台。", True, False),
        ("www.example-page.com", True, True),
        ("支持企业建设中试平台。", True, False),
        ("2.培育企业。", False, False),
    ]


@pytest.mark.parametrize("name", ["task", "planapp_task_change"])
def test_pages_and_tables_strike_them_out(task, auditor_client, name):
    page = auditor_client.get(reverse(f"admin:{name}", args=(task.pk,))).content.decode()
    assert page.count("example-page.com") == 1
    assert '<del class="debris" title="网址或联系方式，不是规划内容">www.example-page.com' in page
