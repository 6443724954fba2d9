"""What recognising and reading a ledger return: frozen values, each with its place."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from planapp.domain.charges import UnitInRole
from planapp.domain.ledger.fields import Field, LedgerKind
from planapp.domain.sheet import Row, letters_of
from planapp.domain.terms import Comparator, Vintage


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; `field` None: it is not taken in."""

    number: int  # in the sheet, from 1
    header: str  # all levels, joined by ／
    field: Field | None
    year: int | None = None
    unit: str = ""  # of measure, as the header states it
    vintage: Vintage | None = None
    indicator: str = ""  # where the header itself names what is measured: 产值（亿元）
    is_sure: bool = True
    reasons: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        return letters_of(self.number)


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table is to be read: proposed by recognition, confirmed or changed by a person."""

    kind: LedgerKind
    header: tuple[int, int]  # first and last row
    last_row: int  # of the table
    columns: tuple[Column, ...]
    unit: str = ""  # of measure, stated once for the table
    year: int | None = None  # of dates that name none (年底前)
    period_end: int | None = None  # what 规划期末 means
    first_leads: bool = False  # of the units in a column 责任单位
    same: tuple[tuple[Field, str], ...] = ()  # what holds for all rows that do not tell it

    def of(self, *fields: Field) -> tuple[Column, ...]:
        """The columns that hold one of these."""
        return tuple(column for column in self.columns if column.field in fields)

    def only(self, *fields: Field) -> Mapping:
        """Without what is not taken in: what is wrong with a deadline must not stop a unit."""
        columns = (
            column if column.field in fields else replace(column, field=None)
            for column in self.columns
        )
        return replace(self, columns=tuple(columns))


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row of the table; what was filled down stands in `cells` as if it were written there."""

    number: int  # in the sheet
    cells: Row
    section: str = ""  # the heading it stands under
    filled: tuple[tuple[int, int], ...] = ()  # column, and the row its value stands in
    withheld: tuple[tuple[int, int], ...] = ()  # merged figures, which are not filled down
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no data, and why."""

    number: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """One table of a sheet, as far as its looks tell. `needs` are questions to a person."""

    sheet: str
    title: str
    mapping: Mapping
    confidence: float  # 0 to 1
    reasons: tuple[str, ...]
    needs: tuple[str, ...]
    rows: tuple[DataRow, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be taken as it stands; `column` None: the whole row."""

    sheet: str
    row: int
    column: int | None
    header: str
    value: str
    message: str  # why, and what is allowed
    is_error: bool = True  # else it can be taken, and is worth a look

    @property
    def place(self) -> str:
        cell = f"{letters_of(self.column)}{self.row}" if self.column else f"第{self.row}行"
        return f"“{self.sheet}”{cell}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that is said of it; `year` None only where the mapping has none."""

    field: Field
    column: int
    value: Decimal
    unit: str
    year: int | None = None
    value_max: Decimal | None = None
    comparator: Comparator | None = None
    vintage: Vintage | None = None
    indicator: str = ""  # that the header names; else the row does
    note: str = ""  # 120（含省直管县）


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words of a deadline and its last day; None for what goes on."""

    text: str
    on: date | None
    is_ongoing: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row, read."""

    number: int
    section: str
    texts: Dictionary[Field, str]
    units: tuple[UnitInRole, ...] = ()
    providers: tuple[str, ...] = ()
    deadline: Deadline | None = None
    year: int | None = None
    figures: tuple[Figure, ...] = ()
    percent: Decimal | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A table read by a mapping: every row of it is in `rows`, in `skipped` or in `problems`."""

    rows: tuple[LedgerRow, ...]
    problems: tuple[Problem, ...] = field(default=())
    skipped: tuple[Skipped, ...] = ()
