"""Celery jobs: ids in, load, one service call. Every job may run twice."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from planapp.clock import now, today
from planapp.domain.terms import ImportState, ScanState
from planapp.imports import running
from planapp.models import Evidence, ImportRun, Plan, PlanDocument
from planapp.models.session import SessionStore
from planapp.services import cycles, deliveries, documents, gaps, reminders, scanning, security


@shared_task
def extract_document(document_id: int, plan_id: int | None = None) -> None:
    """Read a document; `plan_id` where it is a new printing of that plan."""
    document = PlanDocument.objects.awaiting_extraction().filter(pk=document_id).first()
    plan = Plan.objects.filter(pk=plan_id).first() if plan_id else None
    if document is not None:  # else already done
        documents.extract_or_mark_failed(document=document, at=now(), reprints=plan)


@shared_task
def sweep_documents() -> int:
    """Extract what a lost message left waiting; returns how many."""
    waiting = list(PlanDocument.objects.awaiting_extraction())
    for document in waiting:
        documents.extract_or_mark_failed(document=document, at=now())
    return len(waiting)


@shared_task
def recalculate_stale_gaps() -> int:
    """Recalculate whatever changed since the last run; returns how many.

    Asked for several times, so many workers share the work; what a time limit cuts off stays
    stale for the next sweep.
    """
    return gaps.recalculate_stale_gaps(on=today(), at=now())


@shared_task
def send_due_reminders() -> int:
    """Create what is owed today and deliver what waits; returns how many digests went out."""
    reminders.create_due_reminders(on=today(), at=now())
    return reminders.deliver_digests(at=now())


@shared_task
def send_deliveries() -> int:
    """Send what waits on the channels, as far as their limits allow; returns how many were tried.

    Runs every minute and takes up what a worker that died had claimed.
    """
    tried = 0
    while deliveries.send_next(at=now()):
        tried += 1
    return tried


@shared_task
def roll_over_cycles() -> int:
    """Open the yearly rounds whose time has come, and calculate their gaps; returns how many."""
    opened = cycles.roll_over_cycles(on=today(), at=now())
    gaps.recalculate_stale_gaps(on=today(), at=now())
    return opened


@shared_task
def purge_security_events() -> int:
    """Remove the security events whose time is over; returns how many."""
    before = now() - timedelta(days=settings.KEEP_SECURITY_EVENTS_DAYS)
    checkpoint = security.purge_security_events(before=before, by=None, at=now())
    return checkpoint.number if checkpoint else 0


@shared_task
def forget_expired_sessions() -> None:
    """Remove what log-ins left behind that ran out."""
    SessionStore.clear_expired()


@shared_task
def scan_evidence(evidence_id: int) -> None:
    """Check an uploaded file for viruses."""
    evidence = Evidence.objects.filter(pk=evidence_id, scan=ScanState.NOT_CHECKED).first()
    if evidence is not None:  # else taken away, or already done
        command, seconds = settings.SCAN_COMMAND, settings.SCAN_SECONDS
        scanning.scan_evidence(evidence=evidence, command=command, seconds=seconds, at=now())


@shared_task
def sweep_evidence(*, again: bool = False) -> int:
    """Check the files that a lost message left unchecked, or again those that failed; how many."""
    return scanning.scan_waiting(
        states={ScanState.FAILED} if again else {ScanState.NOT_CHECKED},
        command=settings.SCAN_COMMAND,
        seconds=settings.SCAN_SECONDS,
        at=now(),
    )


@shared_task
def carry_on_import(run_id: int) -> None:
    """Preview an uploaded ledger, or write it once that is confirmed."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is not None and run.state == ImportState.CHECKING:
        running.preview_run(run, at=now())
    elif run is not None and run.state == ImportState.WRITING:
        running.write_run(run, at=now())


@shared_task
def sweep_imports() -> int:
    """Carry on what a lost message left waiting; returns how many."""
    waiting = ImportRun.objects.filter(state__in=(ImportState.CHECKING, ImportState.WRITING))
    found = list(waiting.values_list("pk", flat=True))
    for run_id in found:
        carry_on_import(run_id)
    return len(found)
