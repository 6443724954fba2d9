"""Celery jobs: ids in, load, one service call. Every job may run twice."""

from __future__ import annotations

from celery import shared_task

from planapp.clock import now, today
from planapp.models import PlanDocument
from planapp.services import documents, gaps, reminders


@shared_task
def extract_document(document_id: int) -> None:
    document = PlanDocument.objects.awaiting_extraction().filter(pk=document_id).first()
    if document is not None:  # else already done
        documents.extract_or_mark_failed(document=document, at=now())


@shared_task
def sweep_documents() -> int:
    """Extract what a lost message left waiting; returns how many."""
    waiting = list(PlanDocument.objects.awaiting_extraction())
    for document in waiting:
        documents.extract_or_mark_failed(document=document, at=now())
    return len(waiting)


@shared_task
def recalculate_stale_gaps() -> int:
    """Recalculate whatever changed since the last run; returns how many."""
    return gaps.recalculate_stale_gaps(on=today(), at=now())


@shared_task
def send_due_reminders() -> int:
    """Create what is owed today and deliver what waits; returns how many digests went out."""
    reminders.create_due_reminders(on=today(), at=now())
    return reminders.deliver_digests(at=now())
