"""Figures of the same name over several years: a table's row, or a sentence that names both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planapp.domain.consistency.units import are_alike
from planapp.domain.consistency.values import Figure
from planapp.domain.subjects import Change, Subject, split_change
from planapp.domain.terms import Measure

_ROW_LENGTH = 300  # two figures of a row stand no farther from each other


@dataclass(frozen=True, slots=True)
class Series:
    name: str  # without the word for change: 营业收入 for the row 营业收入增速
    unit: str
    change: Change | None  # None: a row of values
    by_year: dict[int, Figure]
    start: int

    @property
    def core(self) -> str:
        return Subject.of(self.name).core


def find_series(figures: Sequence[Figure]) -> list[Series]:
    """The rows of two or more past years, in the order of the text."""
    runs: list[list[Figure]] = []
    open_runs: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.is_target or figure.year is None or figure.measure is not Measure.LEVEL:
            continue
        key = (figure.name, figure.value_unit)
        run = open_runs.get(key)
        is_near = run is not None and figure.start - run[-1].start <= _ROW_LENGTH
        if run is None or not is_near or any(f.year == figure.year for f in run):
            run = open_runs[key] = []
            runs.append(run)
        run.append(figure)
    return [_series(run) for run in runs if len(run) > 1]


def _series(run: list[Figure]) -> Series:
    name, change = split_change(run[0].name)
    by_year = {figure.year: figure for figure in run if figure.year is not None}
    return Series(name, run[0].value_unit, change, by_year, run[0].start)


def find_levels(
    stem: str, *, year: int, series: Sequence[Series], figures: Sequence[Figure]
) -> Series | None:
    """The one row of values that a sentence about `stem` in that year speaks of.

    The row has the same name; or a shorter one, and the sentence's own figure of that year.
    """
    core = Subject.of(stem).core
    found = [
        row
        for row in series
        if row.change is None and year in row.by_year
        if row.core == core or _is_anchored(row, stem=stem, core=core, figure=figures, year=year)
    ]
    return found[0] if len(found) == 1 else None


def _is_anchored(row: Series, *, stem: str, core: str, figure: Sequence[Figure], year: int) -> bool:
    if len(row.core) < 4 or not core.endswith(row.core):
        return False
    own = row.by_year[year]
    return any(
        other.name == stem
        and other.year == year
        and other.value == own.value
        and are_alike(other.value_unit, own.value_unit)
        for other in figure
    )


def pair_rows(series: Sequence[Series], *, within: int = 600) -> Iterator[tuple[Series, Series]]:
    """Each row of changes with the row of values it belongs to."""
    for change in series:
        if change.change is None:
            continue
        values = [
            row
            for row in series
            if row.change is None and row.name == change.name
            if abs(row.start - change.start) <= within
        ]
        if len(values) == 1:
            yield change, values[0]
