"""The rows. One file per noun; each model is imported from here."""

from __future__ import annotations

from planapp.models.audit import AuditEvent
from planapp.models.cycle import ReportingCycle
from planapp.models.document import DraftItem, ExtractionDraft, PlanDocument
from planapp.models.evidence import Evidence
from planapp.models.gap import Gap, LightPolicy, Verdict
from planapp.models.indicator import AnnualTarget, Breakdown, Indicator, Series
from planapp.models.plan import Goal, Plan, Reissue
from planapp.models.region import Region, Sector
from planapp.models.reminder import Message, Reminder, ReminderRule
from planapp.models.report import ProgressRecord, Report, TaskReport
from planapp.models.revision import TargetRevision
from planapp.models.security import SecurityCheckpoint, SecurityEvent
from planapp.models.session import LoginSession
from planapp.models.task import Responsibility, Task
from planapp.models.unit import Unit, UnitName, UnitSuccession
from planapp.models.user import Membership, User
from planapp.models.workday import Workday

__all__ = (
    "AnnualTarget",
    "AuditEvent",
    "Breakdown",
    "DraftItem",
    "Evidence",
    "ExtractionDraft",
    "Gap",
    "Goal",
    "Indicator",
    "LightPolicy",
    "LoginSession",
    "Membership",
    "Message",
    "Plan",
    "PlanDocument",
    "ProgressRecord",
    "Region",
    "Reissue",
    "Reminder",
    "ReminderRule",
    "Report",
    "ReportingCycle",
    "Responsibility",
    "Sector",
    "SecurityCheckpoint",
    "SecurityEvent",
    "Series",
    "TargetRevision",
    "Task",
    "TaskReport",
    "Unit",
    "UnitName",
    "UnitSuccession",
    "User",
    "Verdict",
    "Workday",
)
