"""What the set-up of a plan works on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from planapp.domain.terms import Measure
from planapp.models import Indicator, Plan, Responsibility, Unit
from planapp.queries.gap_list import leads_of

# What a row can lack: the word in the address, and for the reader.
LACKS = {"lead": "缺牵头单位", "base": "缺基期值", "provider": "缺数据提供单位"}
NECESSARY = ("lead", "base")


@dataclass(frozen=True, slots=True)
class SetupRow:
    """An indicator on the way to being tracked, and the unit that answers for it so far."""

    indicator: Indicator
    lead: Unit | None

    @property
    def needs_base(self) -> bool:
        """Whether it cannot be judged for want of a base value."""
        judged_by_base = self.indicator.measure in {Measure.LEVEL, Measure.MULTIPLE}
        return judged_by_base and self.indicator.base_value is None

    @property
    def lacks(self) -> tuple[str, ...]:
        """The words of `LACKS` that hold for it; what is not tracked lacks nothing."""
        missing = {
            "lead": self.lead is None,
            "base": self.needs_base,
            "provider": self.indicator.series.provider is None,
        }
        return tuple(each for each in LACKS if missing[each]) if self.indicator.tracked else ()


def indicators_to_set_up(plan: Plan) -> list[SetupRow]:
    """A plan's indicators in its order. Two queries."""
    parts = Responsibility.objects.select_related("unit")
    listed = plan.indicators.filter(withdrawn_by=None)
    indicators = listed.select_related("series__provider").prefetch_related(
        Prefetch("responsibilities", queryset=parts)
    )
    rows = [SetupRow(each, next(iter(leads_of(each)), None)) for each in indicators]
    for row in rows:
        row.indicator.plan = plan  # with its region, as the caller loaded it
    return rows


def narrow(rows: list[SetupRow], lack: str) -> list[SetupRow]:
    """Those that lack it; `any` for anything necessary, empty for all. No query."""
    wanted = set(NECESSARY) if lack == "any" else {lack} & LACKS.keys()
    return [row for row in rows if not wanted or wanted & set(row.lacks)]
