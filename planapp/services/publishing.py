"""Making a plan of a reviewed draft: one transaction, every row with its place in the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from planapp.domain.terms import (
    Attribute,
    Decision,
    DocumentKind,
    DocumentStatus,
    Entry,
    ItemKind,
    Measure,
    Role,
)
from planapp.models import (
    ExtractionDraft,
    Goal,
    Indicator,
    LightPolicy,
    Plan,
    PlanDocument,
    Region,
    Responsibility,
    Sector,
    Series,
    Task,
    Unit,
    User,
)
from planapp.queries.draft_changes import successor_of
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.units import day_of_issue, resolve_units

Item = dict[str, Any]
Items = dict[int, Item]  # position in the draft → the item as decided


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What the text may leave open and the person who publishes decides."""

    region: Region
    sector: Sector | None
    default_lead: Unit | None
    title: str
    period_start: int
    period_end: int
    as_exercise: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    plan: Plan
    unmatched_units: list[str]  # as written; nobody in the register answers to these names


@transaction.atomic
def publish_draft(
    *, draft: ExtractionDraft, choices: PlanChoices, by: User, at: datetime
) -> Publication:
    """Write plan, goals, tasks, series, indicators and responsibilities from a decided draft.

    Raises Refused while items are undecided, for a reference document, for a consultation
    draft that is not declared an exercise, when the document is already published, and when
    nothing was accepted.
    """
    # Locked: two who publish at once would otherwise make two plans of one document.
    draft.document = PlanDocument.objects.select_for_update().get(pk=draft.document_id)
    _check_publishable(draft, choices, by=by, at=at)
    before = snapshot(draft.document)
    accepted = {kind: _accepted(draft, kind) for kind in ItemKind}
    _check_items(accepted, choices)
    plan = _create_plan(draft, choices, at=at)
    goals = _create_goals(plan, accepted[ItemKind.GOAL])
    tasks = _create_tasks(plan, accepted[ItemKind.TASK])
    indicators = _create_indicators(plan, accepted[ItemKind.INDICATOR], goals=goals, tasks=tasks)
    unmatched = _assign_units(plan, accepted[ItemKind.TASK], tasks=tasks, indicators=indicators)
    LightPolicy.objects.create(plan=plan)
    draft.document.status = DocumentStatus.PUBLISHED
    draft.document.save(update_fields=("status",))
    write_audit(
        by=by,
        action="plan.published",
        subject=plan,
        at=at,
        changes=[changed(draft.document, before), *created(plan)],
    )
    return Publication(plan, unmatched)


def _check_publishable(
    draft: ExtractionDraft, choices: PlanChoices, *, by: User, at: datetime
) -> None:
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以发布规划。")
    document = draft.document
    if document.status == DocumentStatus.PUBLISHED:
        raise Refused("该文件已经发布为规划。")
    if successor_of(draft) is not None:
        raise Refused("这份文件已用新版提取器重读，请发布新的草稿。")
    if document.kind == DocumentKind.REFERENCE:
        raise Refused("参考资料只供阅读和比较，不能发布为规划。")
    if document.kind == DocumentKind.CONSULTATION and not choices.as_exercise:
        raise Refused("征求意见稿不产生职责；只能作为演练发布。")
    pending = draft.items.filter(decision=Decision.PENDING).count()
    if pending:
        raise Refused(f"还有 {pending} 条未作决定，请先逐条或批量决定。")
    if choices.period_start > choices.period_end:
        raise Refused("起始年不能晚于目标年。")


def _check_items(accepted: dict[ItemKind, Items], choices: PlanChoices) -> None:
    if not any(accepted.values()):
        raise Refused("没有采用任何目标、指标或任务，没有可以发布的内容。")
    for item in accepted[ItemKind.INDICATOR].values():
        target_year = item.get("target_year") or choices.period_end
        if (item.get("base_year") or 0) >= target_year:
            raise Refused(f"指标“{item['name']}”的基期年须早于目标年（{target_year}），请先修改。")


def _create_plan(draft: ExtractionDraft, choices: PlanChoices, *, at: datetime) -> Plan:
    header, region = draft.header, choices.region
    stem = f"{region.code}-{choices.period_end}"
    return Plan.objects.create(
        code=f"{stem}-{Plan.objects.filter(code__startswith=f'{stem}-').count() + 1:02d}",
        document=draft.document,
        title=choices.title,
        region=region,
        sector=choices.sector,
        issuer=header.get("issuer") or "",
        doc_number=header.get("doc_number") or "",
        issued_on=header.get("issued_on") or "",
        period_start=choices.period_start,
        period_end=choices.period_end,
        default_lead=choices.default_lead,
        is_exercise=choices.as_exercise,
        published_at=at,
    )


def _accepted(draft: ExtractionDraft, kind: ItemKind) -> Items:
    decided = draft.items.filter(
        kind=kind, decision__in=(Decision.ACCEPTED, Decision.CORRECTED)
    ).order_by("position")
    return {row.position: row.current for row in decided}


