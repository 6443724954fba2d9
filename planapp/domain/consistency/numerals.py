"""The small counts that stand before lists."""

from __future__ import annotations

_HAN = "零一二三四五六七八九十"

# Up to ten: longer lists are not written out.
COUNT = r"(?:[两二三四五六七八九十]|[2-9]|10)(?![\d一二三四五六七八九十百千万亿])"


def read_count(written: str) -> int:
    """两 → 2, 七 → 7, 10 → 10."""
    if written == "两":
        return 2
    return int(written) if written.isdecimal() else _HAN.index(written)
