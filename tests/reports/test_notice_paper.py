"""A paper of 督办 as its reader opens it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from planapp.domain.terms import NoticeState
from planapp.reports.notice_paper import build_paper, write_paper
from tests.factories import make_notice, make_notice_item

pytestmark = pytest.mark.django_db


def test_signature_is_kept_with_the_end_of_the_list() -> None:
    notice = make_notice(state=NoticeState.SIGNED)
    make_notice_item(notice=notice)
    paper = build_paper(notice, office="省督查室", on=date(2024, 2, 20))
    document = Document(BytesIO(write_paper(paper)))
    *_, after, office, day = document.paragraphs
    ends = [*(cell.paragraphs[0] for cell in document.tables[0].rows[-1].cells), after, office]
    assert (office.text, day.text) == ("省督查室", paper.dated)
    assert {each.paragraph_format.keep_with_next for each in ends} == {True}
