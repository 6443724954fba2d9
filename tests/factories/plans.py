"""Documents, plans and what they commit to."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from planapp.domain.terms import (
    Comparator,
    DocumentKind,
    DocumentStatus,
    Entry,
    ItemKind,
    Measure,
    PlanStatus,
    Role,
)
from planapp.models import (
    AnnualTarget,
    Breakdown,
    DraftItem,
    ExtractionDraft,
    Goal,
    Indicator,
    Plan,
    PlanDocument,
    Reissue,
    Responsibility,
    Series,
    TargetRevision,
    Task,
)
from planapp.models.revision import REVISABLE
from tests.factories.basics import AT, NUMBERS, PASSAGE, SENTENCE, make_code
from tests.factories.people import make_region, make_unit, make_user, shared_region


def make_document(**changes: Any) -> PlanDocument:
    if "uploaded_by" not in changes:
        changes["uploaded_by"] = make_user()
    name = make_code("plan") + ".txt"
    text = changes.get("text", SENTENCE)
    defaults = {
        "title": "全省新能源发展规划",
        "kind": DocumentKind.OFFICIAL,
        "file": f"documents/2021/{name}",
        "file_name": name,
        "media_type": "text/plain",
        "encoding": "utf-8",
        "sha256": hashlib.sha256(f"{name}{text}".encode()).hexdigest(),
        "text": text,
        "status": DocumentStatus.PUBLISHED,
        "uploaded_at": AT,
    }
    return PlanDocument.objects.create(**defaults | changes)


def make_draft(**changes: Any) -> ExtractionDraft:
    if "document" not in changes:
        changes["document"] = make_document(status=DocumentStatus.EXTRACTED)
    defaults = {"extractor_version": "1", "header": {}, "created_at": AT}
    return ExtractionDraft.objects.create(**defaults | changes)


def make_draft_item(**changes: Any) -> DraftItem:
    if "draft" not in changes:
        changes["draft"] = make_draft()
    defaults = {
        "kind": ItemKind.INDICATOR,
        "position": next(NUMBERS),
        "extracted": {"name": "新能源装机容量", "quote": SENTENCE},
    }
    return DraftItem.objects.create(**defaults | changes)


def make_plan(**changes: Any) -> Plan:
    """A plan that is being carried out, 2021–2025, without goals, indicators, tasks or cycles."""
    if "document" not in changes:
        changes["document"] = make_document()
    if "region" not in changes:
        changes["region"] = shared_region()
    defaults = {
        "code": make_code("P"),
        "title": changes["document"].title,
        "issued_on": "2021-05",
        "period_start": 2021,
        "period_end": 2025,
        "status": PlanStatus.ACTIVE,
        "published_at": AT,
    }
    return Plan.objects.create(**defaults | changes)


def make_reissue(**changes: Any) -> Reissue:
    """The second printing, in the place of the plan's own document."""
    if "plan" not in changes:
        changes["plan"] = make_plan()
    defaults: dict[str, Any] = {
        "number": 2,
        "replaced": changes["plan"].document,
        "reason": "更正目标",
        "published_at": AT,
    }
    for name, make in (("document", make_document), ("published_by", make_user)):
        if name not in changes:
            defaults[name] = make()
    return Reissue.objects.create(**defaults | changes)


def make_goal(**changes: Any) -> Goal:
    if "plan" not in changes:
        changes["plan"] = make_plan()
    defaults = {"code": make_code("G"), "heading": "装机规模明显扩大", "order": next(NUMBERS)}
    return Goal.objects.create(**PASSAGE | defaults | changes)


def make_series(**changes: Any) -> Series:
    if "region" not in changes:
        changes["region"] = shared_region()
    code = make_code("S")
    defaults = {
        "code": code,
        "name": f"新能源装机容量{code}",
        "value_unit": "万千瓦",
        "entry": Entry.LEVEL,
    }
    return Series.objects.create(**defaults | changes)


def make_indicator(**changes: Any) -> Indicator:
    """A tracked level of at least 100 in 2025, from 50 in 2020."""
    if "plan" not in changes:
        changes["plan"] = make_plan()
    if "series" not in changes:
        changes["series"] = make_series(region=changes["plan"].region)
    defaults = {
        "code": make_code("I"),
        "order": next(NUMBERS),
        "name": changes["series"].name,
        "measure": Measure.LEVEL,
        "comparator": Comparator.GE,
        "target": Decimal(100),
        "value_unit": changes["series"].value_unit,
        "target_year": 2025,
        "base_year": 2020,
        "base_value": Decimal(50),
        "base_source": "2020年统计公报",
    }
    return Indicator.objects.create(**PASSAGE | defaults | changes)


def make_annual_target(**changes: Any) -> AnnualTarget:
    if "indicator" not in changes:
        changes["indicator"] = make_indicator()
    return AnnualTarget.objects.create(**{"year": 2023, "value": Decimal(80)} | changes)


def make_breakdown(**changes: Any) -> Breakdown:
    """A new part of a new indicator, of a region below that of the whole."""
    if "whole" not in changes:
        changes["whole"] = make_indicator()
    plan = changes["whole"].plan
    if "part" not in changes:
        below = make_region(parent=plan.region)
        changes["part"] = make_indicator(plan=plan, series=make_series(region=below))
    return Breakdown.objects.create(**changes)


def make_revision(**changes: Any) -> TargetRevision:
    """A proposal to raise an indicator's target by 20 from 2023 on."""
    if "indicator" not in changes:
        changes["indicator"] = make_indicator()
    if "proposed_by" not in changes:
        changes["proposed_by"] = make_user()
    now = {name: getattr(changes["indicator"], name) for name in REVISABLE}
    both = {f"{age}_{name}": now[name] for name in REVISABLE for age in ("old", "new")}
    new = {"effective_year": 2023, "new_target": now["target"] + 20, "proposed_at": AT}
    grounds = {"authority": "省政府", "doc_number": "省政函〔2023〕8号", "reason": "中期评估调整。"}
    return TargetRevision.objects.create(**both | new | grounds | changes)


def make_task(**changes: Any) -> Task:
    if "plan" not in changes:
        changes["plan"] = make_plan()
    code = make_code("T")
    defaults = {"code": code, "order": next(NUMBERS), "title": f"建设新能源基地{code}"}
    return Task.objects.create(**PASSAGE | defaults | changes)


def make_responsibility(**changes: Any) -> Responsibility:
    """A lead responsibility; it is for a new indicator unless one, or a task, is given."""
    if "indicator" not in changes and "task" not in changes:
        changes["indicator"] = make_indicator()
    if "unit" not in changes:
        changes["unit"] = make_unit()
    return Responsibility.objects.create(**{"role": Role.LEAD} | changes)
