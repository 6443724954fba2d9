"""Sentences and paragraphs around an offset."""

from __future__ import annotations

import re

_ENDS = re.compile(r"[。；！？;\n]")


def sentence_start(text: str, at: int) -> int:
    """Where the sentence around an offset begins."""
    start = 0
    for end in _ENDS.finditer(text, max(0, at - 600), at):
        start = end.end()
    return max(start, at - 600)


def sentence_end(text: str, at: int) -> int:
    """Where the sentence that goes on at an offset ends."""
    end = _ENDS.search(text, at)
    return end.start() if end else len(text)


def paragraph_number(text: str, at: int) -> int:
    return text.count("\n", 0, at)
