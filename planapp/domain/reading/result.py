"""What reading a document gives, and the one error it ends in otherwise."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableDocument(ValueError):
    """The file cannot be read as a document; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """Of .txt only \\r\\n is changed, to \\n; other formats give a paragraph or a row a line."""

    text: str
    encoding: str  # empty for formats that carry their own
    media_type: str
    warnings: tuple[str, ...] = ()  # in Chinese: what could not be read, and where
