"""manage.py migrate: of two at once, the second waits and finds nothing to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from planapp.management.commands.migrate import _LOCK
from tests.database import waiting_for_us
from tests.live import database_url
from tests.processes import environment, running, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_second_migration_waits_for_the_first(tmp_path: Path) -> None:
    env = environment(tmp_path, DATABASE_URL=database_url(), SECRET_KEY=settings.SECRET_KEY)
    log = tmp_path / "migrate.log"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))  # as one that is at work
        with running([sys.executable, "manage.py", "migrate"], env=env, log=log) as second:
            wait_until(waiting_for_us, what="a second migration that waits")
            assert second.poll() is None
            cursor.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
            assert second.wait(timeout=120) == 0
    assert "No migrations to apply" in log.read_text() or "没有要应用的迁移" in log.read_text()
