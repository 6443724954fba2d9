"""The inbox of each person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from planapp.models import Message, User
from planapp.services.deliveries import make_deliveries


def send_message(*, recipient_id: int, subject: str, body: str, at: datetime) -> Message:
    """Put a message into a person's inbox, in the caller's transaction and audit event.

    Where a channel reaches the person it goes that way, too: see planapp.services.deliveries.
    """
    [message] = send_messages({recipient_id: (subject, body)}, at=at)
    return message


def send_messages(letters: Mapping[int, tuple[str, str]], *, at: datetime) -> list[Message]:
    """The same for several people at once: subject and body by the recipient's id.

    Two queries for any number, four where a channel is on.
    """
    messages = [
        Message(recipient_id=person, subject=subject[:200], body=body, created_at=at)
        for person, (subject, body) in letters.items()
    ]
    Message.objects.bulk_create(messages)
    make_deliveries(messages, at=at)
    return messages


def mark_read(*, message_ids: Collection[int], by: User, at: datetime) -> int:
    """Mark a person's own messages as read; others' and those read before stay as they are.

    Returns how many were marked. Reading changes nothing of the subject and is not audited.
    """
    unread = Message.objects.filter(pk__in=message_ids, recipient=by, read_at=None)
    return unread.update(read_at=at)
