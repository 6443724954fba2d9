"""What ledgers of words have in common on their way to rows of ours."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from typing import Any, ClassVar

from planapp.domain.ledger import Column, Field, LedgerRow, Mapping, Problem, read_ledger
from planapp.domain.sheet import Sheet
from planapp.imports.intake import Intake, NameMatch
from planapp.imports.names import Names

_LONGEST = 60  # characters of a value that a problem quotes


class LedgerRows:
    """A subclass says which of our columns come from which fields, and what a row of it gives.

    A column that the ledger has none for, and that a person said nothing of for all rows, is left
    out, so that it stays as it is; one without fields is always there: `take` works it out.
    """

    columns: ClassVar[Dictionary[str, tuple[Field, ...]]]
    naming: ClassVar[tuple[Field, ...]]  # the fields that say what a row is about
    also: ClassVar[tuple[Field, ...]] = ()  # fields that are read besides
    note: ClassVar[str] = ""

    def __init__(self, sheet: Sheet, mapping: Mapping, names: Names) -> None:
        fields = {field for each in self.columns.values() for field in each}
        self.sheet, self.names = sheet, names
        self.mapping = mapping.only(*fields, *self.naming, *self.also)
        held = {column.field for column in self.mapping.columns} | dict(mapping.same).keys()
        headers = [name for name, of in self.columns.items() if not of or held & set(of)]
        notes = [self.note] if self.note else []
        self.intake = Intake(headers, sheet.name, notes=notes)

    def read(self) -> Intake:
        """All rows without an error of their own, and what is wrong with the others."""
        reading = read_ledger(self.sheet, self.mapping)
        self.intake.problems += reading.problems
        bad = {each.row for each in reading.problems if each.is_error}
        if self.mapping.header[1] not in bad:
            for row in reading.rows:
                if row.number not in bad:
                    self.take(row)
        self.intake.names = list(self.names.told.values())
        return self.intake

    def take(self, row: LedgerRow) -> None:
        """Add the row's rows, or tell what is wrong with it."""
        raise NotImplementedError

    def find(
        self, row: LedgerRow, *fields: Field, code: str = "", name: str = ""
    ) -> NameMatch | None:
        """What a name of the row means; None, which is told beside it, where nobody knows."""
        match = self.names.find(code=code, name=name, row=row.number)
        if match.code or match.is_new:
            return match
        if not match.is_left_out:
            self.tell(row, *fields, *self.naming, value=match.written, message=match.refusal)
        return None

    def add(self, row: LedgerRow, cells: Dictionary[str, Any], *, title: str) -> None:
        intake = self.intake
        intake.rows.append([cells.get(header, "") for header in intake.headers])
        intake.numbers.append(row.number)
        intake.titles.append(title)
        intake.places.append(
            {
                header: column.number
                for header in intake.headers
                if (column := self._column(*(self.columns[header] or self.naming)))
            }
        )

    def tell(
        self, row: LedgerRow, *fields: Field, value: str, message: str, is_error: bool = True
    ) -> None:
        """What is wrong with the row, in the column of the first of these fields that has one."""
        column = self._column(*fields)
        number, header = (column.number, column.header) if column else (None, "")
        said = value[:_LONGEST]
        problem = Problem(self.sheet.name, row.number, number, header, said, message, is_error)
        if problem not in self.intake.problems:
            self.intake.problems.append(problem)

    def _column(self, *fields: Field) -> Column | None:
        return next((column for field in fields for column in self.mapping.of(field)), None)


def first_text(row: LedgerRow, *fields: Field) -> str:
    """What the first of these fields that says anything says."""
    return next((row.texts[field] for field in fields if field in row.texts), "")
