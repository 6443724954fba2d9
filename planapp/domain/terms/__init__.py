"""The closed vocabularies of the field, each word once with its Chinese label."""

from __future__ import annotations

from planapp.domain.terms.deliveries import (
    ChannelKind,
    DeliveryState,
)
from planapp.domain.terms.gaps import (
    AnnualStatus,
    Light,
    LightMode,
    Reason,
    Status,
    Trend,
)
from planapp.domain.terms.imports import (
    ImportPhase,
    ImportState,
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
from planapp.domain.terms.reports import (
    CheckFinding,
    CycleKind,
    ExtensionKind,
    ExtensionState,
    ReminderKind,
    ReportState,
    ScanState,
    SelfAssessment,
    SubmissionKind,
    SubmissionState,
    Vintage,
)
from planapp.domain.terms.term import (
    Term,
)

__all__ = (
    "AnnualStatus",
    "Attribute",
    "ChannelKind",
    "CheckFinding",
    "Comparator",
    "CycleKind",
    "Decision",
    "DeliveryState",
    "DocumentKind",
    "DocumentStatus",
    "DuePath",
    "Entry",
    "ExtensionKind",
    "ExtensionState",
    "FindingKind",
    "ImportPhase",
    "ImportState",
    "ItemKind",
    "Light",
    "LightMode",
    "Measure",
    "MemberRole",
    "PartsMake",
    "PlanStatus",
    "Reason",
    "ReminderKind",
    "ReportState",
    "RevisionState",
    "Role",
    "ScanState",
    "SecurityKind",
    "SelfAssessment",
    "Severity",
    "Status",
    "SubmissionKind",
    "SubmissionState",
    "Term",
    "Trend",
    "UnitKind",
    "Vintage",
)
