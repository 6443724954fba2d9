"""The long lists, counted and in their order: a page is read without the rows before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, overload

from django.db.models import Model, QuerySet

from planapp.models import Gap, Plan, ReportingCycle, Task
from planapp.queries.gap_list import GapFilter, gaps_shown, is_sortable
from planapp.queries.tallies import Key, Tally, add_up, count_gaps, count_tasks, tally_gaps
from planapp.queries.task_list import TasksShown

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, slots=True)
class Numbered(Generic[RowT]):
    """Rows that were counted already, for a paginator; a slice of them is read as a list.

    `order` gives the groups that the rows are ordered by first, as the value of `path` and the
    number of rows: a slice then reads its own groups only. Without it a slice sorts all of them.
    """

    rows: QuerySet[RowT]
    number: int
    path: str = ""
    order: Sequence[tuple[int, int]] = ()

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[RowT]:
        return iter(self.rows)

    @overload
    def __getitem__(self, window: int, /) -> RowT: ...
    @overload
    def __getitem__(self, window: slice, /) -> list[RowT]: ...
    def __getitem__(self, window: int | slice, /) -> RowT | list[RowT]:
        """One query besides those of the rows' own; two where all have to be sorted."""
        if isinstance(window, int):
            return self[window : window + 1][0]
        start, stop, _ = window.indices(self.number)
        return self._of_groups(start, stop) if self.order else self._sorted(start, stop)

    def _of_groups(self, start: int, stop: int) -> list[RowT]:
        groups, skipped, end = [], 0, 0
        for key, number in self.order:
            begin, end = end, end + number
            if end <= start:
                skipped = end
            elif begin < stop:
                groups.append(key)
        rows = self.rows.filter(**{f"{self.path}__in": groups})
        return list(rows[start - skipped : stop - skipped])

    def _sorted(self, start: int, stop: int) -> list[RowT]:
        """Sorts no more than the keys: whole rows are many times as wide."""
        keys = list(self.rows.values_list("pk", flat=True)[start:stop])
        found = {row.pk: row for row in self.rows.filter(pk__in=keys).order_by()}
        return [found[key] for key in keys]


def gaps_in_order(chosen: GapFilter, *, on: date, sort: str = "") -> tuple[Numbered[Gap], Tally]:
    """The gaps of the table, and how they stand in all. Three queries; a page costs its own."""
    rows = gaps_shown(chosen, on=on, sort=sort)
    if is_sortable(sort):
        whole = tally_gaps(rows)
        return Numbered(rows, whole.total), whole
    return _by_plan(rows, "cycle", count_gaps(rows, "cycle"))


def tasks_in_order(shown: TasksShown) -> tuple[Numbered[Task], Tally]:
    """The tasks that are shown, and how they stand in all. Two queries; a page costs its own."""
    return _by_plan(shown.rows, "plan", count_tasks(shown.rows, "plan"))


def _by_plan(
    rows: QuerySet[RowT], path: str, groups: dict[Key, Tally]
) -> tuple[Numbered[RowT], Tally]:
    """`groups` by the plan or its one cycle; they come in the order of the plans' codes."""
    whole = add_up(groups.values())
    numbers = {key: tally.total for (key,), tally in groups.items()}
    place = "plan__code" if path == "cycle" else "code"
    model = ReportingCycle if path == "cycle" else Plan
    keys = model._default_manager.order_by(place).values_list("pk", flat=True)
    order = [(key, numbers[key]) for key in keys if key in numbers]
    return Numbered(rows, whole.total, path=path, order=order), whole
