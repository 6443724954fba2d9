"""Tables as CSV that Excel opens: in UTF-8 with its mark, and no cell taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """One line after the other, so that a long table needs no memory."""
    yield _BOM.encode()
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_harmless(str(value)) for value in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
