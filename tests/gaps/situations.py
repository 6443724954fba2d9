"""Targets of every measure, comparator and entry, with records, for tests of properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from planapp.domain.gaps import AnnualTarget, Assessment, Readings, Target, assess
from planapp.domain.terms import Comparator, DuePath, Entry, Measure

FIRST, LAST = 2021, 2025
YEARS = range(FIRST, LAST + 1)
MEASURES = [measure for measure in Measure if measure is not Measure.QUALITATIVE]
CHANGES = (Measure.INCREASE, Measure.DECREASE)

amounts = st.decimals(min_value=-500, max_value=500, places=1)
percents = st.decimals(min_value=-40, max_value=60, places=1)


@dataclass(frozen=True)
class Situation:
    """What an assessment needs, still open to change."""

    target: dict[str, Any]
    records: dict[int | date, Decimal]
    as_of: int | date = 2023

    def assess(
        self,
        records: dict[int | date, Decimal] | None = None,
        *,
        as_of: int | date | None = None,
    ) -> Assessment:
        """The assessment, with other records or at another time where they are given."""
        readings = Readings(self.records if records is None else records)
        return assess(Target(**self.target), readings, as_of=as_of or self.as_of)

    @property
    def leads_forward(self) -> bool:
        """Whether more records lead towards the target.

        About −5 in all lies the other way, and the growth of a negative base leads downwards.
        """
        measure, value = self.target["measure"], self.target["value"]
        if self.target["entry"] is Entry.RATE and (self.target["base_value"] or 0) < 0:
            return False
        if self.target["comparator"] is not Comparator.APPROX or measure is Measure.LEVEL:
            return True
        return bool(value > (1 if measure is Measure.MULTIPLE else 0))

    @property
    def more_is_better(self) -> bool:
        """Whether a higher record of the period judged is nearer to the target."""
        target = Target(**self.target)
        told_by_level = target.read_as is Entry.LEVEL and target.measure is Measure.DECREASE
        falls = target.comparator is Comparator.LE
        if target.comparator is Comparator.APPROX and target.measure is Measure.LEVEL:
            falls = target.base_value is not None and target.value < target.base_value
        return falls is told_by_level


@st.composite
def falling_or_rising_levels(draw: st.DrawFn) -> Situation:
    """A level on its way, held or approximate, always with a base and never at it."""
    base = draw(amounts)
    as_of = draw(st.sampled_from(YEARS))
    annual = draw(st.none() | st.builds(AnnualTarget, amounts, official=st.booleans()))
    target = {
        "measure": Measure.LEVEL,
        "comparator": draw(st.sampled_from([Comparator.GE, Comparator.LE, Comparator.APPROX])),
        "value": draw(amounts.filter(lambda value: value != base)),
        "target_year": LAST,
        "base_year": FIRST - 1,
        "base_value": base,
        "entry": draw(st.sampled_from([Entry.LEVEL, Entry.FLOW, Entry.RUNNING])),
        "annual_targets": {} if annual is None else {as_of: annual},
    }
    records = draw(st.dictionaries(st.sampled_from(YEARS), amounts))
    return Situation(target, {**records, as_of: draw(amounts)}, as_of)


def entries(measure: Measure, unit: str | None) -> list[Entry]:
    """How a measure's records may be read."""
    plain = measure is Measure.CUMULATIVE or (measure in CHANGES and unit != "%")
    return [entry for entry in Entry if not (plain and entry is Entry.RATE)]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Any measure × comparator × entry × path, with and without base and annual targets."""
    measure = draw(st.sampled_from(MEASURES))
    unit = draw(st.sampled_from(["%", "万人"])) if measure in CHANGES else None
    entry = draw(st.sampled_from(entries(measure, unit)))
    in_percent = measure is Measure.GROWTH or unit == "%"
    value = draw(percents if in_percent or measure is Measure.MULTIPLE else amounts)
    figures = (
        percents if entry is Entry.RATE or (in_percent and entry is Entry.RUNNING) else amounts
    )
    target = {
        "measure": measure,
        "comparator": draw(st.sampled_from(Comparator)),
        "value": value,
        "value_max": draw(st.none() | st.just(value + 5)),
        "value_unit": unit,
        "target_year": LAST,
        "base_year": FIRST - 1,
        "base_value": draw(st.none() | amounts),
        "entry": entry,
        "path": draw(st.sampled_from(DuePath)),
    }
    as_of = draw(st.sampled_from(YEARS))
    if draw(st.booleans()):
        official = draw(st.booleans())
        annual = AnnualTarget(draw(percents if in_percent else amounts), official=official)
        target["annual_targets"] = {as_of: annual}
    records: dict[int | date, Decimal] = {as_of: draw(figures)}
    for year in range(FIRST, as_of):
        if draw(st.integers(0, 9)):  # now and then a hole
            records[year] = draw(figures)
    return Situation(target, records, as_of)
