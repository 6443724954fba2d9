"""What a chunk of gaps rests on, as plain columns in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from planapp.domain.gaps import Period, Readings, Target
from planapp.models import Gap, LightPolicy
from planapp.models.revision import REVISABLE
from planapp.queries.gaps import (
    PLEDGE,
    USUAL_POLICY,
    Aim,
    Pledge,
    Policy,
    annual_aims,
    approved_records,
    build_readings,
    build_target,
    read_aims,
)
from planapp.queries.revisions import (
    Revisions,
    Terms,
    TermsInForce,
    confirmed_revisions,
    terms_in_force,
)

_OWN = (
    "pk",
    "indicator_id",
    "indicator__series_id",
    "indicator__plan_id",
    "cycle__as_of_on",
    "cycle__due_on",
    "cycle__closed_on",
)
_COLUMNS = (
    *_OWN,
    *(f"indicator__{name.replace('.', '__')}" for name in PLEDGE),
    *(f"indicator__{name}" for name in REVISABLE),
)
_PLAN = _OWN.index("indicator__plan_id")
_PLEDGE_AT, _TERMS_AT = len(_OWN), len(_OWN) + len(PLEDGE)


class GapRow(NamedTuple):
    """A gap to be assessed, with what there is one of."""

    pk: int
    indicator_id: int
    series_id: int
    plan_id: int
    as_of_on: date
    due_on: date
    closed_on: date | None
    pledge: Pledge
    terms: Terms


@dataclass(frozen=True, slots=True)
class GapMaterial:
    """Gaps to be assessed, and what there may be many of; a shared series is there once."""

    columns: list[tuple[Any, ...]]
    records: Mapping[int, Mapping[Period, Decimal]]  # approved values by series id
    aims: Mapping[int, list[Aim]]  # annual targets by indicator id
    policies: Mapping[int, Policy]  # by plan id
    revisions: Mapping[int, Revisions]  # by indicator id

    @property
    def rows(self) -> Iterator[GapRow]:
        """The gaps in the order of their ids, made one by one: plain tuples are cheap to keep."""
        for row in self.columns:
            pledge, terms = Pledge(*row[_PLEDGE_AT:_TERMS_AT]), Terms(*row[_TERMS_AT:])
            yield GapRow._make((*row[:_PLEDGE_AT], pledge, terms))

    def terms_of(self, row: GapRow) -> TermsInForce:
        revisions = self.revisions.get(row.indicator_id)
        if revisions is None:
            return TermsInForce(row.terms)
        return terms_in_force(row.terms, revisions, as_of_on=row.as_of_on, closed_on=row.closed_on)

    def policy_of(self, row: GapRow) -> Policy:
        return self.policies.get(row.plan_id, USUAL_POLICY)

    def target_of(self, row: GapRow, terms: Terms) -> Target:
        """Raises ValueError where it cannot be read."""
        return build_target(
            row.pledge,
            terms,
            aims=read_aims(self.aims.get(row.indicator_id, ())),
            approx_tolerance=self.policy_of(row).approx_tolerance,
        )

    def readings_of(self, row: GapRow) -> Readings:
        """Raises ValueError where units do not convert."""
        return build_readings(row.pledge, self.records.get(row.series_id, {}))


def load_material(taken: QuerySet[Gap]) -> GapMaterial:
    """Five queries: the gaps, approved records, annual targets, revisions and light policies.

    What belongs to the gaps is found by subqueries: to send ten thousand ids costs more than to
    read what they name.
    """
    columns = list(taken.order_by("pk").values_list(*_COLUMNS))
    policies = LightPolicy.objects.filter(plan__in={row[_PLAN] for row in columns})
    return GapMaterial(
        columns,
        records=approved_records(taken.values("indicator__series")),
        aims=annual_aims(taken.values("indicator")),
        policies={row.plan_id: Policy.of(row) for row in policies},
        revisions=confirmed_revisions(taken.values("indicator")),
    )
