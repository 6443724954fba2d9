"""What the set-up of a plan works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from planapp.domain.terms import Decision, ItemKind, Measure
from planapp.models import DraftItem, ExtractionDraft, Indicator, Plan, Responsibility, Unit
from planapp.queries.gap_list import leads_of


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


def indicators_to_set_up(plan: Plan) -> list[SetupRow]:
    """A plan's indicators in its order. Two queries."""
    parts = Responsibility.objects.select_related("unit")
    indicators = plan.indicators.select_related("series").prefetch_related(
        Prefetch("responsibilities", queryset=parts)
    )
    return [SetupRow(each, next(iter(leads_of(each)), None)) for each in indicators]


def facts_of(plan: Plan) -> list[dict[str, Any]]:
    """Figures about the past that the plan's document states. One query."""
    draft = ExtractionDraft.objects.filter(document=plan.document_id).first()
    return list(draft.facts) if draft else []


def unmatched_units(plan: Plan) -> list[str]:
    """Names in the plan's tasks that nobody in the register answers to. Two queries."""
    items = DraftItem.objects.filter(
        draft__document=plan.document_id,
        kind=ItemKind.TASK,
        decision__in=(Decision.ACCEPTED, Decision.CORRECTED),
    )
    written = {unit["name"] for item in items for unit in item.current.get("units") or ()}
    known = Responsibility.objects.filter(task__plan=plan).values_list("written_as", flat=True)
    return sorted(written - set(known))
