"""Our bridge to import-export: whole columns are read and checked, one service call writes.

    made = RESOURCES["progress"](by=user, at=now())           # planapp.imports.registry
    [table] = read_tables(content, file_name)                 # planapp.imports.formats
    result = made.import_data(table, dry_run=True)            # preview; nothing is written
    result = made.import_data(table, use_transactions=True)   # all or nothing

`import_data` takes a `TableIn` (quick) or a tablib.Dataset, and besides what import-export knows

- `only_good_rows=True`: rows with a problem are left out, the others are written;
- `watch`: called with an `ImportPhase` as each begins; what it raises ends the import.

Its `SheetResult` has `new`, `changed`, `unchanged`, `refused` (numbers of rows), `problems` (all,
with the row in the file, the header, the value, and what is allowed) and `shown` (the first
thousand rows that are new or changed, cell by cell). `has_errors()`: the table as a whole cannot
be taken, `base_errors` say why; `has_validation_errors()`: rows have problems. Without
`only_good_rows` either means that nothing was written.

For the way out `export_rows` streams a tuple for each row, in the order of `columns`, each value as
it can be read again; planapp.reports.table_out makes files of it. Text that looks like a formula
is escaped there and restored by `columns.text_of`.

A subclass says `slug`, `title`, `columns`, `key`, `may_import`, `may_export`, `get_queryset`,
`export_rows`, `make_rows`, `plan`, `save`, `changes_in`, and registers in registry.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from import_export import resources
from import_export.results import InvalidRow, Result, RowResult
from tablib import Dataset

from planapp.domain.terms import ImportPhase
from planapp.imports.columns import Column, Problem, read_column
from planapp.imports.table_in import TableIn, headers_of, number_of, without_collector
from planapp.models import User
from planapp.services.errors import Refused
from planapp.services.figure_rows import Fate

MOST_SHOWN = 1000  # rows of a preview: who reads more?
_KEEPERS = "管理员（用户和任职：安全管理员；工作日历：系统管理员）"
NEW, CHANGED = RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE
UNCHANGED, REFUSED = RowResult.IMPORT_TYPE_SKIP, RowResult.IMPORT_TYPE_INVALID
KINDS = {Fate.NEW: NEW, Fate.CHANGED: CHANGED, Fate.UNCHANGED: UNCHANGED, Fate.REFUSED: REFUSED}
RowT = TypeVar("RowT")
Watch = Callable[[ImportPhase], None]


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a cell would change: its column's header, what is stored, what is to be."""

    header: str
    old: str
    new: str


@dataclass(slots=True)
class Outcome:
    """What rows do or would do, in words of import-export, in their order."""

    kinds: Sequence[str] = ()  # NEW, CHANGED, UNCHANGED, or REFUSED, which a problem explains
    problems: list[Problem] = field(default_factory=list)


class ShownRow(RowResult):  # type: ignore[misc]  # import-export has no types
    """A row that is new or changed: its number in the file and its cells (`diff`)."""

    def __init__(self, *, number: int, kind: str, cells: list[CellChange]) -> None:
        super().__init__()
        self.number, self.import_type, self.diff = number, kind, cells


