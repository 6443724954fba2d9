"""The inbox of each person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from planapp.models import Message, User


def send_message(*, recipient_id: int, subject: str, body: str, at: datetime) -> Message:
    """Put a message into a person's inbox, in the caller's transaction and audit event."""
    return Message.objects.create(
        recipient_id=recipient_id, subject=subject[:200], body=body, created_at=at
    )


def mark_read(*, message_ids: Collection[int], by: User, at: datetime) -> int:
    """Mark a person's own messages as read; others' and those read before stay as they are.

    Returns how many were marked. Reading changes nothing of the subject and is not audited.
    """
    unread = Message.objects.filter(pk__in=message_ids, recipient=by, read_at=None)
    return unread.update(read_at=at)
