"""Names that a plan writes and nobody answers to: told by a person who they mean."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import Decision, ItemKind, PlanStatus, Role, UnitKind
from planapp.models import AuditEvent, Gap, Responsibility, Unit, UnitName
from planapp.services.errors import Refused
from planapp.services.setup import assign_default_lead
from planapp.services.units import resolve_units
from planapp.services.written_units import (
    NewUnit,
    assign_written_unit,
    read_written_units,
    register_written_unit,
)
from tests.factories import (
    AT,
    make_draft,
    make_draft_item,
    make_gap,
    make_indicator,
    make_plan,
    make_responsibility,
    make_task,
    make_unit,
    make_unit_name,
    shared_region,
)

pytestmark = pytest.mark.django_db


class Text:
    """A published plan whose tasks name units."""

    def __init__(self, **changes):
        self.plan = make_plan(**changes)
        self.draft = make_draft(document=self.plan.document)
        self.length = 0

    def task(self, *units, decision=Decision.ACCEPTED):
        place = {"start": self.length, "end": self.length + 10}
        self.length += 10
        written = [{"name": name, "role": role} for name, role in units]
        make_draft_item(
            draft=self.draft,
            kind=ItemKind.TASK,
            decision=decision,
            extracted={"title": "任务", "quote": "……", "units": written, **place},
        )
        return make_task(plan=self.plan, **place)


def pending(plan):
    return [one.name for one in read_written_units(plan) if not one.is_settled]


def assign(plan, name, units, by, **more):
    return assign_written_unit(plan=plan, name=name, units=units, by=by, at=AT, **more)


def parts(item):
    rows = item.responsibilities.order_by("order", "pk")
    return [(row.unit, row.role, row.order, row.written_as) for row in rows]


def test_names_nobody_has_a_part_under_are_pending(unit):
    text = Text()
    known = text.task(("省能源局", "lead"), ("省水族馆", "support"))
    make_responsibility(task=known, unit=unit, written_as="省能源局")
    text.task(("省气象台", "lead"), ("省水族馆", "support"))
    text.task(("省动物园", "lead"), decision=Decision.REJECTED)
    text.task()
    assert pending(text.plan) == ["省水族馆", "省气象台"]


def test_second_spelling_of_a_unit_that_holds_the_part_is_settled(unit):
    make_unit_name(unit=unit, name="能源局")
    text = Text()
    task = text.task(("省能源局", "lead"), ("能源局", "lead"))
    make_responsibility(task=task, unit=unit, written_as="省能源局")
    assert pending(text.plan) == []


def test_name_that_the_register_has_learnt_since_stays_pending_with_its_unit(unit):
    text = Text()
    text.task(("省能源局", "lead"))
    [one] = read_written_units(text.plan)
    assert (one.is_settled, one.suggestions) == (False, (unit,))


@pytest.mark.parametrize("names", (1, 3))
def test_written_units_of_any_number_cost_nine_queries(names, unit, django_assert_num_queries):
    text = Text()
    text.task((unit.name, "lead"))
    for number in range(names):
        text.task((f"省第{number}馆", "lead"))
    with django_assert_num_queries(9):
        assert len(read_written_units(text.plan)) == names + 1


def test_task_no_longer_in_the_plan_names_nobody(administrator, unit):
    text = Text()
    task = text.task(("省水族馆", "lead"))
    task.delete()
    assert read_written_units(text.plan) == []
    with pytest.raises(Refused, match="没有写到“省水族馆”"):
        assign(text.plan, "省水族馆", [unit], administrator)


def test_name_is_assigned_in_every_task_and_in_the_indicators_inside(administrator, unit):
    text = Text()
    first = text.task(("省教育厅", "lead"), ("省水族馆", "support"))
    second = text.task(("省水族馆", "lead"))
    inside, outside = make_indicator(plan=text.plan, task=second), make_indicator(plan=text.plan)
    assert assign(text.plan, "省水族馆", [unit], administrator) == 3
    assert parts(first) == [(unit, Role.SUPPORT, 1, "省水族馆")]
    assert parts(second) == parts(inside) == [(unit, Role.LEAD, 0, "省水族馆")]
    assert parts(outside) == []
    [event] = AuditEvent.objects.all()
    assert (event.action, len(event.changes)) == ("plan.unit_assigned", 3)


def test_assigning_again_changes_nothing(administrator, unit):
    text = Text()
    text.task(("省水族馆", "lead"))
    assign(text.plan, "省水族馆", [unit], administrator)
    assert assign(text.plan, "省水族馆", [unit], administrator) == 0
    assert (Responsibility.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_class_is_given_to_all_its_units_and_keeps_its_name(administrator, unit, other_unit):
    text = Text()
    task = text.task(("各市州人民政府", "responsible"))
    assign(text.plan, "各市州人民政府", [unit, other_unit], administrator)
    [one] = read_written_units(text.plan)
    assert (one.is_class, one.is_settled, one.units) == (True, True, [unit, other_unit])
    assert {row[3] for row in parts(task)} == {"各市州人民政府"}


def test_part_that_was_ended_by_hand_is_not_given_again(administrator, unit):
    text = Text()
    task = text.task(("省水族馆", "lead"))
    make_responsibility(task=task, unit=unit, written_as="省水族馆", valid_to=date(2023, 1, 1))
    assert assign(text.plan, "省水族馆", [unit], administrator) == 0


def test_part_given_by_hand_becomes_what_the_text_says(administrator, unit):
    text = Text()
    task = text.task(("省教育厅", "support"), ("省水族馆", "lead"))
    make_responsibility(task=task, unit=unit)
    assert assign(text.plan, "省水族馆", [unit], administrator) == 1
    assert parts(task) == [(unit, Role.LEAD, 1, "省水族馆")]


def test_default_lead_steps_back_where_the_text_names_who_answers(administrator, unit, other_unit):
    text = Text(default_lead=other_unit, status=PlanStatus.PREPARING)
    answered = text.task(("省水族馆", "responsible"))
    supported = text.task(("省水族馆", "support"))
    assign_default_lead(plan=text.plan, by=administrator, at=AT)
    assign(text.plan, "省水族馆", [unit], administrator)
    assert [row[0] for row in parts(answered)] == [unit]
    assert {row[0] for row in parts(supported)} == {unit, other_unit}


def test_default_lead_of_a_running_plan_keeps_its_time(administrator, unit, other_unit):
    text = Text(default_lead=other_unit)
    task = text.task(("省水族馆", "lead"))
    assign_default_lead(plan=text.plan, by=administrator, at=AT)
    assign(text.plan, "省水族馆", [unit], administrator)
    in_office = {row.unit: row.valid_to for row in task.responsibilities.all()}
    assert in_office == {other_unit: date(2024, 1, 14), unit: None}


def test_assigning_leaves_the_gaps_as_they_are(administrator, unit):
    text = Text()
    task = text.task(("省水族馆", "lead"))
    make_gap(indicator=make_indicator(plan=text.plan, task=task))
    assign(text.plan, "省水族馆", [unit], administrator)
    assert Gap.objects.get().stale is False


def test_alias_is_kept_for_as_long_as_the_unit_stands(administrator):
    unit = make_unit(name="浙江省海洋馆", valid_from=date(2015, 1, 1))
    text = Text()
    text.task(("省水族馆", "lead"))
    assign(text.plan, "省水族馆", [unit], administrator, as_alias=True)
    [alias] = unit.names.all()
    assert (alias.name, alias.valid_from, alias.valid_to) == ("省水族馆", date(2015, 1, 1), None)
    found = resolve_units(["省水族馆"], region=shared_region(), on=date(2021, 5, 1))
    assert found["省水族馆"].unit == unit


@pytest.mark.parametrize(("name", "count"), [("各市州人民政府", 1), ("省水族馆", 2)])
def test_alias_of_a_class_or_of_several_units_is_refused(administrator, name, count):
    text = Text()
    text.task((name, "lead"))
    units = [make_unit() for _ in range(count)]
    with pytest.raises(Refused, match="不能记为别名"):
        assign(text.plan, name, units, administrator, as_alias=True)
    assert Responsibility.objects.count() == 0


def test_nobody_chosen_is_refused(administrator):
    text = Text()
    text.task(("省水族馆", "lead"))
    with pytest.raises(Refused, match="请选择"):
        assign(text.plan, "省水族馆", [], administrator)


def test_new_unit_is_registered_with_the_written_name_and_gets_its_parts(administrator):
    text = Text()
    task = text.task(("省水族馆", "lead"))
    new = NewUnit("浙江省水族馆", UnitKind.INSTITUTION, shared_region())
    made = register_written_unit(plan=text.plan, name="省水族馆", new=new, by=administrator, at=AT)
    assert (made.code, made.kind) == ("330000-001", UnitKind.INSTITUTION)
    assert [str(alias) for alias in made.names.all()] == ["省水族馆"]
    assert [row[0] for row in parts(task)] == [made]


def test_new_unit_of_a_name_that_is_registered_is_refused(administrator, unit):
    text = Text()
    text.task(("省水族馆", "lead"))
    UnitName.objects.create(unit=unit, name="省旧称")
    before = Unit.objects.count()
    for known in (unit.name, "省旧称"):
        new = NewUnit(known, UnitKind.GOVERNMENT, unit.region)
        with pytest.raises(Refused, match=f"名册里已有“{known}”（{unit}）"):
            register_written_unit(plan=text.plan, name="省水族馆", new=new, by=administrator, at=AT)
    assert Unit.objects.count() == before


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_only_administrators_may(who, request, unit):
    person = request.getfixturevalue(who)
    text = Text()
    text.task(("省水族馆", "lead"))
    new = NewUnit("浙江省水族馆", UnitKind.GOVERNMENT, shared_region())
    with pytest.raises(Refused, match="只有管理员"):
        assign(text.plan, "省水族馆", [unit], person)
    with pytest.raises(Refused, match="只有管理员"):
        register_written_unit(plan=text.plan, name="省水族馆", new=new, by=person, at=AT)
