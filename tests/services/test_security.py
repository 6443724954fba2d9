"""Security events: recorded, chained, purged with a signature."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.terms import SecurityKind
from planapp.models import AuditEvent, SecurityCheckpoint, SecurityEvent
from planapp.services.audit import check_audit_trail
from planapp.services.chain import GENESIS, Flaw
from planapp.services.errors import Refused
from planapp.services.origin import current_origin
from planapp.services.security import (
    MINIMUM_DAYS,
    check_security_events,
    purge_security_events,
    record_security_event,
)
from tests.factories import AT
from tests.intruder import tamper

pytestmark = pytest.mark.django_db

NEXT_YEAR = AT + timedelta(days=365)


def record(*instants, **changes):
    given = {"kind": SecurityKind.LOGIN, "by": None, "name": "somebody"}
    return [record_security_event(**given | {"at": at} | changes) for at in instants or (AT,)]


def purge(before=AT + timedelta(days=10), **changes):
    return purge_security_events(**{"before": before, "by": None, "at": NEXT_YEAR} | changes)


def test_event_says_what_who_when_and_from_where(reporter):
    token = current_origin.set("10.0.0.8")
    try:
        [event] = record(kind=SecurityKind.DOWNLOAD, by=reporter, subject="省级规划.docx")
    finally:
        current_origin.reset(token)
    event.refresh_from_db()
    assert (event.kind, event.actor, event.actor_name, event.at, event.origin, event.subject) == (
        SecurityKind.DOWNLOAD,
        reporter,
        "reporter",
        AT,
        "10.0.0.8",
        "省级规划.docx",
    )


def test_events_are_chained():
    first, second = record(AT, AT)
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)
    check = check_security_events()
    assert (check.number, check.last, check.flaw) == (2, second, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "logout"),
        ("at", "2024-01-15 02:00:01"),
        ("actor_name", "别人"),
        ("origin", "10.0.0.9"),
        ("subject", "别的"),
    ],
)
def test_tampering_is_found(column, value):
    second = record(AT, AT, AT)[1]
    tamper(f"UPDATE planapp_securityevent SET {column} = %s WHERE id = %s", value, second.pk)
    assert check_security_events().flaw == Flaw(second, "内容被改动")


def test_missing_first_event_is_found():
    first, second = record(AT, AT)
    tamper("DELETE FROM planapp_securityevent WHERE id = %s", first.pk)
    assert check_security_events().flaw == Flaw(second, "它前面的一条被删除或改写")


def test_purge_cuts_the_oldest_events_off_and_the_chain_still_holds(administrator):
    events = record(AT, AT, NEXT_YEAR, NEXT_YEAR)
    checkpoint = purge(by=administrator)
    stated = (checkpoint.upto, checkpoint.number, checkpoint.last_hash)
    assert stated == (events[1].pk, 2, events[1].hash)
    assert list(SecurityEvent.objects.order_by("pk")) == events[2:]
    check = check_security_events()
    assert (check.number, check.flaw) == (2, None)
    audited = AuditEvent.objects.get()
    assert (audited.action, audited.actor) == ("security.purged", administrator)


def test_second_purge_goes_on_from_the_first():
    record(AT, NEXT_YEAR)
    purge()
    record(NEXT_YEAR + timedelta(days=400))
    purge(before=NEXT_YEAR + timedelta(days=1), at=NEXT_YEAR + timedelta(days=400))
    assert SecurityCheckpoint.objects.count() == 2
    assert check_security_events().flaw is None
    record(NEXT_YEAR)
    assert check_security_events().number == 2


def test_last_event_stays_for_the_chain_to_go_on_from():
    _, last = record(AT, AT)
    purge()
    assert SecurityEvent.objects.get() == last
    assert purge() is None


def test_nothing_to_purge_leaves_no_checkpoint():
    assert purge() is None
    record(NEXT_YEAR)
    assert purge() is None
    assert SecurityCheckpoint.objects.count() == 0


def test_events_of_less_than_six_months_are_not_purged():
    record(AT, NEXT_YEAR)
    half_a_year = NEXT_YEAR - timedelta(days=MINIMUM_DAYS)
    with pytest.raises(Refused, match="至少保存183天"):
        purge(before=half_a_year + timedelta(seconds=1))
    assert SecurityEvent.objects.count() == 2
    assert purge(before=half_a_year).number == 1


def test_history_of_figures_is_never_purged():
    record(AT, NEXT_YEAR)
    purge()
    purge(before=NEXT_YEAR, at=NEXT_YEAR + timedelta(days=4000))
    assert AuditEvent.objects.count() == 1
    assert check_audit_trail().flaw is None


@pytest.mark.parametrize(
    ("column", "value"), [("upto", 9), ("number", 9), ("last_hash", "f" * 64), ("signature", "x")]
)
def test_checkpoint_that_was_changed_is_found(column, value):
    record(AT, AT, NEXT_YEAR)
    checkpoint = purge()
    tamper(f"UPDATE planapp_securitycheckpoint SET {column} = %s", value)
    assert check_security_events().flaw == Flaw(checkpoint, "签名不符")


def test_purge_that_nobody_signed_is_found():
    first, second, third = record(AT, AT, NEXT_YEAR)
    SecurityCheckpoint.objects.create(
        upto=second.pk, before=AT, number=2, last_hash=second.hash, signature="made up", at=AT
    )
    SecurityEvent.objects.filter(pk__in=[first.pk, second.pk]).purge()
    assert check_security_events().flaw.words == "签名不符"
    assert SecurityEvent.objects.get() == third


def test_signature_of_a_former_key_still_counts(settings):
    record(AT, AT, NEXT_YEAR)
    purge()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    assert check_security_events().flaw.words == "签名不符"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert check_security_events().flaw is None
