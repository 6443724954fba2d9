"""A text is read in a process of its own, within limits."""

from __future__ import annotations

import subprocess

import pytest

from planapp.domain.extraction import VERSION, extract
from planapp.domain.extraction.payload import to_payload
from planapp.services import extracting
from planapp.services.extracting import ExtractionStopped, extract_apart
from tests.factories import SENTENCE


def read_by(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another program read in place of the product's."""
    run = subprocess.run

    def run_other(command: list[str], **options: object) -> object:
        return run([command[0], "-c", program], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(extracting.subprocess, "run", run_other)


def test_reading_apart_gives_the_same() -> None:
    assert extract_apart(SENTENCE) == to_payload(extract(SENTENCE), version=VERSION)


def test_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    read_by("import time; time.sleep(600)", monkeypatch)
    with pytest.raises(ExtractionStopped, match=r"提取超过 0.001 秒，已中止"):
        extract_apart(SENTENCE, seconds=0.001)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("bytearray(10**10)", "内存超过上限"),
        ("raise ValueError('第 3 行读不懂')", "第 3 行读不懂"),
        ("import os; os.kill(os.getpid(), 9)", "中途退出（-9）"),
    ],
)
def test_reading_that_breaks_says_why(
    monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))"
    read_by(f"{limit}\n{program}", monkeypatch)
    with pytest.raises(ExtractionStopped, match=words):
        extract_apart(SENTENCE)
