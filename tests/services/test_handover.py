"""What a person has at hand passes to successors; who did what stays written."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import MemberRole, ReportState
from planapp.models import AuditEvent, Handling, Message, ProgressRecord
from planapp.queries.handling import handed_on
from planapp.queries.handover import (
    count_remarks,
    holders_in,
    passing_among,
    passing_of,
    units_left_by,
)
from planapp.services.errors import Refused
from planapp.services.handover import hand_over
from tests.factories import (
    AT,
    make_extension,
    make_membership,
    make_record,
    make_task_report,
    make_user,
)
from tests.work import DAY, make_handling, make_remark, make_round, owe_indicator, owe_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_round()


@pytest.fixture
def heir(unit):
    return make_membership(
        unit=unit, office="医药处", user=make_user(username="heir", full_name="周接手")
    ).user


@pytest.fixture
def handed(unit, cycle, reporter):
    """An item handed to the reporter, with an office and a date."""
    return make_handling(
        cycle=cycle,
        indicator=owe_indicator(unit, cycle),
        unit=unit,
        person=reporter,
        due_on=date(2024, 1, 20),
        note="附文件",
    )


@pytest.fixture
def returned(unit, cycle, reporter):
    """A figure that the reporter began and that came back; nobody was handed it."""
    item = owe_indicator(unit, cycle)
    return make_record(
        series=item.series, unit=unit, recorded_by=reporter, state=ReportState.RETURNED
    )


def pass_all(leaver, unit, to, by):
    successors = {each.key: to for each in passing_of(leaver, unit, on=DAY)}
    return hand_over(leaver=leaver, unit=unit, successors=successors, by=by, at=AT)


def test_items_handed_to_somebody_pass_with_their_dates(handed, reporter, unit, heir, unit_admin):
    assert pass_all(reporter, unit, heir, unit_admin) == 1
    row = Handling.objects.get()
    assert (row.pk, row.person, row.office, row.due_on, row.note, row.handed_by) == (
        handed.pk, heir, "医药处", date(2024, 1, 20), "附文件", unit_admin,
    )  # fmt: skip
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("handover.done", "省能源局：张填报")
    told = {message.recipient: message.subject for message in Message.objects.all()}
    assert told == {
        heir: "接手张填报的 1 项：省能源局",
        reporter: "您承办的 1 项已交接：省能源局",
    }


def test_what_was_begun_passes_and_nothing_of_it_is_rewritten(
    returned, reporter, unit, heir, unit_admin
):
    before = ProgressRecord.objects.values().get()
    pass_all(reporter, unit, heir, unit_admin)
    assert ProgressRecord.objects.values().get() == before
    [found] = handed_on(DAY, units={unit.pk})
    assert (found.handling.person, found.duty.newest.recorded_by_id) == (heir, reporter.pk)
    assert (passing_of(reporter, unit, on=DAY), len(passing_of(heir, unit, on=DAY))) == ([], 1)


def test_several_successors_take_an_item_each(handed, returned, reporter, unit, heir, unit_admin):
    first, second = passing_of(reporter, unit, on=DAY)
    successors = {first.key: heir, second.key: unit_admin}
    hand_over(leaver=reporter, unit=unit, successors=successors, by=unit_admin, at=AT)
    assert set(Handling.objects.values_list("person", flat=True)) == {heir.pk, unit_admin.pk}
    assert {message.recipient for message in Message.objects.all()} == {heir, reporter}


def test_without_a_successor_the_office_keeps_the_item(handed, reporter, unit, unit_admin):
    pass_all(reporter, unit, None, unit_admin)
    assert list(Handling.objects.values_list("office", "person")) == [("规划处", None)]


def test_without_a_successor_and_an_office_the_item_is_the_units_again(
    handed, returned, reporter, unit, unit_admin
):
    handed.office = ""
    handed.save()
    assert pass_all(reporter, unit, None, unit_admin) == 2
    assert Handling.objects.count() == 0
    assert len(AuditEvent.objects.get().changes) == 1


def test_what_passes_is_what_one_holds(unit, other_unit, cycle, reporter, heir, handed, returned):
    draft = owe_task(unit, cycle)
    make_task_report(task=draft, cycle=cycle, unit=unit, recorded_by=reporter)
    asked = owe_indicator(unit, cycle)
    make_extension(cycle=cycle, indicator=asked, unit=unit, asked_by=reporter)
    for state in (ReportState.SUBMITTED, ReportState.APPROVED):
        done = owe_indicator(unit, cycle)
        make_record(series=done.series, unit=unit, recorded_by=reporter, state=state)
    others = owe_indicator(unit, cycle)
    make_record(series=others.series, unit=unit, recorded_by=reporter)
    make_handling(cycle=cycle, indicator=others, unit=unit, person=heir)
    owe_indicator(unit, cycle)
    whys = sorted(each.why for each in passing_of(reporter, unit, on=DAY))
    assert whys == sorted(["交办", "被退回", "草稿", "延期申请"])
    counted = {each.user: each.number for each in holders_in([unit.pk], on=DAY)}
    assert (counted[reporter], counted[heir]) == (len(whys), 1)


def test_remarks_stay_with_the_unit(unit, cycle, reporter):
    make_remark(cycle=cycle, unit=unit, written_by=reporter)
    old = make_remark(unit=unit, written_by=reporter)
    old.cycle.closed_on = DAY
    old.cycle.save()
    assert count_remarks(reporter, unit, on=DAY) == 1
    assert passing_of(reporter, unit, on=DAY) == []


@pytest.mark.parametrize("who", ("reporter", "unit_head", "outsider", "security_admin"))
def test_who_may_not_pass_items_on_is_refused(handed, reporter, unit, heir, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused, match="单位管理员和管理员可以办理交接"):
        pass_all(reporter, unit, heir, by)
    assert Handling.objects.get().person == reporter


def test_administrator_passes_items_of_any_unit_on(handed, reporter, unit, heir, administrator):
    assert pass_all(reporter, unit, heir, administrator) == 1


def test_administrator_of_another_unit_finds_no_unit(handed, reporter, other_unit):
    by = make_membership(unit=other_unit, role=MemberRole.UNIT_ADMIN).user
    assert units_left_by(reporter, keeper=by, on=DAY) == []


def test_person_who_left_already_can_still_be_followed(handed, reporter, unit, heir, unit_admin):
    reporter.memberships.update(valid_to=date(2024, 1, 10))
    assert pass_all(reporter, unit, heir, unit_admin) == 1


@pytest.mark.parametrize("who", ("outsider", "reporter"))
def test_successor_who_is_none_is_refused(handed, reporter, unit, unit_admin, who, request):
    with pytest.raises(Refused, match="接手人须是本单位的另一位填报人员"):
        pass_all(reporter, unit, request.getfixturevalue(who), unit_admin)


def test_what_changed_since_it_was_looked_at_is_refused(handed, reporter, unit, heir, unit_admin):
    with pytest.raises(Refused, match="刚刚有变化"):
        hand_over(leaver=reporter, unit=unit, successors={"1-task-1": heir}, by=unit_admin, at=AT)


def test_nothing_at_hand_is_refused(reporter, unit, unit_admin):
    with pytest.raises(Refused, match="没有需要交接的事项"):
        hand_over(leaver=reporter, unit=unit, successors={}, by=unit_admin, at=AT)


@pytest.mark.parametrize("rows", (1, 3))
def test_what_passes_costs_nothing_beside_what_was_handed_out(
    unit, reporter, rows, django_assert_num_queries
):
    for _ in range(rows):
        cycle = make_round()
        make_handling(cycle=cycle, indicator=owe_indicator(unit, cycle), unit=unit, person=reporter)
        task = owe_task(unit, cycle)
        make_task_report(task=task, cycle=cycle, unit=unit, recorded_by=reporter)
    handed = handed_on(DAY, units={unit.pk})
    with django_assert_num_queries(0):
        assert len(passing_among(handed, reporter)) == 2 * rows
