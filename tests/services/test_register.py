"""Rows kept by hand."""

from __future__ import annotations

import pytest

from planapp.domain.terms import UnitKind
from planapp.models import AuditEvent, Unit, UnitName
from planapp.services.register import save_rows
from tests.factories import AT, make_unit, shared_region

pytestmark = pytest.mark.django_db


def test_new_rows_are_saved_with_one_event(administrator):
    unit = Unit(code="water", name="省水利厅", region=shared_region())
    save_rows([unit], by=administrator, at=AT)
    save_rows([UnitName(unit=unit, name=name) for name in ("水利厅", "省水厅")], by=None, at=AT)
    events = AuditEvent.objects.order_by("pk").values_list("action", "subject", "actor_name")
    assert list(events) == [
        ("register.saved", "单位：省水利厅", "陈管理"),
        ("register.saved", "单位名称：水利厅", "系统"),
    ]
    assert UnitName.objects.count() == 2


def test_changed_row_records_what_changed_alone(administrator):
    unit = make_unit(name="省水利厅")
    unit.kind = UnitKind.PARTY
    save_rows([unit], by=administrator, at=AT)
    [change] = AuditEvent.objects.get().changes
    assert change["fields"] == {"kind": ["government", "party"]}


def test_no_rows_leave_no_event(administrator):
    save_rows([], by=administrator, at=AT)
    assert AuditEvent.objects.count() == 0
