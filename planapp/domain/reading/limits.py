"""How large a document may be, so that none can fill the memory or hold up a worker."""

from __future__ import annotations

import time

from planapp.domain.reading.result import UnreadableDocument

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE  # of the file as received
MAX_CHARACTERS = 3_000_000  # of its text: some 2,000 printed pages
MAX_SECONDS = 20.0  # an upload waits for it

MAX_ENTRIES = 2_000  # files inside a .docx
MAX_PART = 64 * MEGABYTE  # one XML part of a .docx, unpacked
MAX_UNPACKED = 400 * MEGABYTE  # all parts together, pictures included

MAX_SHEET_PART = 8 * MEGABYTE  # one XML part of an .xlsx, unpacked
MAX_SHEETS = 50
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_CELLS = 100_000  # that hold something, in all sheets that are read

MAX_TABLE_BYTES = 20 * MEGABYTE  # of a ledger as received; 100,000 rows of 8 columns take 4
MAX_TABLE_PART = 160 * MEGABYTE  # one XML part of it, unpacked: 40 for as many
MAX_TABLE_FRAME = 8 * MEGABYTE  # of that, what is no row
MAX_TABLE_ROWS = 200_000
MAX_TABLE_COLUMNS = 1_000
MAX_TABLE_CELLS = 4_000_000  # the empty ones before the last of a row included
MAX_TABLE_CHARACTERS = 30_000_000
MAX_CELL_CHARACTERS = 32_767  # Excel holds no more
MAX_MERGED = 50_000

MAX_HTML = 10 * MEGABYTE
MAX_HTML_SECONDS = 5  # of the parser; a real page of that size takes one
SHORT_HTML = 20_000  # characters; none that short takes the parser long
MAX_DEPTH = 200  # elements inside each other; real pages stay below 80

MAX_PAGES = 600
MAX_PAGE_GLYPHS = 20_000  # a full page of small print has 4,000
MAX_PAGE_RULES = 4_000  # lines and rectangles on a page that is searched for tables
MAX_CROSSINGS = 2_500  # columns times rows of a page's rules: the search grows with their square
MAX_STREAM = 100 * MEGABYTE  # one compressed stream of a PDF, pictures apart


class Deadline:
    """The time one document may take; asked at every page and part."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self, place: str) -> None:
        """Raise UnreadableDocument, naming the place, once the time is over."""
        if time.monotonic() > self._end:
            raise UnreadableDocument(
                f"读取超过 {self._seconds:g} 秒，停在{place}。请拆分文件或另存为 .docx 后再上传。"
            )
