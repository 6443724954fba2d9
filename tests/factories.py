"""One plain function per model: `make_unit(name="省能源局")`.

A row's required parents are made when they are not given, and nothing else is. Every default
can be changed by keyword. Everything stands in one region unless told otherwise.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from planapp.domain.terms import (
    Comparator,
    DocumentKind,
    DocumentStatus,
    Entry,
    ItemKind,
    Light,
    Measure,
    MemberRole,
    PlanStatus,
    ReminderKind,
    Role,
    SelfAssessment,
    Status,
)
from planapp.models import (
    AnnualTarget,
    Breakdown,
    DraftItem,
    ExtractionDraft,
    Gap,
    Goal,
    Indicator,
    LightPolicy,
    Membership,
    Message,
    Plan,
    PlanDocument,
    ProgressRecord,
    Region,
    Reissue,
    Reminder,
    ReminderRule,
    ReportingCycle,
    Responsibility,
    Sector,
    Series,
    TargetRevision,
    Task,
    TaskReport,
    Unit,
    UnitName,
    UnitSuccession,
    User,
    Verdict,
    Workday,
)
from planapp.models.revision import REVISABLE

AT = datetime(2024, 1, 15, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
YEAR_END = date(2023, 12, 31)
SENTENCE = "到2025年，全省新能源装机容量达到100万千瓦。"
PASSAGE = {"section": ["一、发展目标"], "quote": SENTENCE, "start": 0, "end": len(SENTENCE)}

_numbers = count(1)


def _code(prefix: str) -> str:
    return f"{prefix}-{next(_numbers):04d}"


def make_region(**changes: Any) -> Region:
    code = f"{next(_numbers):06d}"
    return Region.objects.create(**{"code": code, "name": f"第{code}省"} | changes)


def shared_region() -> Region:
    """The region that plans, series and units stand in by default."""
    return Region.objects.get_or_create(code="330000", defaults={"name": "浙江省"})[0]


def make_sector(**changes: Any) -> Sector:
    code = _code("L")
    return Sector.objects.create(**{"code": code, "name": f"领域{code}"} | changes)


def make_unit(**changes: Any) -> Unit:
    code = _code("U")
    if "region" not in changes:
        changes["region"] = shared_region()
    return Unit.objects.create(**{"code": code, "name": f"省{code}局"} | changes)


def make_unit_name(**changes: Any) -> UnitName:
    if "unit" not in changes:
        changes["unit"] = make_unit()
    return UnitName.objects.create(**{"name": _code("省某局")} | changes)


def make_succession(**changes: Any) -> UnitSuccession:
    for side in ("predecessor", "successor"):
        if side not in changes:
            changes[side] = make_unit()
    return UnitSuccession.objects.create(**{"on": date(2024, 1, 1)} | changes)


def make_user(**changes: Any) -> User:
    """An account without a usable password: tests log in by `client.force_login`."""
    defaults = {"username": _code("user").lower(), "is_staff": True}
    return User.objects.create_user(**defaults | changes)


def make_membership(**changes: Any) -> Membership:
    if "user" not in changes:
        changes["user"] = make_user()
    if "unit" not in changes:
        changes["unit"] = make_unit()
    return Membership.objects.create(**{"role": MemberRole.REPORTER} | changes)


def make_document(**changes: Any) -> PlanDocument:
    if "uploaded_by" not in changes:
        changes["uploaded_by"] = make_user()
    name = _code("plan") + ".txt"
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
        "position": next(_numbers),
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
        "code": _code("P"),
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
    defaults = {"code": _code("G"), "heading": "装机规模明显扩大", "order": next(_numbers)}
    return Goal.objects.create(**PASSAGE | defaults | changes)


def make_series(**changes: Any) -> Series:
    if "region" not in changes:
        changes["region"] = shared_region()
    code = _code("S")
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
        "code": _code("I"),
        "order": next(_numbers),
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
    code = _code("T")
    defaults = {"code": code, "order": next(_numbers), "title": f"建设新能源基地{code}"}
    return Task.objects.create(**PASSAGE | defaults | changes)


def make_responsibility(**changes: Any) -> Responsibility:
    """A lead responsibility; it is for a new indicator unless one, or a task, is given."""
    if "indicator" not in changes and "task" not in changes:
        changes["indicator"] = make_indicator()
    if "unit" not in changes:
        changes["unit"] = make_unit()
    return Responsibility.objects.create(**{"role": Role.LEAD} | changes)


def make_cycle(**changes: Any) -> ReportingCycle:
    """The yearly cycle for 2023; it opens the day after `as_of_on` and is due 31 days after it."""
    if "plan" not in changes:
        changes["plan"] = make_plan()
    as_of_on = changes.setdefault("as_of_on", YEAR_END)
    defaults = {
        "opens_on": as_of_on + timedelta(days=1),
        "due_on": as_of_on + timedelta(days=31),
    }
    return ReportingCycle.objects.create(**defaults | changes)


def make_record(**changes: Any) -> ProgressRecord:
    """A draft of the 2023 year-end figure, handed in by the series' provider if it has one."""
    if "series" not in changes:
        changes["series"] = make_series()
    if "unit" not in changes:
        changes["unit"] = changes["series"].provider or make_unit()
    defaults = {"as_of_on": YEAR_END, "value": Decimal(80), "recorded_at": AT}
    return ProgressRecord.objects.create(**defaults | changes)