class SheetResult(Result):  # type: ignore[misc]  # as above
    """import-export's result, with the place of every problem and the changes cell by cell."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Problem] = []

    @property
    def new(self) -> int:
        return int(self.totals[NEW])

    @property
    def changed(self) -> int:
        return int(self.totals[CHANGED])

    @property
    def unchanged(self) -> int:
        return int(self.totals[UNCHANGED])

    @property
    def refused(self) -> int:
        return int(self.totals[REFUSED])

    @property
    def shown(self) -> list[ShownRow]:
        rows: list[ShownRow] = self.rows
        return rows


class SheetResource(resources.Resource, Generic[RowT]):  # type: ignore[misc]  # as above
    """A table in and out. A subclass names its columns, makes rows of them, and hands all of
    them to one service, which says what became of each."""

    slug: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]] = ()
    key: ClassVar[tuple[str, ...]] = ()  # names of the columns that together say which row it is

    def __init__(self, *, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by, self.at = by, at

    @classmethod
    def inputs(cls) -> tuple[Column, ...]:
        """The columns that are read; the others are only shown."""
        return tuple(column for column in cls.columns if not column.only_shown)

    @classmethod
    def may_import(cls, user: User, *, on: date) -> bool:
        """Whether there is anything of this table that the person may bring in."""
        raise NotImplementedError

    @classmethod
    def may_export(cls, user: User, *, on: date) -> bool:
        """Whether the person may take the table along, as far as they see it."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """The rows that the person gets to see."""
        raise NotImplementedError

    def export_rows(self, queryset: QuerySet[Any] | None = None) -> Iterator[Sequence[Any]]:
        """Those rows, or fewer, a value for each column, streamed."""
        raise NotImplementedError

    def make_rows(self, cells: dict[str, list[Any]]) -> list[RowT]:
        """Rows from whole columns by name; a column that the sheet lacks holds None."""
        raise NotImplementedError

    def plan(self, rows: Sequence[RowT]) -> Outcome:
        """What the rows would do; nothing is written."""
        raise NotImplementedError

    def save(self, rows: Sequence[RowT]) -> Outcome:
        """Write all rows or raise Refused."""
        raise NotImplementedError

    def changes_in(self, place: int) -> Iterator[CellChange]:
        """After `plan`: the cells that one of its rows would change."""
        raise NotImplementedError

    def export(self, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> Dataset:
        """As import-export has it, for its own pages; `export_rows` needs no memory."""
        dataset = Dataset(headers=[column.header for column in self.columns])
        for row in self.export_rows(queryset):
            dataset.append(row)
        return dataset

    @without_collector()
    def import_data_inner(  # noqa: PLR0917  # the signature is import-export's
        self,
        dataset: TableIn | Dataset,
        dry_run: bool,  # noqa: FBT001
        raise_errors: bool,  # noqa: FBT001
        using_transactions: bool,  # noqa: FBT001
        collect_failed_rows: bool,  # noqa: FBT001
        **kwargs: Any,
    ) -> SheetResult:
        """Read whole columns, and either say what they would do or do it."""
        watch: Watch = kwargs.get("watch") or _ignore
        result = SheetResult()
        result.diff_headers = [column.header for column in self.columns]
        result.total_rows = len(dataset)
        for reason in self._reasons_against(dataset):
            self.handle_import_error(result, Refused(reason))
        if result.base_errors:
            return result
        watch(ImportPhase.CHECKING)
        cells, problems = self._read(dataset)
        rows, places = self._good(cells, problems, among=len(dataset))
        del cells  # what was read is in the rows
        if dry_run:
            outcome = self.plan(rows)
        elif kwargs.get("only_good_rows"):
            outcome = self._save_good(rows, result, watch=watch)
        elif problems:
            outcome = Outcome()
        else:
            watch(ImportPhase.WRITING)
            outcome = self._save(rows, result)
        _count(result, outcome)
        _tell(result, dataset, [*problems, *_placed(outcome.problems, places)])
        if dry_run:
            self._show(result, outcome, [number_of(dataset, place) for place in places])
        return result

    def _save(self, rows: Sequence[RowT], result: SheetResult) -> Outcome:
        try:
            return self.save(rows)
        except Refused as refusal:
            self.handle_import_error(result, refusal)
            return Outcome()

    def _save_good(self, rows: Sequence[RowT], result: SheetResult, *, watch: Watch) -> Outcome:
        """Save what `plan` finds nothing wrong with; that it refuses is told."""
        planned = self.plan(rows)
        watch(ImportPhase.WRITING)
        good = [row for row, kind in zip(rows, planned.kinds, strict=True) if kind != REFUSED]
        return Outcome(self._save(good, result).kinds, planned.problems)

    def _reasons_against(self, dataset: TableIn | Dataset) -> Iterator[str]:
        """Why the table as a whole cannot be taken."""
        if not self.may_import(self.by, on=timezone.localdate(self.at)):
            yield f"您不能导入“{self.title}”；请联系{_KEEPERS}。"
            return
        headers = headers_of(dataset)
        known = {column.header for column in self.columns}
        missing = [
            each.header for each in self.columns if each.required and each.header not in headers
        ]
        if missing:
            yield f"缺少必需的列：{'、'.join(missing)}。"
        twice = sorted({header for header in headers if header and headers.count(header) > 1})
        if twice:
            yield f"列名重复：{'、'.join(twice)}。"
        strange = [header for header in headers if header and header not in known]
        if strange:
            allowed = "、".join(column.header for column in self.inputs())
            yield f"不认识的列：{'、'.join(strange)}；可用的列：{allowed}。"

    def _read(self, dataset: TableIn | Dataset) -> tuple[dict[str, list[Any]], list[Problem]]:
        headers = headers_of(dataset)
        cells: dict[str, list[Any]] = {}
        problems: list[Problem] = []
        for column in self.inputs():
            if column.header in headers:
                given = dataset.get_col(headers.index(column.header))
                cells[column.name], wrong = read_column(column, given)
                problems += wrong
            else:
                cells[column.name] = [None] * len(dataset)
        return cells, problems

    def _good(
        self, cells: dict[str, list[Any]], problems: list[Problem], *, among: int
    ) -> tuple[list[RowT], Sequence[int]]:
        """The rows whose every cell could be read, and their places."""
        bad = {problem.place for problem in problems}
        if not bad:
            return self.make_rows(cells), range(among)
        places = [place for place in range(among) if place not in bad]
        kept = {name: [column[place] for place in places] for name, column in cells.items()}
        return self.make_rows(kept), places

    def _show(self, result: SheetResult, outcome: Outcome, numbers: Sequence[int]) -> None:
        for place, (kind, number) in enumerate(zip(outcome.kinds, numbers, strict=True)):
            if len(result.rows) == MOST_SHOWN:
                return
            if kind in {NEW, CHANGED}:
                cells = list(self.changes_in(place))
                result.append_row_result(ShownRow(number=number, kind=kind, cells=cells))


def _ignore(_: ImportPhase) -> None:
    return None


def _placed(problems: Sequence[Problem], places: Sequence[int]) -> Iterator[Problem]:
    """Problems among the good rows, by their place among all."""
    for problem in problems:
        yield replace(problem, place=places[problem.place])


def _count(result: SheetResult, outcome: Outcome) -> None:
    kinds = list(outcome.kinds)
    for kind in (NEW, CHANGED, UNCHANGED):
        result.totals[kind] = kinds.count(kind)


def _tell(result: SheetResult, dataset: TableIn | Dataset, problems: list[Problem]) -> None:
    problems.sort(key=lambda problem: problem.place)
    result.problems = [replace(each, row=number_of(dataset, each.place)) for each in problems]
    wrong: dict[int, dict[str, list[str]]] = {}
    for problem in problems:
        wrong.setdefault(problem.place, {}).setdefault(problem.header, []).append(problem.reason)
    result.totals[REFUSED] = len(wrong)
    for place, told in list(wrong.items())[:MOST_SHOWN]:
        number = number_of(dataset, place)
        result.invalid_rows.append(InvalidRow(number, ValidationError(told), dataset[place]))
