"""A table as rows by key: how a sheet of them is read, compared and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from planapp.domain.terms import Term
from planapp.models import User
from planapp.queries.scope import has_rule, within
from planapp.rights import Action, scope_of
from planapp.services.audit import Change, Snapshot, changed, created, snapshot
from planapp.services.errors import require
from planapp.services.figure_rows import Fate

ModelT = TypeVar("ModelT", bound=Model)
Row = Mapping[str, Any]  # a cell's meaning by column; what the sheet lacks is left out
_BATCH = 500


class RowProblem(NamedTuple):
    """Why a row is refused; `name` is its column, empty for the row as a whole."""

    place: int
    name: str
    reason: str


class FieldChange(NamedTuple):
    """What a cell changes, in the table's own values."""

    name: str
    old: Any
    new: Any


@dataclass(slots=True)
class Line(Generic[ModelT]):
    """One row of the sheet on its way: what it gives, whom it meets, what it changes."""

    place: int
    given: dict[str, Any]
    row: ModelT | None = None
    is_new: bool = False
    before: Snapshot = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def fate(self) -> Fate:
        if self.reasons:
            return Fate.REFUSED
        if self.is_new:
            return Fate.NEW
        return Fate.CHANGED if self.changes else Fate.UNCHANGED

    @property
    def stored(self) -> ModelT:
        """The row that is changed or made."""
        assert self.row is not None  # noqa: S101  # only asked where it was found
        return self.row

    def touches(self, *names: str) -> bool:
        return any(change.name in names for change in self.changes)


@dataclass(slots=True)
class TablePlan(Generic[ModelT]):
    """What each row of a sheet would do, in their order."""

    lines: list[Line[ModelT]]

    @property
    def fates(self) -> list[Fate]:
        return [line.fate for line in self.lines]

    @property
    def problems(self) -> list[RowProblem]:
        return [RowProblem(line.place, *reason) for line in self.lines for reason in line.reasons]


class Table(Generic[ModelT]):
    """How one kind of rows is found, read, checked and written.

    Values are what a column means: text, a number, a day, a word, or rows that it points to.
    """

    model: type[ModelT]
    key: ClassVar[tuple[str, ...]] = ("code",)
    names: ClassVar[tuple[str, ...]] = ()  # all columns, the key first
    fixed: ClassVar[frozenset[str]] = frozenset()  # columns to be looked at only
    remarks: ClassVar[frozenset[str]] = frozenset()  # columns that go with a change, not stored
    terms: ClassVar[Mapping[str, type[Term]]] = {}
    no_new: ClassVar[str] = ""  # why the sheet cannot bring new rows, empty where it can
    needs: ClassVar[Action] = Action.SET_UP
    sees: ClassVar[Action] = Action.SEE_ALL
    who_may: ClassVar[str] = "只有管理员可以导入这张表。"
    who_sees: ClassVar[str] = "您没有导出这张表的权限。"

    def __init__(self, *, by: User, at: datetime) -> None:
        self.by, self.at, self.today = by, at, timezone.localdate(at)

    def queryset(self) -> QuerySet[ModelT]:
        """All rows, with what their columns point to."""
        return self.model._default_manager.all()

    def seen(self) -> QuerySet[ModelT]:
        """Those that the person gets to see; Refused where that is none at all."""
        rows = self.queryset()
        if has_rule(self.model):
            return within(rows, scope_of(self.by, on=self.today))
        require(self.sees, by=self.by, at=self.at, refusal=self.who_sees)
        return rows

    def prepare(self, rows: Sequence[Row]) -> None:
        """Load what many rows need."""

    def read(self, name: str, value: Any, row: ModelT | None) -> Any:
        """What a cell that is not empty means; `row` is the stored one, for columns of no key.

        Raises ValueError in Chinese, with what is allowed.
        """
        return value

    def values(self, row: ModelT) -> dict[str, Any]:
        """The columns of a stored row."""
        found = {name: getattr(row, name) for name in self.names if name not in self.remarks}
        for name, terms in self.terms.items():
            found[name] = terms(found[name])
        return found

    def written(self, name: str, value: Any, row: ModelT) -> Any:
        """A value as a cell holds it, to be read back as the same."""
        return written(value)

    def hides(self, row: ModelT) -> str:
        """Why a stored row may not even be compared with a sheet's; empty where it may."""
        return ""

    def admit(self, line: Line[ModelT]) -> Iterator[tuple[str, str]]:
        """Why the row may not be touched at all, before its changes are put on it."""
        return iter(())

    def apply(self, line: Line[ModelT]) -> None:
        """Put the changes on the row, which is not saved yet."""
        for change in line.changes:
            setattr(line.stored, change.name, change.new)

    def check(self, line: Line[ModelT]) -> Iterator[tuple[str, str]]:
        """What speaks against the changes that were put on the row: column and reason."""
        return iter(())

    def check_all(self, lines: Sequence[Line[ModelT]]) -> None:
        """What rows must not be together; adds to their reasons."""

    def subject(self, lines: Sequence[Line[ModelT]]) -> str:
        """What the audit trail calls the import of these lines."""
        return f"导入{self.model._meta.verbose_name} {len(lines)} 条"

    def write(self, lines: Sequence[Line[ModelT]]) -> list[Change]:
        """Save the rows of these lines, all new or changed; the same queries however many."""
        return write_rows(self.model, lines)


def write_rows(model: type[ModelT], lines: Sequence[Line[ModelT]]) -> list[Change]:
    """Insert the new rows and update the changed ones: a query each for some hundreds."""
    new = [line.stored for line in lines if line.stored.pk is None]
    kept = [line for line in lines if line.stored.pk is not None]
    old = [line for line in kept if snapshot(line.stored) != line.before]
    manager = model._default_manager
    manager.bulk_create(new, batch_size=_BATCH)
    if old:
        attnames = {
            name
            for line in old
            for name, value in snapshot(line.stored).items()
            if value != line.before[name]
        }
        fields = [each.name for each in model._meta.concrete_fields if each.attname in attnames]
        manager.bulk_update([line.stored for line in old], fields, batch_size=_BATCH)
    return [*created(*new), *(changed(line.stored, line.before) for line in old)]


def written(value: Any) -> Any:
    """Text, a number or a day: rows by their code, words by their label, 是 and 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    label = getattr(value, "label", None)
    if label is not None:
        return label
    return getattr(value, "code", value)


def ends_before_it_begins(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start
