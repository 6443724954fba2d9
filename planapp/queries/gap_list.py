"""The table of gaps that supervisors look at: which rows, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Prefetch, Q, QuerySet, When
from django.db.models.expressions import OrderBy

from planapp.domain.terms import Light, Role
from planapp.models import Gap, Indicator, ReportingCycle, Responsibility, Unit, Verdict

SORTABLE = {
    "indicator": "indicator__name",
    "target": "indicator__target",
    "actual": "actual",
    "expected": "expected_value",
    "completion": "completion",
    "time": "time_progress",
    "lag": "lag",
    "light": "light",
}
_SEVERITY = (Light.GREY, Light.GREEN, Light.YELLOW, Light.RED)


@dataclass(frozen=True, slots=True)
class GapFilter:
    """What narrows the table; None or empty leaves a dimension open."""

    plan: int | None = None
    year: int | None = None
    light: str = ""
    status: str = ""
    unit: int | None = None
    attribute: str = ""
    words: str = ""


def gaps_shown(chosen: GapFilter, *, on: date, sort: str = "") -> QuerySet[Gap]:
    """Gaps of tracked indicators: four queries when read (cycles, rows, lead units, verdicts).

    Without a year, each plan shows the last cycle that is closed on the day, or its newest
    when none is: the last one that can be judged as a whole.
    """
    rows = Gap.objects.filter(indicator__tracked=True, cycle__in=_cycles(chosen, on=on))
    plain = {
        "indicator__plan": chosen.plan,
        "light": chosen.light,
        "status": chosen.status,
        "indicator__attribute": chosen.attribute,
    }
    rows = rows.filter(**{path: value for path, value in plain.items() if value})
    if chosen.unit:
        led = Responsibility.objects.leads().filter(unit=chosen.unit, valid_to=None)
        rows = rows.filter(
            Q(indicator__in=led.values("indicator")) | Q(indicator__series__provider=chosen.unit)
        )
    if chosen.words:
        rows = rows.filter(
            Q(indicator__name__icontains=chosen.words) | Q(indicator__code__icontains=chosen.words)
        )
    return with_units_and_verdicts(rows).order_by(*_order(sort))


def with_units_and_verdicts(rows: QuerySet[Gap]) -> QuerySet[Gap]:
    """Loads what `leads_of` and `verdict_of` read, a query each."""
    return rows.select_related(
        "indicator__plan", "indicator__series__provider", "cycle"
    ).prefetch_related(
        Prefetch(
            "indicator__responsibilities", queryset=Responsibility.objects.select_related("unit")
        ),
        "indicator__verdicts",
    )


def leads_of(indicator: Indicator) -> list[Unit]:
    """The units that lead now, the one that answers first."""
    parts = indicator.responsibilities.all()
    return [part.unit for part in parts if part.role == Role.LEAD and part.valid_to is None]


def verdict_of(gap: Gap) -> Verdict | None:
    """What people decided on the indicator in the gap's cycle."""
    verdicts = gap.indicator.verdicts.all()
    return next((each for each in verdicts if each.cycle_id == gap.cycle_id), None)


def _cycles(chosen: GapFilter, *, on: date) -> list[int]:
    cycles = ReportingCycle.objects.order_by("as_of_on")
    if chosen.plan:
        cycles = cycles.filter(plan=chosen.plan)
    if chosen.year:
        return list(cycles.filter(as_of_on__year=chosen.year).values_list("pk", flat=True))
    found = list(cycles)  # later ones replace earlier ones
    newest = {cycle.plan_id: cycle.pk for cycle in found}
    closed = {cycle.plan_id: cycle.pk for cycle in found if cycle.is_closed(on)}
    return list({**newest, **closed}.values())


def _order(sort: str) -> list[str | OrderBy]:
    key = SORTABLE.get(sort.removeprefix("-"))
    usual: list[str | OrderBy] = ["indicator__plan__code", "cycle__as_of_on", "indicator__order"]
    if key is None:
        return usual
    if key == "light":
        rank = Case(*(When(light=light, then=n) for n, light in enumerate(_SEVERITY)))
        return [rank.desc() if sort.startswith("-") else rank.asc(), *usual]
    column = F(key).desc(nulls_last=True) if sort.startswith("-") else F(key).asc(nulls_last=True)
    return [column, *usual]
