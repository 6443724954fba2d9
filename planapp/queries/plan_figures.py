"""The targets of a region's published plans, for comparison with a draft."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from planapp.domain.consistency import Figure, PlanFigures
from planapp.domain.terms import Comparator, Measure
from planapp.models import Indicator, Plan


def figures_of_region(name: str | None, *, besides: Plan | None = None) -> list[PlanFigures]:
    """What each published plan of the region promises, but the one that is examined itself.

    None for an unknown region. One query.
    """
    if not name:
        return []
    rows = (
        Indicator.objects.filter(plan__region__name=name, breakdown=None, withdrawn_by=None)
        .exclude(plan=besides.pk if besides else 0)
        .select_related("plan")
        .order_by("plan_id", "order")
    )
    return [
        PlanFigures(title=plan.title, region=name, figures=tuple(_figure(row) for row in group))
        for plan, group in groupby(rows, key=lambda row: row.plan)
    ]


def _figure(row: Indicator) -> Figure:
    return Figure(
        name=row.name,
        value=Decimal(f"{row.target.normalize():f}"),
        value_unit=row.value_unit,
        year=row.target_year,
        measure=Measure(row.measure),
        start=row.start,
        end=row.end,
        quote=row.quote,
        is_target=True,
        comparator=Comparator(row.comparator),
    )
