"""The records of an old workbook (BIFF8, Excel 97 to 2003), and the texts in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

CONTINUE = 0x3C
_WIDE, _PHONETIC, _RICH = 1, 4, 8
_HEAD = struct.Struct("<HH")


@dataclass(slots=True)
class Record:
    """One record; `parts` are what continues it."""

    sort: int
    data: bytes
    parts: list[bytes]


def records(stream: bytes, start: int) -> Iterator[Record]:
    """The records from an offset to the end of the stream."""
    at, held = start, None
    while at + 4 <= len(stream):
        sort, length = _HEAD.unpack_from(stream, at)
        data = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if sort == CONTINUE and held is not None:
            held.parts.append(data)
            continue
        if held is not None:
            yield held
        held = Record(sort, data, [])
    if held is not None:
        yield held


def short_text(data: bytes, at: int) -> str:
    """A text whose length takes one byte."""
    return _plain(data, at + 1, data[at])


def text(record: Record, at: int) -> str:
    """A text whose length takes two bytes; it may go on in what continues the record."""
    return _Texts(record, at).one()


def shared_texts(record: Record) -> Iterator[str]:
    """The texts that cells name by number."""
    count = struct.unpack_from("<I", record.data, 4)[0]
    texts = _Texts(record, 8)
    for _ in range(count):
        if texts.is_over:
            return
        yield texts.one()


def _plain(data: bytes, at: int, length: int) -> str:
    if data[at] & _WIDE:
        return data[at + 1 : at + 1 + 2 * length].decode("utf-16-le", "replace")
    return data[at + 1 : at + 1 + length].decode("latin-1")


class _Texts:
    """Texts one after the other; each new part says again how wide the characters are."""

    def __init__(self, record: Record, at: int) -> None:
        self._parts = [record.data, *record.parts]
        self._part, self._at = 0, at

    @property
    def is_over(self) -> bool:
        return self._part >= len(self._parts) - 1 and self._at >= len(self._parts[-1])

    def one(self) -> str:
        self._turn()
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<I", self._take(4))[0] if flags & _PHONETIC else 0
        pieces = []
        while length:
            left = len(self._parts[self._part]) - self._at
            if left == 0:
                self._turn()
                flags = self._take(1)[0]
                continue
            width = 2 if flags & _WIDE else 1
            count = min(length, max(left // width, 1))
            raw = self._take(count * width)
            pieces.append(raw.decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            length -= count
        self._skip(4 * runs + extra)
        return "".join(pieces)

    def _turn(self) -> None:
        """Go on to the next part where this one is used up."""
        while self._part < len(self._parts) - 1 and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
        if self._at >= len(self._parts[self._part]):
            raise struct.error("text is cut off")

    def _take(self, size: int) -> bytes:
        data = self._parts[self._part][self._at : self._at + size]
        if len(data) < size:
            raise struct.error("text is cut off")
        self._at += size
        return data

    def _skip(self, size: int) -> None:
        while size:
            left = len(self._parts[self._part]) - self._at
            if left >= size or self._part == len(self._parts) - 1:
                self._at += min(left, size)
                return
            size -= left
            self._part, self._at = self._part + 1, 0
