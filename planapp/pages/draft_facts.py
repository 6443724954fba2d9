"""The past figures of a draft's text beside the indicators that may start from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from planapp.domain.terms import Decision, ItemKind
from planapp.models import DraftItem, ExtractionDraft
from planapp.queries.facts import Fact, Offer, facts_for, read_facts, wanted_for_item


@dataclass(frozen=True, slots=True)
class BaseOffer:
    """An indicator that a figure may be the base of."""

    item: DraftItem
    offer: Offer

    @property
    def taken(self) -> bool:
        current = self.item.current
        value = current.get("base_value")
        is_value = value is not None and Decimal(value) == self.offer.value
        return is_value and current.get("base_year") == self.offer.fact.year


@dataclass(frozen=True, slots=True)
class FactRow:
    """A figure with its place in the text; most may be nobody's base."""

    fact: Fact
    start: int
    offers: list[BaseOffer] = field(default_factory=list)


def fact_rows(draft: ExtractionDraft, items: Sequence[DraftItem]) -> list[FactRow]:
    """The draft's facts, those that may be a base first. No query."""
    facts = read_facts(draft.facts, text=draft.document.text)
    rows = [FactRow(fact, draft.facts[fact.index].get("start", 0)) for fact in facts]
    for item in items:
        for offer in offers_for(draft, item, facts):
            rows[offer.fact.index].offers.append(BaseOffer(item, offer))
    return sorted(rows, key=lambda row: not row.offers)


def offers_for(draft: ExtractionDraft, item: DraftItem, facts: Sequence[Fact]) -> list[Offer]:
    """The figures that an indicator of a draft may start from. No query."""
    start = _period_start(draft)
    wanted = item.kind == ItemKind.INDICATOR and item.decision != Decision.REJECTED
    if not wanted or start is None or "measure" not in item.current:
        return []
    region = draft.header.get("region") or ""
    found = facts_for(wanted_for_item(item, period_start=start, region=region), facts)
    return [offer for offer in found if offer.is_base]


def _period_start(draft: ExtractionDraft) -> int | None:
    """The first year of the plan's period, the year of issue where it states none."""
    issued = draft.header.get("issued_on") or ""
    stated: int | None = draft.header.get("period_start")
    return stated or (int(issued[:4]) if issued else None)
