"""From bytes and a file name to text; the one public function is `read`."""

from __future__ import annotations

from planapp.domain.reading.reader import read
from planapp.domain.reading.result import ReadText, UnreadableDocument

__all__ = ("ReadText", "UnreadableDocument", "read")
