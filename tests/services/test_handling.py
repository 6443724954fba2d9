"""A unit hands its items to offices and people."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import MemberRole
from planapp.models import AuditEvent, Handling, Message
from planapp.services.errors import Refused
from planapp.services.handling import Assignment, clear, hand_out, take_over_last
from tests.factories import AT, make_cycle, make_membership, make_succession, make_unit, make_user
from tests.work import make_handling, make_round, owe_indicator, owe_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_round()


@pytest.fixture
def item(unit, cycle):
    return owe_indicator(unit, cycle)


def give(unit, cycle, items, by, **assignment):
    keys = [f"{type(item).__name__.lower()}-{item.pk}" for item in items]
    return hand_out(
        cycle=cycle, unit=unit, keys=keys, assignment=Assignment(**assignment), by=by, at=AT
    )


def rows_of():
    fields = ("office", "person", "due_on", "note", "handed_by")
    return [tuple(row) for row in Handling.objects.values_list(*fields)]


@pytest.mark.parametrize("who", ("unit_head", "unit_admin"))
def test_head_and_administrator_hand_out_several_at_once(unit, cycle, item, who, request):
    by, person = request.getfixturevalue(who), request.getfixturevalue("reporter")
    items, day = [item, owe_task(unit, cycle)], date(2024, 1, 20)
    given = {"office": " 规划处 ", "person": person, "due_on": day, "note": "附文件"}
    assert give(unit, cycle, items, by, **given) == 2
    assert rows_of() == [("规划处", person.pk, day, "附文件", by.pk)] * 2
    event = AuditEvent.objects.get()
    assert (event.action, len(event.changes)) == ("handling.handed_out", 2)
    message = Message.objects.get()
    assert (message.recipient, "交给您承办 2 项" in message.subject) == (person, True)
    assert "内部时限 2024年1月20日" in message.body


def test_handing_out_again_replaces_what_stood_there(unit, cycle, item, unit_head, reporter):
    give(unit, cycle, [item], unit_head, office="规划处", due_on=date(2024, 1, 20))
    give(unit, cycle, [item], unit_head, person=reporter)
    assert rows_of() == [("", reporter.pk, None, "", unit_head.pk)]


def test_person_alone_brings_their_office(unit, cycle, item, unit_head):
    person = make_membership(unit=unit, office="医药处").user
    give(unit, cycle, [item], unit_head, person=person)
    assert Handling.objects.get().office == "医药处"


def test_who_takes_an_item_himself_is_not_written_to(unit, cycle, item, unit_head):
    give(unit, cycle, [item], unit_head, person=unit_head)
    assert Message.objects.count() == 0


def test_long_list_is_cut_in_the_message(unit, cycle, unit_head, reporter):
    items = [owe_indicator(unit, cycle) for _ in range(22)]
    give(unit, cycle, items, unit_head, person=reporter)
    assert "另有 2 项。" in Message.objects.get().body


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ({}, "请填写承办处室，或选择承办人。"),
        ({"office": "  "}, "请填写承办处室，或选择承办人。"),
        ({"office": "规划处", "due_on": date(2024, 1, 14)}, "内部时限不能早于今天。"),
        ({"office": "规划处", "due_on": date(2024, 2, 1)}, "2024年1月31日截止。"),
    ],
)
def test_assignment_that_cannot_be_is_refused(unit, cycle, item, unit_head, assignment, said):
    with pytest.raises(Refused) as refusal:
        give(unit, cycle, [item], unit_head, **assignment)
    assert (said in str(refusal.value), Handling.objects.count()) == (True, 0)


def test_person_of_another_unit_is_refused(unit, cycle, item, unit_head, outsider):
    with pytest.raises(Refused, match="李外人不是本单位的填报人员"):
        give(unit, cycle, [item], unit_head, person=outsider)


@pytest.mark.parametrize("who", ("reporter", "outsider", "administrator"))
def test_who_may_not_hand_out_is_refused(unit, cycle, item, who, request):
    with pytest.raises(Refused, match="单位负责人和单位管理员可以分办"):
        give(unit, cycle, [item], request.getfixturevalue(who), office="规划处")


def test_head_of_another_unit_is_refused(unit, other_unit, cycle, item):
    head = make_membership(unit=other_unit, role=MemberRole.UNIT_HEAD).user
    with pytest.raises(Refused, match="省能源局的单位负责人"):
        give(unit, cycle, [item], head, office="规划处")


def test_item_that_the_unit_does_not_lead_is_refused(unit, other_unit, cycle, item, unit_head):
    foreign = owe_indicator(other_unit, cycle, support=unit)
    with pytest.raises(Refused, match="已不由省能源局"):
        give(unit, cycle, [item, foreign], unit_head, office="规划处")
    assert Handling.objects.count() == 0


def test_nothing_chosen_is_refused(unit, cycle, item, unit_head):
    with pytest.raises(Refused, match="请先勾选事项"):
        give(unit, cycle, [], unit_head, office="规划处")


def test_closed_round_is_refused(unit, cycle, item, unit_head):
    cycle.closed_on = date(2024, 1, 10)
    cycle.save()
    with pytest.raises(Refused, match="填报期未开启、已关闭"):
        give(unit, cycle, [item], unit_head, office="规划处")


def test_cleared_items_are_nobodys_again(unit, cycle, item, unit_head):
    give(unit, cycle, [item], unit_head, office="规划处")
    key = f"indicator-{item.pk}"
    assert clear(cycle=cycle, unit=unit, keys=[key], by=unit_head, at=AT) == 1
    assert Handling.objects.count() == 0
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.action, event.changes[0]["fields"]["office"]) == (
        "handling.cleared", ["规划处", None],
    )  # fmt: skip
    with pytest.raises(Refused, match="都没有分办"):
        clear(cycle=cycle, unit=unit, keys=[key], by=unit_head, at=AT)


@pytest.fixture
def last_cycle(cycle):
    """The round before, due on 31 January 2023."""
    return make_cycle(plan=cycle.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 6, 1))


def test_last_round_is_taken_over_for_what_nobody_was_given(
    unit, cycle, last_cycle, item, unit_head, reporter
):
    day = date(2023, 1, 26)  # five days before
    then = {"cycle": last_cycle, "unit": unit, "person": reporter, "due_on": day, "note": "盖章"}
    make_handling(indicator=item, **then)
    given = owe_task(unit, cycle)
    make_handling(task=given, **then)
    make_handling(task=given, cycle=cycle, unit=unit, office="办公室")
    assert take_over_last(cycle=cycle, unit=unit, by=unit_head, at=AT) == 1
    row = Handling.objects.get(cycle=cycle, indicator=item)
    assert (row.office, row.person, row.due_on, row.note) == (
        "规划处", reporter, date(2024, 1, 26), "盖章",
    )  # fmt: skip
    assert Handling.objects.get(cycle=cycle, task=given).office == "办公室"
    assert Message.objects.get().recipient == reporter


def test_people_who_left_and_days_that_passed_are_not_taken_over(
    unit, cycle, last_cycle, item, unit_head
):
    gone = make_user()
    day = date(2023, 1, 10)
    make_handling(indicator=item, cycle=last_cycle, unit=unit, person=gone, due_on=day)
    make_handling(task=owe_task(unit, cycle), cycle=last_cycle, unit=unit, person=gone, office="")
    assert take_over_last(cycle=cycle, unit=unit, by=unit_head, at=AT) == 1
    row = Handling.objects.get(cycle=cycle)
    assert (row.office, row.person, row.due_on) == ("规划处", None, None)


def test_round_of_the_unit_before_is_taken_over(unit, cycle, last_cycle, item, unit_head):
    old = make_unit(valid_to=date(2023, 12, 31))
    make_succession(predecessor=old, successor=unit)
    make_handling(indicator=item, cycle=last_cycle, unit=old)
    assert take_over_last(cycle=cycle, unit=unit, by=unit_head, at=AT) == 1
    assert Handling.objects.get(cycle=cycle).unit == unit


def test_nothing_to_take_over_is_refused(unit, cycle, item, unit_head):
    with pytest.raises(Refused, match="没有可沿用的上期分办"):
        take_over_last(cycle=cycle, unit=unit, by=unit_head, at=AT)
