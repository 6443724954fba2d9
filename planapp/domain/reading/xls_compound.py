"""The stream of a workbook inside a compound file, the shell of the old Office formats.

Own code: xlrd 2.0.2 follows a chain of small sectors that bites its own tail until the memory is
full, and works out formulas of names, which can double a text forty times.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_HEADER = 512
_ENTRY = 128  # bytes of the directory that a stream takes
_FREE = 0xFFFFFFFA  # this and what is above is no sector
_SMALL = 64
_STREAM, _ROOT = 2, 5
_SHIFTS = {9, 12}


class BrokenCompound(ValueError):
    """The shell is damaged."""


def read_stream(content: bytes, names: Sequence[str]) -> bytes:
    """The first stream in the directory that has one of these names; raises BrokenCompound."""
    try:
        return _Compound(content).stream(names)
    except (struct.error, IndexError, ValueError) as error:
        raise BrokenCompound from error


class _Compound:
    def __init__(self, content: bytes) -> None:
        self._content = content
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in _SHIFTS:
            raise BrokenCompound
        self._size = 1 << shift
        self._most = len(content) // self._size + 1
        directory, cutoff, small, _, master, masters = self._head()
        self._cutoff = cutoff
        self._table = self._numbers(self._master(master, masters))
        self._entries = self._join(self._chain(directory, self._table))
        self._small = self._numbers(self._chain(small, self._table)) if small < _FREE else []

    def _head(self) -> tuple[int, int, int, int, int, int]:
        content = self._content
        directory = struct.unpack_from("<I", content, 48)[0]
        cutoff, small, count, master, masters = struct.unpack_from("<5I", content, 56)
        return directory, cutoff, small, count, master, masters

    def _master(self, sector: int, count: int) -> list[int]:
        """The sectors that hold the table of chains."""
        found = [each for each in struct.unpack_from("<109I", self._content, 76) if each < _FREE]
        for _ in range(min(count, self._most)):
            if sector >= _FREE:
                break
            *more, sector = self._numbers([sector])
            found += [each for each in more if each < _FREE]
        if len(found) > self._most:
            raise BrokenCompound
        return found

    def _sector(self, number: int) -> bytes:
        start = _HEADER + (number << (self._size.bit_length() - 1))
        if self._size > _HEADER:
            start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _join(self, sectors: Sequence[int]) -> bytes:
        return b"".join(map(self._sector, sectors))

    def _numbers(self, sectors: Sequence[int]) -> list[int]:
        data = self._join(sectors)
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _chain(self, sector: int, table: Sequence[int]) -> list[int]:
        """The sectors that follow each other from this one on; none may come twice."""
        found: list[int] = []
        seen: set[int] = set()
        while sector < _FREE:
            if sector in seen or sector >= len(table):
                raise BrokenCompound
            seen.add(sector)
            found.append(sector)
            sector = table[sector]
        return found

    def stream(self, names: Sequence[str]) -> bytes:
        found = {}
        root: tuple[int, int] | None = None
        for at in range(0, len(self._entries) - _ENTRY + 1, _ENTRY):
            entry = self._entries[at : at + _ENTRY]
            length, sort = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<2I", entry, 116)
            if sort == _ROOT:
                root = (start, size)
            elif sort == _STREAM:
                found[entry[: max(length - 2, 0)].decode("utf-16-le", "replace")] = (start, size)
        for name in names:
            if name in found:
                return self._read(*found[name], root=root)
        raise BrokenCompound

    def _read(self, start: int, size: int, *, root: tuple[int, int] | None) -> bytes:
        if size >= self._cutoff:
            return self._join(self._chain(start, self._table))[:size]
        if root is None:
            raise BrokenCompound
        shared = self._join(self._chain(root[0], self._table))
        sectors = self._chain(start, self._small)
        return b"".join(shared[each * _SMALL : (each + 1) * _SMALL] for each in sectors)[:size]
