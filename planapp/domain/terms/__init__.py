"""The closed vocabularies of the field, each word once with its Chinese label."""

from __future__ import annotations

from planapp.domain.terms.deliveries import (
    ChannelKind,
    DeliveryState,
)
from planapp.domain.terms.gaps import (
    AnnualStatus,
    Change,
    Comparability,
    Counted,
    Light,
    LightMode,
    Reason,
    Status,
    Timeliness,
    Trend,
)
from planapp.domain.terms.imports import (
    ImportPhase,
    ImportState,
)
from planapp.domain.terms.jobs import (
    JobState,
)
from planapp.domain.terms.notices import (
    NoticeAct,
    NoticeKind,
    NoticeMatter,
    NoticeState,
    Settlement,
)
from planapp.domain.terms.people import (
    MemberRole,
    Role,
    SecurityKind,
    UnitKind,
)
from planapp.domain.terms.plans import (
    Attribute,
    Comparator,
    Decision,
    DocumentKind,
    DocumentStatus,
    DuePath,
    Entry,
    FindingKind,
    ItemKind,
    Measure,
    PartsMake,
    PlanStatus,
    RevisionState,
    Severity,
)
from planapp.domain.terms.report_files import (
    FileState,
    PaperKind,
)
from planapp.domain.terms.reports import (
    CheckFinding,
    CycleKind,
    ExtensionKind,
    ExtensionState,
    ReminderClosing,
    ReminderKind,
    ReminderState,
    ReportState,
    ScanState,
    SelfAssessment,
    SubmissionKind,
    SubmissionState,
    Vintage,
)
from planapp.domain.terms.search import (
    SearchKind,
)
from planapp.domain.terms.term import (
    Term,
)

__all__ = (
    "AnnualStatus",
    "Attribute",
    "Change",
    "ChannelKind",
    "CheckFinding",
    "Comparability",
    "Comparator",
    "Counted",
    "CycleKind",
    "Decision",
    "DeliveryState",
    "DocumentKind",
    "DocumentStatus",
    "DuePath",
    "Entry",
    "ExtensionKind",
    "ExtensionState",
    "FileState",
    "FindingKind",
    "ImportPhase",
    "ImportState",
    "ItemKind",
    "JobState",
    "Light",
    "LightMode",
    "Measure",
    "MemberRole",
    "NoticeAct",
    "NoticeKind",
    "NoticeMatter",
    "NoticeState",
    "PaperKind",
    "PartsMake",
    "PlanStatus",
    "Reason",
    "ReminderClosing",
    "ReminderKind",
    "ReminderState",
    "ReportState",
    "RevisionState",
    "Role",
    "ScanState",
    "SearchKind",
    "SecurityKind",
    "SelfAssessment",
    "Settlement",
    "Severity",
    "Status",
    "SubmissionKind",
    "SubmissionState",
    "Term",
    "Timeliness",
    "Trend",
    "UnitKind",
    "Vintage",
)
