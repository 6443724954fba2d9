"""What waits in the database for the background jobs, and how they went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from planapp.domain.terms import ImportState, JobState, ScanState
from planapp.models import Delivery, Evidence, Gap, ImportRun, JobRun, PlanDocument, Reminder

_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one job: how much, and since when where that is known."""

    label: str
    job: str
    number: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobStanding:
    """The latest run of a job, and how often it failed within a week."""

    last: JobRun
    failed: int


def backlog() -> list[Waiting]:
    """What waits, by the job that takes it up. Six queries at most."""
    imports = ImportRun.objects.filter(state__in=(ImportState.CHECKING, ImportState.WRITING))
    files = Evidence.objects.exclude(file="") if settings.SCAN_COMMAND else Evidence.objects.none()
    unchecked = files.filter(scan=ScanState.NOT_CHECKED)
    documents = PlanDocument.objects.awaiting_extraction()
    return [
        Waiting("待提取的规划文件", "sweep_documents", *_count(documents, "uploaded_at")),
        Waiting("等待处理的导入", "sweep_imports", *_count(imports, "made_at")),
        Waiting("待查毒的佐证材料", "sweep_evidence", *_count(unchecked, "uploaded_at")),
        Waiting("待重算的差距", "recalculate_stale_gaps", Gap.objects.filter(stale=True).count()),
        Waiting("未送达的提醒", "send_due_reminders", Reminder.objects.unsent().count()),
        Waiting(
            "待从渠道发出的消息", "send_deliveries", *_count(Delivery.objects.open(), "made_at")
        ),
    ]


def job_standings(*, at: datetime) -> dict[str, JobStanding]:
    """How each job that ever ran went, by its name. Two queries."""
    lately = Q(state__in=(JobState.PARKED, JobState.SETTLED), began_at__gte=at - _LATELY)
    counted = list(
        JobRun.objects.order_by()
        .values("job")
        .annotate(last=Max("pk"), failed=Count("pk", filter=lately))
    )
    last = JobRun.objects.in_bulk([row["last"] for row in counted])
    return {row["job"]: JobStanding(last[row["last"]], row["failed"]) for row in counted}


def _count(rows: QuerySet, instant: str) -> tuple[int, datetime | None]:  # type: ignore[type-arg]  # of any model
    found = rows.order_by().aggregate(number=Count("pk"), since=Min(instant))
    return found["number"], found["since"]
