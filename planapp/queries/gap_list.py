"""The table of gaps that supervisors look at: which rows, in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, FilteredRelation, Prefetch, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

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
NONE = 0  # as the goal, unit or sector of a filter: those that have none
_SEVERITY = (Light.GREY, Light.GREEN, Light.YELLOW, Light.RED)


@dataclass(frozen=True, slots=True)
class GapFilter:
    """What narrows a table or a count; None or empty leaves a dimension open.

    Light and status are what was decided, and what was computed where nobody decided;
    `computed` asks for what was computed all the same.
    """

    plan: int | None = None
    year: int | None = None
    kind: str = ""  # of the cycle
    light: str = ""
    status: str = ""
    computed: bool = False
    goal: int | None = None
    unit: int | None = None
    region: int | None = None
    sector: int | None = None
    attribute: str = ""
    words: str = ""
    parts: bool = False  # also those that an indicator was broken down to

    @property
    def with_parts(self) -> bool:
        """Where it is counted by units or regions, parts are theirs like any other indicator."""
        return self.parts or self.unit is not None or self.region is not None


def gaps_shown(chosen: GapFilter, *, on: date, sort: str = "") -> QuerySet[Gap]:
    """Gaps of tracked indicators: four queries when read (cycles, rows, lead units, verdicts).

    Each has `decided_status` and `decided_light`; the cycle is the one of `cycles_shown`.
    """
    cycles = [cycle.pk for cycle in cycles_shown(chosen, on=on)]
    rows = Gap.objects.filter(indicator__tracked=True, cycle__in=cycles).annotate(
        decided=FilteredRelation(
            "indicator__verdicts", condition=Q(indicator__verdicts__cycle=F("cycle"))
        ),
        decided_status=Coalesce("decided__status", "status"),
        decided_light=Coalesce("decided__light", "light"),
    )
    given = "" if chosen.computed else "decided_"
    plain = {
        "indicator__plan": chosen.plan,
        f"{given}light": chosen.light,
        f"{given}status": chosen.status,
        "indicator__series__region": chosen.region,
        "indicator__attribute": chosen.attribute,
    }
    rows = rows.filter(**{path: value for path, value in plain.items() if value})
    rows = rows.filter(or_none("indicator__goal", chosen.goal), _of_unit(chosen.unit))
    rows = rows.filter(or_none("indicator__plan__sector", chosen.sector))
    if not chosen.with_parts:
        rows = rows.filter(indicator__breakdown=None)
    if chosen.words:
        rows = rows.filter(
            Q(indicator__name__icontains=chosen.words) | Q(indicator__code__icontains=chosen.words)
        )
    return with_units_and_verdicts(rows).order_by(*_order(sort))


def or_none(path: str, wanted: int | None) -> Q:
    """The row that is wanted, or rows without any; all where nothing is chosen."""
    if wanted is None:
        return Q()
    return Q(**{path: wanted or None})


def leading_now() -> QuerySet[Responsibility]:
    """The parts that make a unit lead an indicator today."""
    return Responsibility.objects.leads().filter(valid_to=None, indicator__isnull=False)


def _of_unit(unit: int | None) -> Q:
    if unit is None:
        return Q()
    if unit == NONE:
        led = leading_now().values("indicator")
        return Q(indicator__series__provider=None) & ~Q(indicator__in=led)
    led = leading_now().filter(unit=unit).values("indicator")
    return Q(indicator__in=led) | Q(indicator__series__provider=unit)


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


def usual_cycle(cycles: Sequence[ReportingCycle], *, on: date) -> ReportingCycle:
    """Of a plan's cycles in their order, the last that is closed, or the newest when none is."""
    closed = [cycle for cycle in cycles if cycle.is_closed(on)]
    return (closed or cycles)[-1]


def cycles_shown(chosen: GapFilter, *, on: date) -> list[ReportingCycle]:
    """One cycle of each plan, with its plan: what is counted is counted once. One query.

    Of those that have begun, in the year and of the kind that are asked for, the last that is
    closed on the day, or the newest where none is: the last that can be judged as a whole.
    """
    cycles = ReportingCycle.objects.filter(opens_on__lte=on).order_by("as_of_on", "pk")
    plain = {"plan": chosen.plan, "as_of_on__year": chosen.year, "kind": chosen.kind}
    cycles = cycles.filter(**{path: value for path, value in plain.items() if value})
    by_plan: dict[int, list[ReportingCycle]] = defaultdict(list)
    for cycle in cycles.select_related("plan"):
        by_plan[cycle.plan_id].append(cycle)
    return [usual_cycle(own, on=on) for own in by_plan.values()]


def _order(sort: str) -> list[str | OrderBy]:
    key = SORTABLE.get(sort.removeprefix("-"))
    usual: list[str | OrderBy] = ["indicator__plan__code", "cycle__as_of_on", "indicator__order"]
    if key is None:
        return usual
    if key == "light":
        rank = Case(*(When(decided_light=light, then=n) for n, light in enumerate(_SEVERITY)))
        return [rank.desc() if sort.startswith("-") else rank.asc(), *usual]
    column = F(key).desc(nulls_last=True) if sort.startswith("-") else F(key).asc(nulls_last=True)
    return [column, *usual]
