"""What is stored of the figures that an import brings, and who owes them: one query for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from planapp.domain.terms import PlanStatus, ReportState, Role
from planapp.queries.staging import stage


class StoredFigure(NamedTuple):
    """What an imported figure meets: its series, and the newest version of the same date.

    `unit_id` is the unit that was given the series, before any reform. `is_owed` says whether an
    open round asks for the date, `may_correct` whether one asks for a later date of the series,
    `counts_as` which vintage the version has that counts. Where nothing is stored `record_id` is
    None, as all after it.
    """

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


def load_stored(keys: Sequence[tuple[str, date]], *, on: date) -> Iterator[StoredFigure | None]:
    """For each series code and date what is stored, None where no series has the code.

    In the order of the keys, one query and a temporary table, however many. The keys are
    distinct. Must be read to its end, inside a transaction.
    """
    with connection.cursor() as cursor:
        columns = {"place": "integer", "code": "varchar(40)", "as_of_on": "date"}
        rows = ((place, code, day) for place, (code, day) in enumerate(keys))
        stage(cursor, "staged", columns=columns, rows=rows)
        cursor.execute(_QUERY, {"on": on, **_TERMS})
        for _, versions in groupby(cursor, key=itemgetter(0)):
            yield _read(versions)
        cursor.execute("DROP TABLE staged")


def _read(versions: Iterable[Sequence[Any]]) -> StoredFigure | None:
    """The last of the versions, and what the one is that counts."""
    counts_as = None
    for row in versions:
        if row[9] == _APPROVED:
            counts_as = row[12]
    found = StoredFigure(counts_as, *row[1:])
    if found.series_id is None:
        return None
    value = found.value
    if value is not None and not isinstance(value, Decimal):  # SQLite has none
        return found._replace(value=Decimal(str(value)))
    return found


_APPROVED = ReportState.APPROVED.value
_TERMS = {"active": PlanStatus.ACTIVE.value, "lead": Role.LEAD.value}
_YEAR = {
    "postgresql": "EXTRACT(YEAR FROM cycle.as_of_on)",
    "sqlite": "CAST(strftime('%%Y', cycle.as_of_on) AS integer)",
}[connection.vendor]
# A round that is open on the day asks for a series: of an active plan, of a tracked indicator
# whose target year it does not pass. queries/duties.py has the same for pages.
_QUERY = f"""
    WITH asked AS (
      SELECT DISTINCT indicator.series_id, cycle.as_of_on
      FROM planapp_indicator indicator
      JOIN planapp_plan plan ON plan.id = indicator.plan_id AND plan.status = %(active)s
      JOIN planapp_reportingcycle cycle ON cycle.plan_id = plan.id
      WHERE indicator.tracked AND indicator.target_year >= {_YEAR}
        AND cycle.opens_on <= %(on)s AND (cycle.closed_on IS NULL OR cycle.closed_on > %(on)s)
        AND indicator.series_id IN (
          SELECT series.id FROM staged JOIN planapp_series series ON series.code = staged.code)
    ), latest AS (
      SELECT series_id, MAX(as_of_on) AS as_of_on FROM asked GROUP BY series_id
    )
    SELECT staged.place, series.id, series.value_unit,
      COALESCE(series.provider_id, (
        SELECT part.unit_id FROM planapp_responsibility part
        JOIN planapp_indicator indicator ON indicator.id = part.indicator_id
        WHERE indicator.series_id = series.id AND part.role = %(lead)s
          AND (part.valid_from IS NULL OR part.valid_from <= %(on)s)
          AND (part.valid_to IS NULL OR part.valid_to >= %(on)s)
        ORDER BY part."order", part.id LIMIT 1)),
      asked.series_id IS NOT NULL,
      COALESCE(latest.as_of_on > staged.as_of_on, FALSE),
      record.id, record.version, record.revision, record.state, record.recorded_by_id,
      record.value, record.vintage, record.source, record.narrative, record.problems,
      record.next_steps
    FROM staged
    LEFT JOIN planapp_series series ON series.code = staged.code
    LEFT JOIN asked ON asked.series_id = series.id AND asked.as_of_on = staged.as_of_on
    LEFT JOIN latest ON latest.series_id = series.id
    LEFT JOIN planapp_progressrecord record
      ON record.series_id = series.id AND record.as_of_on = staged.as_of_on
    ORDER BY staged.place, record.version
"""  # noqa: S608  # two variants of one text, nothing from outside
