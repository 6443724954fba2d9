"""The check of a draft under review, from what was extracted when it was received."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from planapp.domain.extraction.payload import from_payload
from planapp.domain.terms import ItemKind
from planapp.models import DraftItem, ExtractionDraft
from planapp.queries.plan_figures import figures_of_region
from planapp.reports.checkup import Checkup, examine_plan


def examine_draft(draft: ExtractionDraft, items: Sequence[DraftItem]) -> Checkup:
    """Check the document as it was read, whatever people decided on the items. One query."""
    indicators = [item.extracted for item in items if item.kind == ItemKind.INDICATOR]
    plan = from_payload({"plan": draft.header, "indicators": indicators, "facts": draft.facts})
    document = draft.document
    return examine_plan(document.text, plan, partial(figures_of_region, besides=document))
