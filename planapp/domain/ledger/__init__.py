"""Real ledgers (任务分解表, 工作台账, 指标台账 …): recognised, then read as a person confirmed.

    for found in recognise_ledgers(sheet):       # a sheet may hold several tables
        mapping = found.mapping                  # shown to a person with found.needs …
        mapping = replace(mapping, …)            # … who confirms or changes it
        reading = read_ledger(sheet, mapping)    # rows, problems, skipped

`sheet` is a `planapp.domain.sheet.Sheet`; `planapp.domain.reading.read_table_file` makes them.

`Recognised` proposes a `Mapping`: kind, header rows, last row, and for every column with a header
or a value a `Column` with its `Field` (None: not taken in), year, unit, vintage, reasons and
samples. What the table does not state is not guessed: `needs` asks for it in Chinese.

`Reading` accounts for every row: in `rows`, or in `skipped` with the reason (空行, 分节标题,
重复的表头, 合计行, 表尾说明). A `Problem` has sheet, row, column, header, value and what is
allowed; with `is_error` False the value can be taken and is worth a look. A row with problems is
in `rows` with what could be read of it. Figures keep the unit and the digits that are written.
"""

from __future__ import annotations

from planapp.domain.ledger.fields import CHARGED, FIGURES, REQUIRED, Field, LedgerKind
from planapp.domain.ledger.reading import read_ledger
from planapp.domain.ledger.recognising import recognise_ledgers
from planapp.domain.ledger.values import (
    Column,
    DataRow,
    Deadline,
    Figure,
    LedgerRow,
    Mapping,
    Problem,
    Reading,
    Recognised,
    Skipped,
)

__all__ = (
    "CHARGED",
    "FIGURES",
    "REQUIRED",
    "Column",
    "DataRow",
    "Deadline",
    "Field",
    "Figure",
    "LedgerKind",
    "LedgerRow",
    "Mapping",
    "Problem",
    "Reading",
    "Recognised",
    "Skipped",
    "read_ledger",
    "recognise_ledgers",
)
