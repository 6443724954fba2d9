"""From bytes and a file name to text; the one public function is `read`."""

from __future__ import annotations

from planapp.domain.reading.text import ReadText, UnreadableDocument, read

__all__ = ("ReadText", "UnreadableDocument", "read")
