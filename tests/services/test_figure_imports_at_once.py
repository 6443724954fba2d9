"""Two imports of the same figures at once: one is written, one is refused. PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from planapp.domain.terms import PlanStatus, Role
from planapp.models import AuditEvent, ProgressRecord
from planapp.services.audit import check_audit_trail
from planapp.services.errors import Refused
from planapp.services.figure_imports import record_figures
from planapp.services.figure_rows import FigureRow
from tests.database import waiting_for_us
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
)
from tests.processes import wait_until

DAY = date(2023, 12, 31)
MANY = 5

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's test database has one connection"
    ),
]


@pytest.fixture
def codes(unit):
    plan = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=plan)
    series = [make_series(value_unit="亿元") for _ in range(MANY)]
    for each in series:
        indicator = make_indicator(plan=plan, series=each)
        make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
    return [each.code for each in series]


def rows(codes, value):
    return [FigureRow(code, DAY, Decimal(value), "亿元") for code in codes]


def import_both(first, second, *, by):
    """The second begins while the first is written and not yet committed; how it ends."""

    def run():
        try:
            record_figures(rows=second, by=by, at=AT)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record_figures(rows=first, by=by, at=AT)
            other = pool.submit(run)
            wait_until(waiting_for_us, what="the second import waits")
        return other.result()


@pytest.mark.parametrize("stored", [False, True], ids=["new", "changed"])
def test_one_of_two_imports_of_the_same_rows_is_refused(codes, reporter, stored):
    if stored:
        record_figures(rows=rows(codes, "1"), by=reporter, at=AT)
    events = AuditEvent.objects.count()
    told = import_both(rows(codes, "2"), rows(codes[::-1], "3"), by=reporter)
    assert told == "导入期间有人保存过其中的数据，整张表都没有写入；请重新预览后再导入。"
    assert set(ProgressRecord.objects.values_list("value", flat=True)) == {Decimal(2)}
    assert (ProgressRecord.objects.count(), AuditEvent.objects.count()) == (MANY, events + 1)
    assert check_audit_trail().flaw is None


def test_two_imports_of_different_rows_are_both_written(codes, reporter):
    record_figures(rows=rows(codes[:1], "1"), by=reporter, at=AT)  # the chain has begun
    told = import_both(rows(codes[:2], "2"), rows(codes[2:], "3"), by=reporter)
    values = sorted(ProgressRecord.objects.values_list("value", flat=True))
    assert (told, values) == ("", [2, 2, 3, 3, 3])
    assert check_audit_trail().flaw is None
