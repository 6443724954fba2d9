"""Papers of 督办 and what stands on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.domain.terms import NoticeState
from planapp.models import NoticeItem, SupervisionNotice
from tests.factories.basics import AT, NUMBERS
from tests.factories.people import make_unit, make_user
from tests.factories.plans import make_indicator
from tests.factories.reports import make_cycle


def make_notice(**changes: Any) -> SupervisionNotice:
    """A draft of the system; in another state it is signed, under a number of 2024."""
    for name, make in (("cycle", make_cycle), ("unit", make_unit)):
        if name not in changes:
            changes[name] = make()
    state = changes.get("state", NoticeState.DRAFT)
    if state != NoticeState.DRAFT and "signed_by" not in changes:
        changes["signed_by"] = make_user()
    signed = {"mark": "督办", "office": "省督查室", "year": 2024, "signed_at": AT}
    defaults = {
        "subject": "关于逾期未报事项的督办通知",
        "body": "请抓紧办理。",
        "reply_by": date(2024, 1, 22),
        "drafted_at": AT,
    }
    if state != NoticeState.DRAFT:
        defaults |= {**signed, "number": next(NUMBERS)}
    return SupervisionNotice.objects.create(**defaults | changes)


def make_notice_item(**changes: Any) -> NoticeItem:
    """An indicator that was due on 10 January, on a new draft unless a paper is given."""
    if "notice" not in changes:
        changes["notice"] = make_notice()
    notice = changes["notice"]
    if "indicator" not in changes and "task" not in changes:
        changes["indicator"] = make_indicator(plan=notice.cycle.plan)
    place = {"cycle": notice.cycle, "unit": notice.unit, "due_on": date(2024, 1, 10)}
    return NoticeItem.objects.create(**place | changes)
