"""The check of a draft under review, from what was extracted when it was received."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from planapp.domain.extraction.payload import from_payload
from planapp.domain.terms import ItemKind
from planapp.models import DraftItem, ExtractionDraft, Plan
from planapp.queries.plan_figures import figures_of_region
from planapp.reports.checkup import Checkup, examine_plan


def examine_draft(
    draft: ExtractionDraft, items: Sequence[DraftItem], *, plan: Plan | None = None
) -> Checkup:
    """Check the document as it was read, whatever people decided on the items. One query.

    `plan` is the one whose text it is, if it was published before.
    """
    indicators = [item.extracted for item in items if item.kind == ItemKind.INDICATOR]
    read = from_payload({"plan": draft.header, "indicators": indicators, "facts": draft.facts})
    others = partial(figures_of_region, besides=plan)
    return examine_plan(draft.document.text, read, others)
