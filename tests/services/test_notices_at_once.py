"""Several workers and supervisors at once: one draft, no number twice, nothing signed undone.

Needs PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier, Event
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from planapp.domain.reminders import OwedNotice
from planapp.domain.terms import MemberRole, NoticeState, ReportState
from planapp.models import Indicator, NoticeItem, SupervisionNotice, User
from planapp.services.notice_settling import settle_notices
from planapp.services.supervision_notices import Office, draft_notices, sign_notice
from tests.database import waiting_for_us
from tests.factories import (
    make_cycle,
    make_indicator,
    make_membership,
    make_record,
    make_responsibility,
    make_supervision,
)
from tests.processes import wait_until

WORKERS = 4
OFFICE = Office("省督查室", "督办")
ON = date(2024, 2, 20)
AT = datetime(2024, 2, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


def at_once(work: Callable[[int], object]) -> list[object]:
    """What each worker returns; they start together."""
    barrier = Barrier(WORKERS)

    def run(number: int) -> object:
        try:
            barrier.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def make_owed() -> list[OwedNotice]:
    """What four units owe in one round, three items each."""
    cycle = make_cycle()
    owed = []
    for _ in range(WORKERS):
        unit = make_membership().unit
        for _ in range(3):
            indicator = make_indicator(plan=cycle.plan)
            make_responsibility(indicator=indicator, unit=unit)
            owed.append(OwedNotice(unit.pk, cycle.pk, indicator.pk, None, cycle.due_on))
    return owed


def make_supervisor() -> User:
    user = make_membership(role=MemberRole.SUPERVISOR).user
    make_supervision(user=user)
    return user


def test_workers_at_once_draft_each_item_once() -> None:
    owed = make_owed()
    assert sorted(at_once(lambda _: draft_notices(owed, on=ON, at=AT))) == [0, 0, 0, 12]
    assert (SupervisionNotice.objects.count(), NoticeItem.objects.count()) == (WORKERS, 12)


def test_papers_signed_at_once_get_numbers_without_holes() -> None:
    draft_notices(make_owed(), on=ON, at=AT)
    drafts, people = list(SupervisionNotice.objects.all()), [make_supervisor() for _ in range(4)]
    at_once(lambda n: sign_notice(notice=drafts[n], office=OFFICE, seen=0, by=people[n], at=AT))
    numbers = SupervisionNotice.objects.values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4]


def while_it_is_signed(work: Callable[[], object]) -> SupervisionNotice:
    """The only draft, signed while a job does its work; what it was before nobody has seen."""
    draft, by = SupervisionNotice.objects.get(), make_supervisor()
    signed, worked = Event(), Event()

    def run() -> None:
        try:
            signed.wait()
            work()
        finally:
            worked.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(run)
        with transaction.atomic():
            sign_notice(notice=draft, office=OFFICE, seen=0, by=by, at=AT)
            signed.set()
            wait_until(
                lambda: worked.is_set() or waiting_for_us(), what="a job that waits or is done"
            )
        job.result()
    draft.refresh_from_db()
    return draft


def test_what_comes_while_a_paper_is_signed_goes_on_a_new_draft() -> None:
    owed = make_owed()[:2]
    draft_notices(owed[:1], on=ON, at=AT)
    paper = while_it_is_signed(lambda: draft_notices(owed, on=ON, at=AT))
    assert (paper.state, paper.number, paper.items.count()) == (NoticeState.SIGNED, 1, 1)
    assert SupervisionNotice.objects.get(state=NoticeState.DRAFT).items.count() == 1


def test_what_is_handed_in_while_a_paper_is_signed_does_not_void_it() -> None:
    [owed] = make_owed()[:1]
    draft_notices([owed], on=ON, at=AT)
    series = Indicator.objects.get(pk=owed.indicator_id).series

    def hand_in() -> None:
        make_record(series=series, unit_id=owed.unit_id, state=ReportState.SUBMITTED)
        settle_notices(on=ON, at=AT)

    paper = while_it_is_signed(hand_in)
    assert paper.state == NoticeState.SIGNED
    assert settle_notices(on=ON, at=AT) == 1
    paper.refresh_from_db()
    assert paper.state == NoticeState.SIGNED
