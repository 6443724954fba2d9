"""The Word file of a paper of 督办 opens in LibreOffice and becomes a page that reads the same."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from planapp.domain.reading import read
from planapp.domain.terms import NoticeState
from planapp.reports.notice_paper import build_paper, write_paper
from tests.factories import make_notice, make_notice_item

pytestmark = [pytest.mark.services, pytest.mark.django_db]


def test_paper_becomes_a_page(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    notice = make_notice(state=NoticeState.SIGNED)
    items = [make_notice_item(notice=notice) for _ in range(3)]
    paper = build_paper(notice, office="省督查室", on=date(2024, 2, 20))
    word = tmp_path / "paper.docx"
    word.write_bytes(write_paper(paper))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*run, str(word)], check=True, capture_output=True, timeout=120)
    content = (tmp_path / "paper.pdf").read_bytes()
    text = "".join(read(content, file_name="paper.pdf").text.split())
    wanted = [
        notice.reference,
        notice.subject,
        "事项清单（共3项）",
        *map(str, (i.item for i in items)),
    ]
    assert [words for words in wanted if "".join(words.split()) not in text] == []
