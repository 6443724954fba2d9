"""A short plan under review, for the tests of its pages."""

from __future__ import annotations

from django.urls import reverse

from planapp.domain.terms import DocumentStatus, ItemKind
from tests.factories import make_document, make_draft, make_draft_item, shared_region

TEXT = "一、目标\n产值达到100亿元。\n二、任务\n1.建设平台。省科技厅牵头。2.培育企业。"


def url(name, row):
    return reverse(f"admin:{name}", args=(row.pk,))


def content(quote, **fields):
    start = TEXT.index(quote)
    return {"quote": quote, "start": start, "end": start + len(quote), "section": []} | fields


def make_plan_draft():
    header = {"region": shared_region().name, "issued_on": "2021-05"}
    document = make_document(status=DocumentStatus.EXTRACTED, text=TEXT)
    return make_draft(document=document, header=header)


def make_task(draft, quote, **fields):
    defaults = {"number": "1", "title": quote[2:6], "units": [], "deadline": None, "doubts": []}
    return make_draft_item(
        draft=draft, kind=ItemKind.TASK, extracted=content(quote, **(defaults | fields))
    )
