"""From bytes and a file name to text (`read`), and what in a text is a web page's (`find_debris`).

The values of a ledger's file (.xlsx, .xls, .et, .csv) are `read_table_file`, by sheets.
`ACCEPTED` are the endings a file's name may have. What backs a report is not read but checked to be
what its name says (`check_attachment`, `ATTACHABLE`). The cells of an .xlsx are `read_workbook`.
"""

from __future__ import annotations

from planapp.domain.debris import Debris, find_debris
from planapp.domain.reading.attachments import ATTACHABLE, check_attachment
from planapp.domain.reading.formats import ACCEPTED
from planapp.domain.reading.reader import read
from planapp.domain.reading.result import ReadText, UnreadableDocument
from planapp.domain.reading.table_file import TABLES, read_table_file
from planapp.domain.reading.workbook import Cell, Cells, read_workbook

__all__ = (
    "ACCEPTED",
    "ATTACHABLE",
    "TABLES",
    "Cell",
    "Cells",
    "Debris",
    "ReadText",
    "UnreadableDocument",
    "check_attachment",
    "find_debris",
    "read",
    "read_table_file",
    "read_workbook",
)
