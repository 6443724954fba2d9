"""What stands on papers of 督办 and was handed in or put off meanwhile is settled by itself."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from planapp.domain.terms import NoticeState
from planapp.models import NoticeItem, SupervisionNotice
from planapp.models.notice import UNDER_WAY
from planapp.queries.notice_items import settlements
from planapp.services.audit import Change, changed, snapshot, write_audit
from planapp.services.notice_news import tell_all_settled
from planapp.services.notice_rows import void_rows

logger = logging.getLogger(__name__)

_NAMED = 10  # papers in an error
_NOT_ENDED = (NoticeState.DRAFT, *UNDER_WAY)
_OUTDATED = "所列事项都已办理或不再承担，未签发即作废"


def settle(items: Collection[NoticeItem], *, on: date, at: datetime) -> list[Change]:
    """Note of each item what ended its matter, or that it is open again, as after a return.

    In the caller's transaction and event; their cycles come with their plans. Returns the changes.
    """
    found = settlements(items, on=on)
    changes = []
    for item in items:
        now = found.get(item.pk)
        if item.settled_as != (now or ""):
            before = snapshot(item)
            item.settled_as, item.settled_at = now or "", at if now else None
            item.save(update_fields=("settled_as", "settled_at"))
            changes.append(changed(item, before))
    return changes


def settle_notices(*, on: date, at: datetime) -> int:
    """Settle what can be settled on all papers that have not ended; returns how many items changed.

    A paper is never closed by itself: whoever signed it is told that all of it is settled. A draft
    of which nothing is left is voided, for it went to nobody. Eight queries where nothing changes.
    Each paper stands alone: raises RuntimeError, once all others are done, with those that failed.
    """
    # Of papers of that time: the demonstration goes back to days before them.
    papers = SupervisionNotice.objects.filter(state__in=_NOT_ENDED, drafted_at__lte=at)
    try:
        return _settle(papers, on=on, at=at)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise  # of no paper in particular
    except Exception:  # one bad paper must not hold up the others
        logger.exception("the papers were not settled in one go")
    failed = []
    for pk in papers.order_by("pk").values_list("pk", flat=True):
        try:
            _settle(papers.filter(pk=pk), on=on, at=at)
        except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("paper %s cannot be settled", pk)
            failed.append(pk)
    raise RuntimeError(f"未能更新 {len(failed)} 份督办的办理结果，编号：{failed[:_NAMED]}")


@transaction.atomic
def _settle(papers: QuerySet[SupervisionNotice], *, on: date, at: datetime) -> int:
    """The same of some papers in one go."""
    papers = papers.select_related("cycle__plan", "unit", "signed_by").order_by("pk")
    # What is being signed, edited or answered is left to the next run: nothing is judged by how it
    # stood before.
    held = {row.pk: row for row in papers.select_for_update(of=("self",), skip_locked=True)}
    rows = NoticeItem.objects.filter(live=True, notice__in=list(held)).select_related("cycle__plan")
    items = list(rows.order_by("pk"))
    changes = settle(items, on=on, at=at)
    if not changes:
        return 0
    number = len(changes)
    touched = {change.row.notice_id for change in changes if isinstance(change.row, NoticeItem)}
    open_still = {item.notice_id for item in items if item.settled_at is None}
    for notice in (held[pk] for pk in sorted(touched - open_still)):
        if notice.is_draft:
            changes += void_rows(notice, reason=_OUTDATED, by=None, at=at)
        else:
            tell_all_settled(notice, at=at)
    subject = f"督办事项办理结果更新 {number} 项"
    write_audit(by=None, action="notice.settled", subject=subject, at=at, changes=changes)
    return number
