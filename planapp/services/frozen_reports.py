"""归档报告: a closed round's report, kept as it was."""

from __future__ import annotations

import hashlib
import logging
from datetime import date, datetime

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from planapp.domain.monitoring import Monitoring, from_json, to_json
from planapp.models import FrozenReport, Gap, ReportingCycle
from planapp.queries.report_figures import load_round
from planapp.services.audit import write_audit

logger = logging.getLogger(__name__)


def kept_reports() -> QuerySet[FrozenReport]:
    """All of them, with round and plan."""
    rows: QuerySet[FrozenReport] = QuerySet(FrozenReport)
    return rows.select_related("cycle__plan")


def rounds_to_freeze() -> QuerySet[ReportingCycle]:
    """Closed rounds without a report since they were last closed, once all is calculated."""
    kept = kept_reports().filter(cycle=OuterRef("pk"))
    since = kept.filter(Q(cycle__reopened_at=None) | Q(frozen_at__gt=F("cycle__reopened_at")))
    waiting = Gap.objects.filter(cycle=OuterRef("pk"), stale=True)
    return ReportingCycle.objects.filter(
        ~Exists(since), ~Exists(waiting), closed_on__isnull=False
    ).select_related("plan")


def freeze_closed_rounds(*, on: date, at: datetime) -> int:
    """Keep the reports of all that wait for it; returns how many. May run twice.

    Raises RuntimeError, once all others are kept, naming the rounds of which no report can be
    made: the job is then tried again and parked, where people see it.
    """
    frozen, failed = 0, []
    for cycle in rounds_to_freeze().filter(closed_on__lte=on):
        try:
            frozen += _freeze(cycle, at=at)
        except SoftTimeLimitExceeded:
            raise
        except Exception:  # one bad round must not hold up the others
            logger.exception("the report of round %s was not kept", cycle.pk)
            failed.append(f"{cycle.plan} {cycle}")
    if failed:
        raise RuntimeError(f"未能归档：{'；'.join(failed)}")
    return frozen


@transaction.atomic
def _freeze(cycle: ReportingCycle, *, at: datetime) -> bool:
    """As all stands now; False where somebody else has done it meanwhile."""
    cycle = ReportingCycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    if cycle.closed_on is None or not rounds_to_freeze().filter(pk=cycle.pk).exists():
        return False
    content = to_json(load_round(cycle, on=max(cycle.closed_on, timezone.localdate(at))))
    report = FrozenReport(
        cycle=cycle,
        version=kept_reports().filter(cycle=cycle).count() + 1,
        closed_on=cycle.closed_on,
        content=content,
        sha256=_checksum(content),
        frozen_at=at,
    )
    report.save()
    # Without the row: the trail keeps the checksum, which proves the content.
    subject = f"{report}，SHA-256 {report.sha256}"
    write_audit(by=None, action="cycle.report_frozen", subject=subject, at=at)
    return True


def read_frozen(report: FrozenReport) -> Monitoring:
    """What was kept. Raises ValueError where it was tampered with, or another format."""
    if not is_intact(report):
        raise ValueError("归档报告的内容与校验和不符，可能被改动过。")
    return from_json(report.content)


def is_intact(report: FrozenReport) -> bool:
    """Whether the content is what the checksum was made of."""
    return _checksum(report.content) == report.sha256


def _checksum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
