"""One row of any table of the admin."""

from __future__ import annotations

from planapp.domain.terms import SecurityKind
from planapp.models import AuditEvent
from planapp.services.register import save_rows
from planapp.services.security import record_security_event
from tests import factories
from tests.factories import AT, make_unit, make_user

FACTORY = {
    "plandocument": "document",
    "extractiondraft": "draft",
    "lightpolicy": "light_policy",
    "progressrecord": "record",
    "reportingcycle": "cycle",
    "reminderrule": "reminder_rule",
    "taskreport": "task_report",
    "annualtarget": "annual_target",
    "targetrevision": "revision",
}


def make_row(table, **changes):
    if table == "auditevent":
        save_rows([make_unit()], by=None, at=AT)
        return AuditEvent.objects.first()
    if table == "securityevent":
        return record_security_event(kind=SecurityKind.LOGIN, by=make_user(), at=AT)
    return getattr(factories, f"make_{FACTORY.get(table, table)}")(**changes)
