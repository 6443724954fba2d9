"""What the plan's text states about the past, offered to the indicators that it may belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict

from planapp.clock import today
from planapp.models import Indicator, Plan, ProgressRecord
from planapp.pages.formats import format_input
from planapp.queries.facts import Fact, Offer, facts_for, facts_of, wanted_for
from planapp.services.history import reported_years


class Use(StrEnum):
    """Whether a figure can be taken as base or as history, and why not."""

    NONE = ""  # not of that year
    OPEN = "open"
    TAKEN = "taken"
    FIXED = "fixed"  # another base was judged by


@dataclass(frozen=True, slots=True)
class FactLine:
    """A figure offered to an indicator; `key` names both in the form."""

    key: str
    offer: Offer
    base: Use
    history: Use

    @property
    def value(self) -> str:
        """As the form's field holds it."""
        return format_input(self.offer.value)


@dataclass(frozen=True, slots=True)
class FactTable:
    indicator: Indicator
    lines: list[FactLine]

    @property
    def has_history(self) -> bool:
        return any(line.history is Use.OPEN for line in self.lines)


@dataclass(frozen=True, slots=True)
class FactBoard:
    """All figures of the text: those that fit an indicator, and the rest."""

    tables: list[FactTable]
    rest: list[Fact]

    def find(self, key: str) -> tuple[Indicator, FactLine] | None:
        """The line that a form named, if it is still offered."""
        for table in self.tables:
            for line in table.lines:
                if line.key == key:
                    return table.indicator, line
        return None

    def count_bases(self, indicator: Indicator) -> int:
        """How many figures may be the indicator's base."""
        return sum(
            line.base is Use.OPEN
            for table in self.tables
            if table.indicator == indicator
            for line in table.lines
        )


def build_fact_board(plan: Plan, indicators: Sequence[Indicator]) -> FactBoard:
    """The plan's facts beside the indicators shown. Four queries; one where nothing fits."""
    facts = facts_of(plan)
    offers = {each.pk: facts_for(wanted_for(each), facts) for each in indicators}
    matched = [each for each in indicators if offers[each.pk]]
    used = {offer.fact.index for several in offers.values() for offer in several}
    rest = [fact for fact in facts if fact.index not in used]
    if not matched:
        return FactBoard([], rest)
    years = _Years.of(matched)
    is_judged = plan.cycles.exists()
    tables = [
        FactTable(
            each,
            [_line(each, offer, years, is_judged=is_judged) for offer in offers[each.pk]],
        )
        for each in matched
    ]
    return FactBoard(tables, rest)


def search_facts(facts: Sequence[Fact], *, words: str, year: str) -> list[Fact]:
    """The facts whose name or sentence has the words, of a year where one is given."""
    return [
        fact
        for fact in facts
        if (words in fact.name or words in fact.sentence) and year in {"", str(fact.year)}
    ]


def fill_in(typed: QueryDict, indicator: Indicator, line: FactLine) -> QueryDict:
    """The typed grid with the figure in the indicator's row."""
    filled, offer, prefix = typed.copy(), line.offer, f"i{indicator.pk}"
    filled[f"{prefix}-base_year"] = str(offer.fact.year)
    filled[f"{prefix}-base_value"] = line.value
    filled[f"{prefix}-base_source"] = offer.source
    if not filled.get(f"{prefix}-value_unit"):
        filled[f"{prefix}-value_unit"] = offer.fact.unit
    return filled


@dataclass(frozen=True, slots=True)
class _Years:
    """By series: the years that plans ask for, and those that have a record."""

    reported: dict[int, set[int]]
    recorded: dict[int, set[int]]

    @classmethod
    def of(cls, indicators: Sequence[Indicator]) -> _Years:
        ids = {each.series_id for each in indicators}
        resting: dict[int, list[Indicator]] = defaultdict(list)
        for each in Indicator.objects.filter(series__in=ids).select_related("plan"):
            resting[each.series_id].append(each)
        recorded: dict[int, set[int]] = defaultdict(set)
        rows = ProgressRecord.objects.filter(series__in=ids).values_list("series_id", "as_of_on")
        for series_id, as_of_on in rows:
            recorded[series_id].add(as_of_on.year)
        return cls({pk: reported_years(each) for pk, each in resting.items()}, recorded)

    def use_of(self, series_id: int, year: int) -> Use:
        if year in self.recorded.get(series_id, ()):
            return Use.TAKEN
        is_past = year < today().year and year not in self.reported[series_id]
        return Use.OPEN if is_past else Use.NONE


def _line(indicator: Indicator, offer: Offer, years: _Years, *, is_judged: bool) -> FactLine:
    year = offer.fact.year
    history = Use.NONE
    if indicator.series.value_unit:
        history = years.use_of(indicator.series_id, year)
    return FactLine(
        key=f"{indicator.pk}-{offer.fact.index}",
        offer=offer,
        base=_base_use(indicator, offer, is_judged=is_judged),
        history=history,
    )


def _base_use(indicator: Indicator, offer: Offer, *, is_judged: bool) -> Use:
    if not offer.is_base:
        return Use.NONE
    if (indicator.base_year, indicator.base_value) == (offer.fact.year, offer.value):
        return Use.TAKEN
    return Use.FIXED if is_judged and indicator.base_value is not None else Use.OPEN
