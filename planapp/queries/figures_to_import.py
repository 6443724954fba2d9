"""What is stored of the figures that an import brings, and who owes them: one query for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from planapp.domain.terms import PlanStatus, ReportState, Role
from planapp.queries.staging import stage


class StoredFigure(NamedTuple):
    """What an imported figure meets: its series, and the newest version of the same date.

    `unit_id` is the unit that was given the series, before any reform. `is_owed` says whether an
    open round asks for the date, `may_correct` whether one asks for a later date of the series,
    `counts_as` which vintage the version has that counts. Where nothing is stored `record_id` is
    None, as all after it. `place` is that of the key among those asked for.
    """

    place: int
    counts_as: str | None
    series_id: int
    value_unit: str
    unit_id: int | None
    is_owed: bool
    may_correct: bool
    record_id: int | None
    version: int
    revision: int
    state: str
    recorded_by_id: int | None
    value: Decimal
    vintage: str
    source: str
    narrative: str
    problems: str
    next_steps: str


def load_stored(keys: Sequence[tuple[str, date]], *, on: date) -> list[StoredFigure | None]:
    """For each series code and date what is stored, None where no series has the code.

    In the order of the keys, one query and a temporary table, however many. The keys are
    distinct. Inside a transaction.
    """
    with connection.cursor() as cursor:
        columns = {"place": "integer", "code": "varchar(40)", "as_of_on": "date"}
        rows = ((place, code, day) for place, (code, day) in enumerate(keys))
        stage(cursor, "staged", columns=columns, rows=rows)
        days = [day for _, day in keys] or [on]
        cursor.execute(_QUERY, {"on": on, "first": min(days), "last": max(days), **_TERMS})
        stored = _newest(cursor, among=len(keys))
        cursor.execute("DROP TABLE staged")
    if connection.vendor == "sqlite":
        return [found and _with_decimal(found) for found in stored]
    return stored


def _newest(versions: Iterable[Sequence[Any]], *, among: int) -> list[StoredFigure | None]:
    """The last version of each place, with what the one is that counts; versions in any order."""
    stored: list[StoredFigure | None] = [None] * among
    for found in map(StoredFigure._make, versions):
        if found.series_id is None:
            continue
        known = stored[found.place]
        stored[found.place] = found if known is None else _merged(known, found)
    return stored


def _merged(one: StoredFigure, other: StoredFigure) -> StoredFigure:
    last = max(one, other, key=attrgetter("version"))
    return last._replace(counts_as=one.counts_as or other.counts_as)


def _with_decimal(found: StoredFigure) -> StoredFigure:
    """SQLite has no decimals."""
    value: Any = found.value
    return found if value is None else found._replace(value=Decimal(str(value)))


_TERMS = {
    "active": PlanStatus.ACTIVE.value,
    "lead": Role.LEAD.value,
    "approved": ReportState.APPROVED.value,
}
_YEAR = {
    "postgresql": "EXTRACT(YEAR FROM cycle.as_of_on)",
    "sqlite": "CAST(strftime('%%Y', cycle.as_of_on) AS integer)",
}[connection.vendor]
# A round that is open on the day asks for a series: of an active plan, of a tracked indicator
# whose target year it does not pass. queries/duties.py has the same for pages. Who leads is asked
# for all series at once: with a subquery for each the planner expects so much that it compiles
# first, for seconds. The days are limited once more so that figures of other years stay outside.
_QUERY = f"""
    WITH wanted AS (
      SELECT staged.place, staged.as_of_on, series.id, series.value_unit, series.provider_id
      FROM staged LEFT JOIN planapp_series series ON series.code = staged.code
    ), asked AS (
      SELECT wanted.place, MIN(cycle.as_of_on) AS first_on, MAX(cycle.as_of_on) AS last_on
      FROM wanted
      JOIN planapp_indicator indicator ON indicator.series_id = wanted.id AND indicator.tracked
      JOIN planapp_plan plan ON plan.id = indicator.plan_id AND plan.status = %(active)s
      JOIN planapp_reportingcycle cycle ON cycle.plan_id = plan.id
      WHERE indicator.target_year >= {_YEAR} AND cycle.as_of_on >= wanted.as_of_on
        AND cycle.opens_on <= %(on)s AND (cycle.closed_on IS NULL OR cycle.closed_on > %(on)s)
      GROUP BY wanted.place
    ), leads AS (
      SELECT wanted.place, part.unit_id, ROW_NUMBER() OVER (
        PARTITION BY wanted.place ORDER BY part."order", part.id) AS turn
      FROM wanted
      JOIN planapp_indicator indicator ON indicator.series_id = wanted.id
      JOIN planapp_responsibility part ON part.indicator_id = indicator.id
      WHERE wanted.provider_id IS NULL AND part.role = %(lead)s
        AND (part.valid_from IS NULL OR part.valid_from <= %(on)s)
        AND (part.valid_to IS NULL OR part.valid_to >= %(on)s)
    )
    SELECT wanted.place, CASE WHEN record.state = %(approved)s THEN record.vintage END,
      wanted.id, wanted.value_unit, COALESCE(wanted.provider_id, leads.unit_id),
      COALESCE(asked.first_on = wanted.as_of_on, FALSE),
      COALESCE(asked.last_on > wanted.as_of_on, FALSE),
      record.id, record.version, record.revision, record.state, record.recorded_by_id,
      record.value, record.vintage, record.source, record.narrative, record.problems,
      record.next_steps
    FROM wanted
    LEFT JOIN asked ON asked.place = wanted.place
    LEFT JOIN leads ON leads.place = wanted.place AND leads.turn = 1
    LEFT JOIN planapp_progressrecord record
      ON record.series_id = wanted.id AND record.as_of_on = wanted.as_of_on
      AND record.as_of_on BETWEEN %(first)s AND %(last)s
"""  # noqa: S608  # two variants of one text, nothing from outside
