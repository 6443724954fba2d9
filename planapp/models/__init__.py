"""The rows. One file per noun; each model is imported from here."""

from __future__ import annotations

from planapp.models.api_token import ApiToken
from planapp.models.audit import AuditedRows, AuditEvent
from planapp.models.cycle import ReportingCycle
from planapp.models.delivery import Channel, Delivery
from planapp.models.document import DraftItem, ExtractionDraft, PlanDocument
from planapp.models.evidence import Evidence
from planapp.models.frozen_report import FrozenReport
from planapp.models.gap import Gap, LightPolicy, Verdict
from planapp.models.handling import Extension, Handling, Remark
from planapp.models.identity import LinkedIdentity, RecoveryCode
from planapp.models.import_run import ColumnMapping, ImportRun
from planapp.models.indicator import AnnualTarget, Breakdown, Indicator, Series
from planapp.models.job_run import JobRun
from planapp.models.kept_count import KeptCount, KeptRound, TouchedPlan
from planapp.models.notice import NoticeItem, NoticeStep, SupervisionNotice
from planapp.models.plan import Goal, Plan, Reissue
from planapp.models.region import Region, Sector
from planapp.models.reminder import Message, Reminder, ReminderRule, Urge
from planapp.models.report import ProgressRecord, Report, TaskReport
from planapp.models.report_file import ReportRun, ReportTemplate
from planapp.models.revision import TargetRevision
from planapp.models.search import SearchEntry
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
    "ApiToken",
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
    "FrozenReport",
    "Gap",
    "Goal",
    "Handling",
    "ImportRun",
    "Indicator",
    "JobRun",
    "KeptCount",
    "KeptRound",
    "LightPolicy",
    "LinkedIdentity",
    "LoginSession",
    "Membership",
    "Message",
    "NoticeItem",
    "NoticeStep",
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
    "ReportRun",
    "ReportTemplate",
    "ReportingCycle",
    "Responsibility",
    "SearchEntry",
    "Sector",
    "SecurityCheckpoint",
    "SecurityEvent",
    "Series",
    "Submission",
    "Supervision",
    "SupervisionNotice",
    "TargetRevision",
    "Task",
    "TaskReport",
    "TouchedPlan",
    "Unit",
    "UnitName",
    "UnitSuccession",
    "Urge",
    "User",
    "Verdict",
    "Workday",
)
