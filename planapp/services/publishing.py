"""Making a plan of a reviewed draft: one transaction, every row with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, ItemKind
from planapp.models import (
    ExtractionDraft,
    LightPolicy,
    Plan,
    PlanDocument,
    Region,
    Sector,
    Unit,
    User,
)
from planapp.queries.draft_changes import successor_of
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.plan_rows import (
    Items,
    accepted_items,
    assign_units,
    check_base_years,
    create_goals,
    create_indicators,
    create_tasks,
)


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
    accepted = {kind: accepted_items(draft, kind) for kind in ItemKind}
    _check_items(accepted, choices)
    plan = _create_plan(draft, choices, at=at)
    goals = create_goals(plan, accepted[ItemKind.GOAL])
    tasks = create_tasks(plan, accepted[ItemKind.TASK])
    indicators = create_indicators(plan, accepted[ItemKind.INDICATOR], goals=goals, tasks=tasks)
    parts, unmatched = assign_units(
        plan, accepted[ItemKind.TASK], tasks=tasks, indicators=indicators.values()
    )
    policy = LightPolicy.objects.create(plan=plan)
    draft.document.status = DocumentStatus.PUBLISHED
    draft.document.save(update_fields=("status",))
    series = [indicator.series for indicator in indicators.values()]
    rows = (plan, policy, *goals.values(), *tasks.values(), *series, *indicators.values(), *parts)
    changes = [changed(draft.document, before), *created(*rows)]
    write_audit(by=by, action="plan.published", subject=plan, at=at, changes=changes)
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
    check_base_years(accepted[ItemKind.INDICATOR].values(), period_end=choices.period_end)


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