def make_task_report(**changes: Any) -> TaskReport:
    if "task" not in changes:
        changes["task"] = make_task()
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=changes["task"].plan)
    if "unit" not in changes:
        changes["unit"] = make_unit()
    defaults = {
        "self_assessment": SelfAssessment.ON_COURSE,
        "narrative": "一期工程已开工。",
        "recorded_at": AT,
    }
    return TaskReport.objects.create(**defaults | changes)


def make_light_policy(**changes: Any) -> LightPolicy:
    if "plan" not in changes:
        changes["plan"] = make_plan()
    return LightPolicy.objects.create(**changes)


def make_gap(**changes: Any) -> Gap:
    """A computed gap, on track; give `stale=True` for one that waits for its calculation."""
    if "indicator" not in changes:
        changes["indicator"] = make_indicator()
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=changes["indicator"].plan)
    defaults = {
        "stale": False,
        "status": Status.ON_TRACK,
        "light": Light.GREEN,
        "calculated_at": AT,
    }
    return Gap.objects.create(**defaults | changes)


def make_verdict(**changes: Any) -> Verdict:
    """A verdict on a new indicator unless an indicator, goal or task is given."""
    items = [changes[name] for name in ("indicator", "goal", "task") if name in changes]
    if not items:
        items = [changes.setdefault("indicator", make_indicator())]
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=items[0].plan)
    if "decided_by" not in changes:
        changes["decided_by"] = make_user()
    defaults = {
        "status": Status.ON_TRACK,
        "light": Light.GREEN,
        "reason": "经核实，数据属实。",
        "basis": "现场核查",
        "decided_at": AT,
    }
    return Verdict.objects.create(**defaults | changes)


def make_reminder_rule(**changes: Any) -> ReminderRule:
    """A default rung, five working days before; give `plan` for a plan's own."""
    defaults = {"kind": ReminderKind.DUE_SOON, "workdays_before": 5}
    return ReminderRule.objects.create(**defaults | changes)


def make_message(**changes: Any) -> Message:
    if "recipient" not in changes:
        changes["recipient"] = make_user()
    defaults = {"subject": "填报提醒", "body": "有 1 项待填报。", "created_at": AT}
    return Message.objects.create(**defaults | changes)


def make_reminder(**changes: Any) -> Reminder:
    """An unsent reminder on a new indicator unless one, or a task, is given."""
    if "indicator" not in changes and "task" not in changes:
        changes["indicator"] = make_indicator()
    item = changes.get("indicator") or changes["task"]
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=item.plan)
    if "recipient" not in changes:
        changes["recipient"] = make_user()
    defaults = {
        "kind": ReminderKind.DUE_SOON,
        "workdays_before": 5,
        "due_on": changes["cycle"].due_on,
        "owed_on": changes["cycle"].due_on - timedelta(days=7),
    }
    return Reminder.objects.create(**defaults | changes)


def make_workday(**changes: Any) -> Workday:
    """New Year's Day as a day off, unless told otherwise."""
    return Workday.objects.create(**{"day": date(2024, 1, 1), "is_working": False} | changes)
