"""What supporting units contribute, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import ReportState, Role
from planapp.models import AuditEvent, Evidence, Remark
from planapp.queries.duties import duties_on
from planapp.queries.evidence import may_see_evidence
from planapp.queries.remarks import find_supported, remarks_of, remarks_on_report, supported_by
from planapp.services.errors import Refused
from planapp.services.evidence import Limits, add_file, remove
from planapp.services.remarks import change_remark, remove_remark, write_remark
from tests.evidence import PDF
from tests.factories import (
    AT,
    make_indicator,
    make_membership,
    make_record,
    make_responsibility,
    make_series,
    make_task_report,
)
from tests.work import DAY, duty_about, make_remark, make_round, owe_indicator, owe_task

pytestmark = pytest.mark.django_db

LIMITS = Limits(1024 * 1024, 20)


@pytest.fixture
def cycle():
    return make_round()


@pytest.fixture
def item(unit, other_unit, cycle):
    """Led by the reporter's unit, supported by the outsider's."""
    return owe_indicator(unit, cycle, support=other_unit)


def write(item, unit, by, text="已完成选址。"):
    return write_remark(duty=duty_about(item), unit=unit, text=text, by=by, at=AT)


def submit(item, unit):
    return make_record(series=item.series, unit=unit, state=ReportState.SUBMITTED)


def test_supporting_unit_says_something_of_an_indicator(item, other_unit, outsider, cycle):
    write(item, other_unit, outsider, text=" 已完成选址。 ")
    remark = Remark.objects.get()
    assert (remark.indicator, remark.task, remark.cycle, remark.unit, remark.text) == (
        item, None, cycle, other_unit, "已完成选址。",
    )  # fmt: skip
    assert AuditEvent.objects.get().action == "remark.written"


def test_supporting_unit_says_something_of_a_task(unit, other_unit, outsider, cycle):
    task = owe_task(unit, cycle, support=other_unit)
    remark = write(task, other_unit, outsider)
    assert remarks_of(duty_about(task)) == [remark]


def test_second_lead_contributes_and_the_first_does_not(item, unit, other_unit, outsider, reporter):
    item.responsibilities.filter(unit=other_unit).update(role=Role.LEAD, order=2)
    write(item, other_unit, outsider)
    with pytest.raises(Refused, match="没有请您的单位配合"):
        write(item, unit, reporter)


def test_unit_without_a_part_is_refused(unit, other_unit, outsider, cycle):
    with pytest.raises(Refused, match="没有请您的单位配合"):
        write(owe_indicator(unit, cycle), other_unit, outsider)


def test_part_that_ended_is_refused(item, other_unit, outsider):
    item.responsibilities.filter(unit=other_unit).update(valid_to=date(2024, 1, 14))
    with pytest.raises(Refused, match="没有请您的单位配合"):
        write(item, other_unit, outsider)


def test_closed_round_is_refused(item, other_unit, outsider, cycle):
    duty = duty_about(item)
    cycle.closed_on = DAY
    cycle.save()
    with pytest.raises(Refused, match="填报期未开启、已关闭"):
        write_remark(duty=duty, unit=other_unit, text="好", by=outsider, at=AT)


def test_person_of_another_unit_is_refused(item, other_unit, reporter):
    with pytest.raises(Refused, match="只有省交通运输厅的填报人"):
        write(item, other_unit, reporter)


def test_nothing_said_is_refused(item, other_unit, outsider):
    with pytest.raises(Refused, match="请填写意见"):
        write(item, other_unit, outsider, text=" \n ")


def test_own_remark_is_changed_and_taken_back_while_the_lead_waits(item, other_unit, outsider):
    remark = write(item, other_unit, outsider)
    change_remark(remark=remark, text="已开工。", by=outsider, at=AT)
    assert Remark.objects.get().text == "已开工。"
    remove_remark(remark=remark, by=outsider, at=AT)
    assert Remark.objects.count() == 0
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["remark.written", "remark.changed", "remark.removed"]


def test_remark_of_a_colleague_is_refused_in_words(item, other_unit, outsider):
    remark = write(item, other_unit, outsider)
    colleague = make_membership(unit=other_unit).user
    with pytest.raises(Refused, match="由李外人填写，只有本人可以修改"):
        change_remark(remark=remark, text="改了", by=colleague, at=AT)


def test_what_was_said_stands_once_the_lead_has_submitted(item, unit, other_unit, outsider):
    remark = write(item, other_unit, outsider)
    evidence = attach(remark, outsider)
    submit(item, unit)
    for change in (
        lambda: change_remark(remark=remark, text="改了", by=outsider, at=AT),
        lambda: remove_remark(remark=remark, by=outsider, at=AT),
        lambda: remove(evidence=evidence, by=outsider, at=AT),
    ):
        with pytest.raises(Refused, match="牵头单位已提交这一项"):
            change()
    attach(write(item, other_unit, outsider, text="补充：已验收。"), outsider)
    assert Remark.objects.count() == 2


def test_remark_with_evidence_is_not_taken_back_before_it(item, other_unit, outsider):
    remark = write(item, other_unit, outsider)
    evidence = attach(remark, outsider)
    with pytest.raises(Refused, match="先移除这条意见的佐证材料"):
        remove_remark(remark=remark, by=outsider, at=AT)
    remove(evidence=evidence, by=outsider, at=AT)
    remove_remark(remark=remark, by=outsider, at=AT)
    assert (Evidence.objects.count(), Remark.objects.count()) == (0, 0)


def attach(remark, by):
    return add_file(backed=remark, content=PDF, file_name="批复.pdf", limits=LIMITS, by=by, at=AT)


def test_file_is_seen_by_both_units_and_supervisors_but_nobody_else(
    item, unit, other_unit, outsider, reporter, supervisor
):
    evidence = attach(write(item, other_unit, outsider), outsider)
    stranger = make_membership().user
    seen = [may_see_evidence(who, evidence, on=DAY) for who in (outsider, reporter, supervisor)]
    assert (seen, may_see_evidence(stranger, evidence, on=DAY)) == ([True] * 3, False)


def test_file_is_seen_by_who_provides_the_figure(unit, other_unit, outsider, reporter, cycle):
    item = make_indicator(plan=cycle.plan, series=make_series(provider=unit))
    make_responsibility(indicator=item, unit=other_unit, role=Role.SUPPORT)
    evidence = attach(write(item, other_unit, outsider), outsider)
    assert may_see_evidence(reporter, evidence, on=DAY)


@pytest.mark.parametrize("rows", (1, 3))
def test_supported_items_cost_one_query(unit, other_unit, rows, django_assert_num_queries):
    for _ in range(rows):
        cycle = make_round()
        item = owe_indicator(unit, cycle, support=other_unit)
        make_remark(indicator=item, cycle=cycle, unit=other_unit)
        make_remark(indicator=item, cycle=cycle)
        owe_task(unit, cycle)
    duties = duties_on(DAY, units={other_unit.pk})
    with django_assert_num_queries(1):
        found = supported_by(duties, {other_unit.pk})
    assert [(each.unit, len(each.own)) for each in found] == [(other_unit, 1)] * rows


@pytest.mark.parametrize("rows", (1, 3))
def test_remarks_on_a_report_cost_two_queries(item, unit, cycle, rows, django_assert_num_queries):
    task = owe_task(unit, cycle)
    for _ in range(rows):
        make_remark(indicator=item, cycle=cycle)
        make_remark(task=task, cycle=cycle)
    for report in (submit(item, unit), make_task_report(task=task, cycle=cycle, unit=unit)):
        with django_assert_num_queries(2):
            found = [
                (str(each.unit), list(each.evidence.all())) for each in remarks_on_report(report)
            ]
        assert len(found) == rows


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (ReportState.DRAFT, False),
        (ReportState.CONFIRMING, False),
        (ReportState.SUBMITTED, True),
        (ReportState.RETURNED, True),
        (ReportState.APPROVED, True),
    ],
)
def test_supporting_unit_sees_what_was_handed_in(item, unit, other_unit, cycle, state, seen):
    record = make_record(series=item.series, unit=unit, state=state)
    found = find_supported(DAY, {other_unit.pk}, cycle_id=cycle.pk, indicator_id=item.pk)
    assert found.report == (record if seen else None)


@pytest.mark.parametrize(
    ("due_on", "said", "state", "late"),
    [
        (date(2024, 1, 14), False, None, True),
        (date(2024, 1, 14), True, None, False),
        (date(2024, 1, 14), False, ReportState.SUBMITTED, False),
        (date(2024, 1, 15), False, None, False),
        (None, False, None, False),
    ],
)
def test_supporting_unit_is_late_when_its_day_passed_unused(  # a table's columns
    item, unit, other_unit, cycle, due_on, said, state, late
):
    cycle.internal_due_on = due_on
    cycle.save()
    if said:
        make_remark(indicator=item, cycle=cycle, unit=other_unit)
    if state:
        make_record(series=item.series, unit=unit, state=state)
    found = find_supported(DAY, {other_unit.pk}, cycle_id=cycle.pk, indicator_id=item.pk)
    assert found.is_late(DAY) is late
