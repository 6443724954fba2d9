"""Tables as CSV that Excel opens: in UTF-8 with its mark, and no text taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from planapp.domain.cell_text import to_cell

_BOM = "\ufeff"
_ENOUGH = 32_768  # characters sent at once


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Some lines after the others, so that a long table needs no memory."""
    yield _BOM.encode()
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([to_cell(value) if isinstance(value, str) else value for value in row])
        if buffer.tell() > _ENOUGH:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
