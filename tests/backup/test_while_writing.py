"""A backup made while people write is of one instant."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from planapp.models import AuditEvent, Unit, UnitName
from planapp.services.audit import check_audit_trail
from planapp.services.restoring import restore_backup
from tests.database import wait_for_others
from tests.live import database_url
from tests.processes import environment, run_manage, running, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

# Each round writes a unit, its name and an event, in one transaction.
WRITE = """
from itertools import count
from django.db import transaction
from django.utils import timezone
from planapp.services.audit import created, write_audit
from tests.factories import make_unit, make_unit_name
for number in count():
    with transaction.atomic():
        unit = make_unit(code=f"w{number}", name=f"单位{number}")
        name = make_unit_name(unit=unit, name=f"别名{number}")
        changes = created(unit, name)
        at = timezone.now()
        write_audit(by=None, action="register.saved", subject=unit, at=at, changes=changes)
"""


def test_backup_while_others_write_comes_back_whole(tmp_path: Path) -> None:
    env = environment(tmp_path, DATABASE_URL=database_url(), SECRET_KEY=settings.SECRET_KEY)
    writer = [sys.executable, "manage.py", "shell", "-c", WRITE]
    with running(writer, env=env, log=tmp_path / "writer.log"):
        wait_until(lambda: AuditEvent.objects.count() > 50, what="somebody who writes")
        made = run_manage("backup", str(tmp_path / "backups"), env=env)
        during = Unit.objects.count()
        wait_until(lambda: Unit.objects.count() > during, what="more that is written")
    wait_for_others()
    assert (made.returncode, made.stderr) == (0, "")
    [backup] = (tmp_path / "backups").iterdir()
    written = Unit.objects.count()
    call_command("flush", interactive=False, verbosity=0)
    restore_backup(file=backup, files=tmp_path / "new", at=timezone.now())
    events = AuditEvent.objects.exclude(action="backup.restored").count()
    assert Unit.objects.count() == UnitName.objects.count() == events
    assert 50 < events < written
    assert check_audit_trail().flaw is None
