"""The rows. One file per noun; each model is imported from here."""

from __future__ import annotations

from planapp.models.audit import AuditedRows, AuditEvent
from planapp.models.cycle import ReportingCycle
from planapp.models.delivery import Channel, Delivery
from planapp.models.document import DraftItem, ExtractionDraft, PlanDocument
from planapp.models.evidence import Evidence
from planapp.models.gap import Gap, LightPolicy, Verdict
from planapp.models.handling import Extension, Handling, Remark
from planapp.models.identity import LinkedIdentity, RecoveryCode
from planapp.models.import_run import ColumnMapping, ImportRun
from planapp.models.indicator import AnnualTarget, Breakdown, Indicator, Series
from planapp.models.plan import Goal, Plan, Reissue
from planapp.models.region import Region, Sector
from planapp.models.reminder import Message, Reminder, ReminderRule
from planapp.models.report import ProgressRecord, Report, TaskReport
from planapp.models.revision import TargetRevision
from planapp.models.security import SecurityCheckpoint, SecurityEvent
from planapp.models.session import LoginSession
from planapp.models.submission import Submission
from planapp.models.supervision import CheckVisit, Supervision
from planapp.models.task import Responsibility, Task
from planapp.models.unit import Unit, UnitName, UnitSuccession
from planapp.models.user import Membership, User
from planapp.models.workday import Workday

__all__ = (
    "AnnualTarget",
    "AuditEvent",
    "AuditedRows",
    "Breakdown",
    "Channel",
    "CheckVisit",
    "ColumnMapping",
    "Delivery",
    "DraftItem",
    "Evidence",
    "Extension",
    "ExtractionDraft",
    "Gap",
    "Goal",
    "Handling",
    "ImportRun",
    "Indicator",
    "LightPolicy",
    "LinkedIdentity",
    "LoginSession",
    "Membership",
    "Message",
    "Plan",
    "PlanDocument",
    "ProgressRecord",
    "RecoveryCode",
    "Region",
    "Reissue",
    "Remark",
    "Reminder",
    "ReminderRule",
    "Report",
    "ReportingCycle",
    "Responsibility",
    "Sector",
    "SecurityCheckpoint",
    "SecurityEvent",
    "Series",
    "Submission",
    "Supervision",
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
