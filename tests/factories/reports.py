"""Rounds, what is handed in, and what reminds of it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from planapp.domain.monitoring import Monitoring, to_json
from planapp.domain.terms import (
    CheckFinding,
    ExtensionState,
    ReminderKind,
    ReportState,
    SelfAssessment,
)
from planapp.models import (
    CheckVisit,
    Extension,
    FrozenReport,
    Message,
    ProgressRecord,
    Reminder,
    ReminderRule,
    ReportingCycle,
    ReportRun,
    Submission,
    TaskReport,
)
from tests.factories.basics import AT, YEAR_END
from tests.factories.people import make_unit, make_user
from tests.factories.plans import make_indicator, make_plan, make_series, make_task


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


def make_check_visit(**changes: Any) -> CheckVisit:
    """A visit that found a submitted figure to be true, unless a report is given."""
    if "record" not in changes and "task_report" not in changes:
        changes["record"] = make_record(state=ReportState.SUBMITTED)
    if "written_by" not in changes:
        changes["written_by"] = make_user()
    defaults = {
        "visited_on": date(2024, 1, 10),
        "visitors": "王督查",
        "finding": CheckFinding.TRUE,
        "details": "查阅报表，与填报一致。",
        "written_at": AT,
    }
    return CheckVisit.objects.create(**defaults | changes)


def make_submission(**changes: Any) -> Submission:
    """A sheet that a unit has begun to prepare."""
    for name, make in (("cycle", make_cycle), ("unit", make_unit), ("made_by", make_user)):
        if name not in changes:
            changes[name] = make()
    before = Submission.objects.filter(cycle=changes["cycle"], unit=changes["unit"]).count()
    return Submission.objects.create(**{"number": before + 1, "made_at": AT} | changes)


def make_extension(**changes: Any) -> Extension:
    """A request for more time until 15 February that waits, unless another state is given."""
    if "indicator" not in changes and "task" not in changes:
        changes["indicator"] = make_indicator()
    item = changes.get("indicator") or changes["task"]
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=item.plan)
    for name, make in (("unit", make_unit), ("asked_by", make_user)):
        if name not in changes:
            changes[name] = make()
    until = date(2024, 2, 15)
    if changes.get("state") == ExtensionState.GRANTED:
        changes.setdefault("granted_until", changes.get("until", until))
    defaults = {"until": until, "reason": "统计口径调整，正在核对。", "asked_at": AT}
    return Extension.objects.create(**defaults | changes)


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


def make_frozen_report(**changes: Any) -> FrozenReport:
    """An empty report of the round, with its checksum."""
    if "cycle" not in changes:
        changes["cycle"] = make_cycle()
    day = changes["cycle"].due_on
    content = to_json(Monitoring(on=day, chosen=(), rounds=(), indicators=(), tasks=()))
    defaults = {
        "version": 1,
        "closed_on": day,
        "content": content,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "frozen_at": AT,
    }
    return FrozenReport.objects.create(**defaults | changes)


def make_report_run(**changes: Any) -> ReportRun:
    """A workbook of everything that its maker sees, not begun."""
    if "made_by" not in changes:
        changes["made_by"] = make_user()
    defaults = {"kind": "xlsx", "file_name": "规划实施监测表.xlsx", "made_at": AT}
    return ReportRun.objects.create(**defaults | changes)
