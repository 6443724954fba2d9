"""A unit acknowledges and answers a paper of 督办; a supervisor sends back or closes it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from planapp.models import SupervisionNotice, User
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.notice_news import tell_unit, tell_watchers
from planapp.services.notice_rows import end_items, locked
from planapp.services.notice_settling import settle
from planapp.services.notice_steps import (
    ACKNOWLEDGE,
    ANSWER,
    CLOSE,
    SEND_BACK,
    Step,
    add_step,
    check_step,
)


@transaction.atomic
def acknowledge(*, notice: SupervisionNotice, by: User, at: datetime) -> None:
    """The unit has received the paper (签收)."""
    _take(ACKNOWLEDGE, notice, by=by, at=at, action="notice.acknowledged")


@transaction.atomic
def answer(*, notice: SupervisionNotice, words: str, by: User, at: datetime) -> None:
    """The unit says what it did (反馈); it may say more until the paper is closed."""
    _take(ANSWER, notice, by=by, at=at, words=words, action="notice.answered")


@transaction.atomic
def send_back(*, notice: SupervisionNotice, reason: str, by: User, at: datetime) -> None:
    """The answer does not do: the unit is to answer again."""
    _take(SEND_BACK, notice, by=by, at=at, words=reason, action="notice.sent_back")


@transaction.atomic
def close(*, notice: SupervisionNotice, words: str, by: User, at: datetime) -> None:
    """End the matter (办结), with what was found; items still open stay as they are."""
    _take(CLOSE, notice, by=by, at=at, words=words, action="notice.closed")


def _take(
    step: Step,
    notice: SupervisionNotice,
    *,
    action: str,
    by: User,
    at: datetime,
    words: str = "",
) -> None:
    row = locked(notice)
    said = check_step(step, notice=row, by=by, at=at, words=words)
    changes = _end(row, on=timezone.localdate(at), at=at) if step is CLOSE else []
    before = snapshot(row)
    assert step.target is not None  # noqa: S101  # of these steps every one leads somewhere
    row.state = step.target
    row.save(update_fields=("state",))
    taken = add_step(row, step.act, by=by, at=at, words=said)
    changes += [changed(row, before), *created(taken)]
    tell = tell_watchers if step in {ACKNOWLEDGE, ANSWER} else tell_unit
    tell(row, step.act, by=by, at=at, words=said)
    write_audit(by=by, action=action, subject=row, at=at, changes=changes)


def _end(row: SupervisionNotice, *, on: date, at: datetime) -> list[Change]:
    """Keep what the items were found to be at the end."""
    items = row.items.filter(live=True).select_related("cycle__plan")
    return [*settle(list(items), on=on, at=at), *end_items(row)]
