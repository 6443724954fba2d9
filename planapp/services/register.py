"""Rows that administrators keep by hand: units, people, rules, the work calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from planapp.models import User
from planapp.services.audit import Change, changed, created, snapshot, write_audit


@transaction.atomic
def save_rows(rows: Iterable[models.Model], *, by: User | None, at: datetime) -> None:
    """Save validated rows, new or changed, with one event in the audit trail."""
    changes: list[Change] = []
    subject = ""
    for row in rows:
        stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
        before = snapshot(stored) if stored else None
        row.save()
        subject = subject or f"{row._meta.verbose_name}：{row}"
        changes += created(row) if before is None else [changed(row, before)]
    if changes:
        write_audit(by=by, action="register.saved", subject=subject, at=at, changes=changes)
