"""Documents through the same door as an upload, and plans through the same set-up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from planapp.demo.story import (
    BrokenStory,
    closing_day,
    cycle_dates,
    instant,
)
from planapp.domain.terms import Attribute, DocumentKind, DocumentStatus
from planapp.models import (
    AnnualTarget,
    ExtractionDraft,
    Indicator,
    Plan,
    PlanDocument,
    Region,
    ReportingCycle,
    Sector,
    Unit,
    User,
)
from planapp.queries.setup import indicators_to_set_up
from planapp.services.cycles import close_cycle, open_cycle
from planapp.services.documents import extract_document, receive_document
from planapp.services.publishing import PlanChoices, publish_draft
from planapp.services.register import save_rows
from planapp.services.review import accept_pending
from planapp.services.setup import IndicatorSetup, assign_default_lead, set_up_indicators

MAX_BYTES = 5_000_000


@dataclass(slots=True)
class Loaded:
    """What became of one document."""

    document: PlanDocument
    draft: ExtractionDraft
    plan: Plan | None
    unmatched: list[str] = field(default_factory=list)
    is_new: bool = True


def load_document(row: dict[str, Any], *, folder: Path, by: User, day: date) -> Loaded:
    """Receive, extract, accept and publish one of the seeds; what is done already stays."""
    receipt = receive_document(
        content=(folder / row["file"]).read_bytes(),
        file_name=row["file"],
        kind=DocumentKind(row["kind"]),
        by=by,
        at=instant(_start(row, day)),
        max_bytes=MAX_BYTES,
    )
    document = receipt.document
    draft = document.drafts.first() or extract_document(
        document=document, at=instant(_start(row, day))
    )
    document.refresh_from_db()
    loaded = Loaded(document, draft, document.plans.first(), is_new=receipt.is_new)
    if document.status == DocumentStatus.EXTRACTED:
        _publish(loaded, row, by=by)
    return loaded


def _start(row: dict[str, Any], day: date) -> date:
    return date(row["period"][0], 12, 1) if "period" in row else day


def _publish(loaded: Loaded, row: dict[str, Any], *, by: User) -> None:
    at = instant(_start(row, date.max))
    region = Region.objects.filter(name=loaded.draft.header.get("region") or "").first()
    if region is None:
        raise BrokenStory(f"{row['file']} 没有读出地区。")
    accept_pending(draft=loaded.draft, by=by, at=at)
    result = publish_draft(
        draft=loaded.draft,
        choices=PlanChoices(
            region=region,
            sector=Sector.objects.get(code=row["sector"]),
            default_lead=Unit.objects.get(code=row["default_lead"]),
            title=row.get("title") or loaded.document.title,
            period_start=row["period"][0],
            period_end=row["period"][1],
            as_exercise=row["kind"] == DocumentKind.CONSULTATION,
        ),
        by=by,
        at=at,
    )
    loaded.plan, loaded.unmatched = result.plan, result.unmatched_units
    assign_default_lead(plan=result.plan, by=by, at=at)
    _set_up(result.plan, loaded.draft, row, by=by)


def find_indicator(indicators: list[Indicator], row: dict[str, Any], *, text: str) -> Indicator:
    """The indicator that stands at the row's quote and has its target value."""
    start = text.find(row["quote"])
    end = start + len(row["quote"])
    value = Decimal(row["value"])
    for indicator in indicators:
        overlaps = start >= 0 and indicator.start < end and start < indicator.end
        if overlaps and indicator.target == value:
            return indicator
    raise BrokenStory(f"规划里没有读出“{row['quote']}”（{row['value']}）。")


def _set_up(plan: Plan, draft: ExtractionDraft, row: dict[str, Any], *, by: User) -> None:
    at = instant(_start(row, date.max))
    indicators = [each.indicator for each in indicators_to_set_up(plan)]
    rows = []
    for each in row["indicators"]:
        indicator = find_indicator(indicators, each, text=plan.document.text)
        setup = replace(
            IndicatorSetup.of(indicator),
            attribute=Attribute(each.get("attribute", Attribute.UNSTATED)),
            tracked=each.get("tracked", True),
        )
        rows.append(_with_base(setup, each.get("base"), facts=draft.facts))
        save_rows(_annual_targets(indicator, each), by=by, at=at)
    set_up_indicators(plan=plan, rows=rows, by=by, at=at)


def _annual_targets(indicator: Indicator, row: dict[str, Any]) -> list[AnnualTarget]:
    return [
        AnnualTarget(indicator=indicator, year=int(year), value=Decimal(value), is_demo=True)
        for year, value in row.get("annual_targets", {}).items()
    ]


def _with_base(
    setup: IndicatorSetup, base: dict[str, Any] | None, *, facts: list[dict[str, Any]]
) -> IndicatorSetup:
    if base is None:
        return setup
    if "fact" in base:
        fact = _find_fact(base, facts)
        return replace(
            setup,
            base_year=fact["year"],
            base_value=Decimal(fact["value"]),
            base_source=f"规划原文：“{fact['quote']}”",
        )
    return replace(
        setup,
        base_year=base["year"],
        base_value=Decimal(base["value"]),
        base_source=base["source"],
        base_is_demo=True,
    )


def _find_fact(base: dict[str, Any], facts: list[dict[str, Any]]) -> dict[str, Any]:
    for fact in facts:
        inside = fact["quote"] in base["fact"] or base["fact"] in fact["quote"]
        if inside and fact["year"] == base["year"]:
            return fact
    raise BrokenStory(f"规划里没有读出“{base['fact']}”这个已述数据。")


def open_cycles(plan: Plan, *, day: date, by: User) -> dict[int, ReportingCycle]:
    """A round of reporting for every year that had begun by the day, by year."""
    cycles = {cycle.year: cycle for cycle in plan.cycles.all()}
    for year in range(plan.period_start, plan.period_end + 1):
        dates = cycle_dates(year)
        if year not in cycles and dates.opens_on <= day:
            cycles[year] = open_cycle(plan=plan, dates=dates, by=by, at=instant(dates.opens_on))
    return cycles


def close_cycles(cycles: dict[int, ReportingCycle], *, day: date, by: User) -> None:
    """End the rounds whose closing day had come."""
    for year, cycle in cycles.items():
        on = closing_day(year)
        if cycle.closed_on is None and on <= day:
            close_cycle(cycle=cycle, on=on, by=by, at=instant(on))
