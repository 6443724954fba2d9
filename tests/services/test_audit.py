"""The chained audit trail."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planapp.domain.audited import SHORTEST_RUN
from planapp.models import AuditEvent
from planapp.services.audit import (
    changed,
    check_audit_trail,
    created,
    find_flaws,
    snapshot,
    write_audit,
)
from planapp.services.chain import GENESIS, Flaw
from planapp.services.origin import current_origin
from tests.factories import AT, SENTENCE, make_document, make_unit, make_unit_name
from tests.intruder import tamper

pytestmark = pytest.mark.django_db


def write(number=1, **changes):
    given = {"by": None, "action": "unit.renamed", "subject": "省能源局", "at": AT}
    return [write_audit(**given | changes) for _ in range(number)][-1]


def test_event_says_who_when_from_where_and_what(administrator):
    unit = make_unit(name="省能源局")
    before = snapshot(unit)
    unit.name = "省发展改革委"
    token = current_origin.set("10.0.0.8")
    try:
        write(by=administrator, subject=unit, changes=[changed(unit, before)])
    finally:
        current_origin.reset(token)
    event = AuditEvent.objects.get()
    assert (event.actor, event.actor_name, event.at, event.origin) == (
        administrator,
        "陈管理",
        AT,
        "10.0.0.8",
    )
    assert event.changes == [
        {"model": "unit", "pk": str(unit.pk), "fields": {"name": ["省能源局", "省发展改革委"]}}
    ]


def test_event_of_a_schedule_is_the_systems():
    event = write()
    assert (event.actor, event.actor_name) == (None, "系统")


def test_new_row_is_recorded_with_all_its_values():
    unit = make_unit(name="省能源局")
    write(changes=created(unit))
    assert AuditEvent.objects.get().changes[0]["fields"]["name"] == [None, "省能源局"]


def test_passwords_and_long_texts_are_recorded_as_checksums(administrator):
    document = make_document(text=SENTENCE * 30)
    texts = [snapshot(document)["text"], snapshot(administrator)["password"]]
    assert [len(text) for text in texts] == [64, 64]
    assert administrator.password not in texts


def test_events_are_chained_from_the_first():
    write(3)
    events = list(AuditEvent.objects.order_by("pk"))
    assert events[0].previous_hash == GENESIS
    assert [late.previous_hash for _, late in pairwise(events)] == [
        early.hash for early, _ in pairwise(events)
    ]
    check = check_audit_trail()
    assert (check.number, check.last, check.flaw) == (3, events[-1], None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "别人"),
        ("at", "2024-01-15 02:00:01"),
        ("origin", "10.0.0.9"),
        ("action", "unit.left_alone"),
        ("subject", "省交通厅"),
        ("changes", '[{"model": "unit"}]'),
        ("digest", "0" * 64),
        ("hash", "f" * 64),
    ],
)
def test_tampering_with_an_event_is_found(column, value):
    write(3)
    second = AuditEvent.objects.order_by("pk")[1]
    tamper(f"UPDATE planapp_auditevent SET {column} = %s WHERE id = %s", value, second.pk)
    check = check_audit_trail()
    assert (check.number, check.flaw) == (1, Flaw(second, "内容被改动"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE planapp_auditedrows SET first = first + 1 WHERE event_id = %s",
        "UPDATE planapp_auditedrows SET model = 'plan' WHERE event_id = %s",
        "DELETE FROM planapp_auditedrows WHERE event_id = %s",
    ],
)
def test_tampering_with_the_index_of_rows_is_found(statement):
    unit = make_unit()
    first, second = write(changes=created(unit)), write(changes=created(unit))
    assert check_audit_trail().flaw is None
    tamper(statement, second.pk)
    assert check_audit_trail().flaw == Flaw(second, "内容被改动")
    assert find_flaws([first, second]) == {first.pk: [], second.pk: ["内容与封存时不符"]}


def test_event_is_indexed_by_the_rows_it_changed():
    units = [make_unit() for _ in range(2)]
    series = [make_unit_name(unit=units[0]) for _ in range(SHORTEST_RUN)]
    event = write(changes=created(*units, *series))
    assert list(event.audited.values_list("model", "first", "last")) == [
        *(("unit", unit.pk, unit.pk) for unit in units),
        ("unitname", series[0].pk, series[-1].pk),
    ]


def test_event_without_changes_is_not_indexed():
    assert not write().audited.exists()


def test_flaws_of_events_tell_which_neighbour_does_not_fit():
    events = [write() for _ in range(4)]
    assert find_flaws(events) == {event.pk: [] for event in events}
    tamper("DELETE FROM planapp_auditevent WHERE id = %s", events[1].pk)
    first, _, third, last = events
    assert find_flaws([first, third, last]) == {
        first.pk: ["与后一条不相接"],
        third.pk: ["与前一条不相接"],
        last.pk: [],
    }


@pytest.mark.parametrize("number", [1, 3])
def test_flaws_of_events_take_four_queries(number, django_assert_num_queries):
    unit = make_unit()
    events = [write(changes=created(unit)) for _ in range(number)]
    with django_assert_num_queries(4):
        find_flaws(events)


def test_event_taken_out_of_the_middle_is_found():
    write(3)
    _, second, third = AuditEvent.objects.order_by("pk")
    tamper("DELETE FROM planapp_auditevent WHERE id = %s", second.pk)
    assert check_audit_trail().flaw == Flaw(third, "它前面的一条被删除或改写")


def test_events_whose_order_was_changed_are_found():
    write(3)
    _, second, third = AuditEvent.objects.order_by("pk")
    tamper("UPDATE planapp_auditevent SET id = 9999 WHERE id = %s", second.pk)
    assert check_audit_trail().flaw == Flaw(third, "次序被改动")


def test_trail_is_checked_from_an_event_on():
    write(3)
    first, second, third = AuditEvent.objects.order_by("pk")
    tamper("UPDATE planapp_auditevent SET subject = 'x' WHERE id = %s", first.pk)
    check = check_audit_trail(from_id=second.pk)
    assert (check.number, check.last, check.flaw) == (2, third, None)


def test_trail_can_only_grow():
    event = write()
    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(action="x"),
    ):
        with pytest.raises(TypeError, match="不可"):
            attempt()
    assert check_audit_trail().flaw is None
