"""`manage.py purge_security_events`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from planapp.domain.terms import SecurityKind
from planapp.models import SecurityEvent
from planapp.services.security import record_security_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_events(settings):
    settings.DEMO_DAYS = [date(2026, 3, 1)]
    for year in (2024, 2026):
        at = datetime(year, 2, 1, tzinfo=UTC)
        record_security_event(kind=SecurityKind.LOGIN, by=None, at=at)


def purge(*arguments):
    told = StringIO()
    call_command("purge_security_events", *arguments, stdout=told)
    return told.getvalue().strip()


def test_events_whose_time_is_over_are_purged():
    assert purge() == "清理 2025-01-25 以前的安全事件，1 条。"  # 400 days before
    assert SecurityEvent.objects.count() == 1
    assert purge() == "没有可以清理的安全事件。"


def test_events_before_a_day_are_purged():
    assert purge("--before", "2024-02-01") == "没有可以清理的安全事件。"
    assert purge("--before", "2024-02-02") == "清理 2024-02-02 以前的安全事件，1 条。"


def test_recent_events_are_not():
    with pytest.raises(CommandError, match="至少保存183天"):
        purge("--before", "2026-01-01")
    assert SecurityEvent.objects.count() == 2
