"""The audit trail by row and by kind of row, in a stated number of queries."""

from __future__ import annotations

import pytest

from planapp.domain.audited import SHORTEST_RUN
from planapp.models import AuditEvent
from planapp.queries.audit_trail import (
    find_events,
    kinds_of_rows,
    names_of_rows,
    of_kind,
    of_row,
    with_numbers_of_rows,
)
from planapp.services.audit import created, write_audit
from tests.factories import AT, make_record, make_region, make_unit, make_unit_name

pytestmark = pytest.mark.django_db


def write(*rows):
    return write_audit(
        by=None, action="register.saved", subject="省能源局", at=AT, changes=created(*rows)
    )


def test_history_of_a_row_is_found_alone_and_within_a_run():
    names = [make_unit_name() for _ in range(SHORTEST_RUN)]
    unit = make_unit()
    imported, alone, other = write(*names), write(names[3]), write(unit)
    events = AuditEvent.objects.order_by("pk")
    assert list(of_row(events, "unitname", names[3].pk)) == [imported, alone]
    assert list(of_row(events, "unitname", names[4].pk)) == [imported]
    assert list(of_row(events, "unitname", names[-1].pk + 1)) == []
    assert list(of_row(events, "unit", unit.pk)) == [other]


def test_events_are_found_by_the_kind_of_rows_they_tell_of():
    both, unit_only = write(make_region(), make_unit()), write(make_unit(), make_unit())
    events = AuditEvent.objects.order_by("pk")
    assert list(of_kind(events, "unit")) == [both, unit_only]
    assert list(of_kind(events, "region")) == [both]
    assert list(of_kind(events, "plan")) == []


def test_number_of_rows_counts_each_row_of_a_run():
    write(make_unit(), *(make_unit_name() for _ in range(SHORTEST_RUN)))
    write()
    found = with_numbers_of_rows(AuditEvent.objects.order_by("pk"))
    assert [event.rows_changed for event in found] == [SHORTEST_RUN + 1, None]


@pytest.mark.parametrize("number", [1, 3])
def test_list_with_numbers_of_rows_takes_one_query(number, django_assert_num_queries):
    for _ in range(number):
        write(make_unit())
    with django_assert_num_queries(1):
        assert len(with_numbers_of_rows(AuditEvent.objects.all())) == number


@pytest.mark.parametrize("number", [1, 3])
def test_events_of_rows_take_two_queries(number, django_assert_num_queries):
    units = [make_unit() for _ in range(number)]
    first, second = write(*units), write(units[0])
    with django_assert_num_queries(2):
        found = find_events(units)
    assert found["unit", units[0].pk] == [first, second]
    assert set(found) == {("unit", unit.pk) for unit in units}


def test_events_of_no_rows_are_none():
    write(make_unit())
    assert find_events([]) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_names_of_rows_take_a_query_for_each_kind(number, django_assert_num_queries):
    records = [make_record() for _ in range(number)]
    changes = write(*records).changes
    with django_assert_num_queries(3):  # the records, their series, their units
        names = names_of_rows(changes)
    record = records[0]
    assert names["progressrecord", str(record.pk)] == str(record)
    assert names["series", str(record.series_id)] == str(record.series)
    assert names["unit", str(record.unit_id)] == record.unit.name


def test_names_of_rows_that_are_no_more_are_left_out():
    unit = make_unit()
    changes = [*write(unit).changes, {"model": "vanished", "pk": "1", "fields": {}}]
    key = unit.pk
    unit.delete()
    assert ("unit", str(key)) not in names_of_rows(changes)


def test_kinds_of_rows_have_their_names():
    kinds = kinds_of_rows()
    assert kinds["progressrecord"] == "数据填报"
    assert {"auditevent", "auditedrows"}.isdisjoint(kinds)
