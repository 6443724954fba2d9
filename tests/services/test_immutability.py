"""The database refuses to change or delete what is recorded, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from planapp.domain.terms import SecurityKind
from planapp.models import AuditedRows, AuditEvent, SecurityCheckpoint, SecurityEvent
from planapp.services.audit import created, write_audit
from planapp.services.security import purge_security_events, record_security_event
from tests.factories import AT, make_unit

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=400)


@pytest.fixture(autouse=True)
def _recorded():
    write_audit(
        by=None, action="unit.renamed", subject="省能源局", at=AT, changes=created(make_unit())
    )
    for instant in (AT, AT, LATER, LATER):
        record_security_event(kind=SecurityKind.LOGIN, by=None, name="somebody", at=instant)
    purge_security_events(before=AT + timedelta(days=1), by=None, at=LATER)


def refused(statement):
    with pytest.raises(DatabaseError, match="不可修改、不可删除"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("model", [AuditEvent, AuditedRows, SecurityEvent, SecurityCheckpoint])
def test_database_refuses_changes_and_deletions(model):
    table, before = model._meta.db_table, list(model.objects.values())
    refused(f"UPDATE {table} SET id = id")
    refused(f"DELETE FROM {table}")
    assert before != []
    assert list(model.objects.values()) == before


def test_security_events_beyond_the_checkpoint_stay():
    assert SecurityEvent.objects.count() == 2
    last_purged = SecurityCheckpoint.objects.get().upto
    refused(f"DELETE FROM planapp_securityevent WHERE id = {last_purged + 1}")


@pytest.mark.parametrize("model", [SecurityEvent, SecurityCheckpoint])
def test_rows_refuse_by_themselves_first(model):
    row = model.objects.first()
    for attempt in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(TypeError, match="不可"):
            attempt()
