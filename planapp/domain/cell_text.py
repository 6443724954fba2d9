"""Text in cells of files that go out and come back: never a formula, and the same on return."""

from __future__ import annotations

import re

# What a spreadsheet may take for a formula, also behind apostrophes that stand there already.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_LINE_ENDS = re.compile(r"\r\n?")


def to_cell(text: str) -> str:
    """The text with an apostrophe before what looks like a formula; `from_cell` takes it off."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(text: str) -> str:
    """What `to_cell` was given."""
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but line ends and space around them."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return _LINE_ENDS.sub("\n", text).strip()
