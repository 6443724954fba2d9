"""The shell of old Office files: small streams lie in small sectors of another stream."""

from __future__ import annotations

import struct

import pytest

from planapp.domain.reading.xls_compound import BrokenCompound, read_stream

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def entry(name, sort, start, size):
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\x00") + struct.pack("<HB", len(raw) + 2, sort)
    return head.ljust(116, b"\x00") + struct.pack("<3I", start, size, 0)


def make_compound(stream, *, small):
    """A file whose only stream is a small one; `small` is the table of its sectors."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<3I", header, 44, 1, 1, 0)
    struct.pack_into("<5I", header, 56, 4096, 2, 1, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    table = struct.pack("<4I", 0xFFFFFFFD, END, END, END).ljust(512, b"\xff")
    names = entry("Root Entry", 5, 3, 512) + entry("Workbook", 2, 0, len(stream))
    sectors = struct.pack(f"<{len(small)}I", *small).ljust(512, b"\xff")
    return bytes(header) + table + names.ljust(512, b"\x00") + sectors + stream.ljust(512, b"\x00")


def test_small_stream_is_put_together_from_its_sectors():
    stream = bytes(range(200))
    assert read_stream(make_compound(stream, small=[1, 2, 3, END]), ["Workbook"]) == stream


@pytest.mark.parametrize("small", [[0], [1, 0], [1, 2, 1], [200]])
def test_chain_of_small_sectors_without_an_end_is_refused(small):
    with pytest.raises(BrokenCompound):
        read_stream(make_compound(bytes(200), small=small), ["Workbook"])


def test_missing_stream_is_refused():
    with pytest.raises(BrokenCompound):
        read_stream(make_compound(bytes(200), small=[END]), ["Book"])
