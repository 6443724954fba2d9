"""What the set-up of a plan works on."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from planapp.domain.terms import Decision, ItemKind, Measure, Role
from planapp.models import DraftItem, ExtractionDraft, Indicator, Plan, Responsibility


def indicators_to_set_up(plan: Plan) -> list[Indicator]:
    """A plan's indicators with `leads` (the first answers) and `needs_base`. Two queries."""
    leads = Responsibility.objects.filter(role=Role.LEAD, valid_to=None).select_related("unit")
    rows = plan.indicators.select_related("series", "goal", "task").prefetch_related(
        Prefetch("responsibilities", queryset=leads, to_attr="leads")
    )
    indicators = list(rows)
    for indicator in indicators:
        judged_by_base = indicator.measure in {Measure.LEVEL, Measure.MULTIPLE}
        indicator.needs_base = judged_by_base and indicator.base_value is None
    return indicators


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
