"""What all searches for debris share: a stretch that was found, and the lines of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\s][^\n]*(?<!\s)")
_LONG = 80  # characters: a paragraph of prose; the page's head and foot have shorter lines


@dataclass(frozen=True, slots=True, order=True)
class Debris:
    """A stretch of the text that does not look like the plan's own; offsets in characters."""

    start: int
    end: int
    reason: str  # in Chinese, for the reviewer


@dataclass(slots=True, unsafe_hash=True)
class Line:
    start: int
    text: str  # without the white space around it

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def split_lines(text: str) -> list[Line]:
    """The lines that hold something."""
    return [Line(match.start(), match.group()) for match in _LINE.finditer(text)]


def page_head(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines before the first paragraph of prose; all where there is none."""
    return lines[: next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))]


def page_foot(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines after the last paragraph of prose; none where there is none."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if _is_prose(lines[at])), len(lines))
    return lines[last + 1 :]


def _is_prose(line: Line) -> bool:
    return len(line.text) >= _LONG
