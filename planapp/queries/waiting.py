"""Why an indicator has no figure yet without anybody being late with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from planapp.domain.due_days import month_end, month_of_publication
from planapp.domain.standing import WITHOUT_DATA
from planapp.domain.terms import ExtensionKind, ExtensionState
from planapp.domain.wording import UNPUBLISHED
from planapp.models import Extension, Gap, Indicator, Series
from planapp.queries.delays import NONE, delays_in
from planapp.queries.either import either


@dataclass(frozen=True, slots=True)
class Waiting:
    """The month that publishes the figure, or the day until which more time was granted."""

    published_in: date | None = None
    until: date | None = None

    @property
    def word(self) -> str:
        return UNPUBLISHED if self.published_in else "已延期"

    @property
    def note(self) -> str:
        """Until when, beside the word."""
        if self.published_in is not None:
            return f"预计{self.published_in.year}年{self.published_in.month}月公布"
        assert self.until is not None  # noqa: S101  # one of the two is there
        return f"至{self.until.year}年{self.until.month}月{self.until.day}日"

    @property
    def sentence(self) -> str:
        return f"{self.word}，{self.note}" if self.published_in else f"{self.word}{self.note}"


def waiting_of(gaps: Collection[Gap], *, on: date) -> dict[int, Waiting]:
    """By the gap's id, where there is no figure and it is waited for on that day.

    For gaps with their indicator's series and cycle loaded. One query; none where all have data.
    """
    empty = [gap for gap in gaps if gap.status in WITHOUT_DATA]
    if not empty:
        return {}
    rows = Extension.objects.filter(
        state=ExtensionState.GRANTED,
        indicator__series__in={gap.indicator.series_id for gap in empty},
        cycle__as_of_on__in={gap.cycle.as_of_on for gap in empty},
    )
    delays = delays_in(rows.select_related("indicator", "cycle")).of_figure
    found = {}
    for gap in empty:
        series = gap.indicator.series
        delay = delays.get((series.pk, gap.cycle.as_of_on), NONE)
        month = month_of_publication(
            standing=series.publication_month,
            as_of_on=gap.cycle.as_of_on,
            noticed=delay.published_in,
        )
        if month is not None and month > on:
            found[gap.pk] = Waiting(published_in=month)
        elif delay.until is not None and delay.until >= on:
            found[gap.pk] = Waiting(until=delay.until)
    return found


def unpublished(rows: QuerySet[Gap], *, on: date) -> QuerySet[Gap]:
    """Those of the gaps without data whose figure is not published on that day; the same rule.

    Looked for among the series that may be published late: gaps without data may be many more.
    """
    noticed = Extension.objects.filter(
        kind=ExtensionKind.NOT_PUBLISHED,
        state=ExtensionState.GRANTED,
        granted_until__gt=month_end(on),
    )
    late = either(
        Series.objects.filter(publication_month__isnull=False).values("pk"),
        noticed.values("indicator__series"),
    )
    noticed = noticed.filter(
        indicator__series=OuterRef("indicator__series"),
        cycle__as_of_on=OuterRef("cycle__as_of_on"),
    )
    month = "indicator__series__publication_month"
    at_year_end = Q(cycle__as_of_on__month=12, cycle__as_of_on__day=31)
    standing = at_year_end & (
        Q(cycle__as_of_on__year__gte=on.year, **{f"{month}__isnull": False})
        | Q(cycle__as_of_on__year=on.year - 1, **{f"{month}__gt": on.month})
    )
    rows = rows.filter(indicator__in=Indicator.objects.filter(series__in=late).values("pk"))
    return rows.filter(Q(Exists(noticed)) | standing, status__in=WITHOUT_DATA)