def _passage(item: Item) -> Item:
    return {
        "section": item.get("section") or [],
        "quote": item["quote"],
        "start": item["start"],
        "end": item["end"],
    }


def _create_goals(plan: Plan, items: Items) -> dict[int, Goal]:
    rows = [
        Goal(
            plan=plan,
            code=f"{plan.code}-G{order:03d}",
            order=order,
            heading=(item.get("heading") or "")[:200],
            **_passage(item),
        )
        for order, item in enumerate(items.values(), 1)
    ]
    return dict(zip(items, Goal.objects.bulk_create(rows), strict=True))


def _create_tasks(plan: Plan, items: Items) -> dict[int, Task]:
    rows = [
        Task(
            plan=plan,
            code=f"{plan.code}-T{order:03d}",
            order=order,
            number=(item.get("number") or "")[:20],
            title=(item.get("title") or "")[:300],
            deadline=(item.get("deadline") or "")[:60],
            **_passage(item),
        )
        for order, item in enumerate(items.values(), 1)
    ]
    return dict(zip(items, Task.objects.bulk_create(rows), strict=True))


def _create_indicators(
    plan: Plan, items: Items, *, goals: dict[int, Goal], tasks: dict[int, Task]
) -> list[Indicator]:
    series = Series.objects.bulk_create(
        _series_for(plan, item, order) for order, item in enumerate(items.values(), 1)
    )
    return Indicator.objects.bulk_create(
        Indicator(
            plan=plan,
            code=f"{plan.code}-I{order:03d}",
            order=order,
            series=one,
            **_owner(item, goals=goals, tasks=tasks),
            name=item["name"][:200],
            measure=item["measure"],
            comparator=item["comparator"],
            target=Decimal(item["value"]),
            target_max=_decimal(item.get("value_max")),
            value_unit=item.get("unit") or "",
            target_year=item.get("target_year") or plan.period_end,
            base_year=item.get("base_year"),
            base_value=_decimal(item.get("base_value")),
            base_source="规划原文" if item.get("base_value") else "",
            attribute=item.get("attribute") or Attribute.UNSTATED,
            **_passage(item),
        )
        for order, (item, one) in enumerate(zip(items.values(), series, strict=True), 1)
    )


def _owner(item: Item, *, goals: dict[int, Goal], tasks: dict[int, Task]) -> dict[str, Any]:
    """The goal or task an indicator stands in: as it was read, else the innermost around it.

    A person may have added the indicator, or merged away the item that it was read in.
    """
    rows: dict[str, dict[int, Any]] = {"goal": goals, "task": tasks}
    for kind, position in (item.get("of") or {}).items():
        if position in rows[kind]:
            return {kind: rows[kind][position]}
    around = [
        (row.start, kind, row)
        for kind, several in rows.items()
        for row in several.values()
        if row.start <= item["start"] and item["end"] <= row.end
    ]
    if not around:
        return {}
    _, kind, row = max(around, key=lambda one: one[0])
    return {kind: row}


def _series_for(plan: Plan, item: Item, order: int) -> Series:
    measure = Measure(item["measure"])
    return Series(
        code=f"{plan.code}-S{order:03d}",
        name=item["name"][:200],
        # A multiple is promised in 倍, but what is observed has a unit of its own: set-up asks.
        value_unit="" if measure is Measure.MULTIPLE else item.get("unit") or "",
        entry=Entry.default_for(measure),
        region=plan.region,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text in {None, ""} else Decimal(text)


def _assign_units(
    plan: Plan, items: Items, *, tasks: dict[int, Task], indicators: list[Indicator]
) -> list[str]:
    """Give each task, and the indicators in it, the units its text names."""
    names = {unit["name"] for item in items.values() for unit in item.get("units") or ()}
    found = resolve_units(
        names, region=plan.region, on=day_of_issue(plan.issued_on) or date(plan.period_start, 1, 1)
    )
    rows = []
    for position, item in items.items():
        task = tasks[position]
        own = list(_responsibilities(item, found))
        rows += [Responsibility(task=task, **row) for row in own]
        for indicator in indicators:
            if indicator.task_id == task.pk:
                rows += [Responsibility(indicator=indicator, **row) for row in own]
    Responsibility.objects.bulk_create(rows)
    return sorted(name for name in names if found[name].unit is None)


def _responsibilities(item: Item, found: dict[str, Any]) -> Iterable[Item]:
    seen: set[tuple[int, str]] = set()
    for order, written in enumerate(item.get("units") or ()):
        unit = found[written["name"]].unit
        if unit is None or (unit.pk, written["role"]) in seen:
            continue
        seen.add((unit.pk, written["role"]))
        yield {
            "unit": unit,
            "role": Role(written["role"]),
            "order": order,
            "written_as": written["name"][:100],
        }
