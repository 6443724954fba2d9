"""Open duties of reorganised units go, item by item, to those that took them over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planapp.demo.plans import load_document
from planapp.domain.terms import MemberRole, PlanStatus, ReportState, Role
from planapp.models import AuditEvent, Plan, Responsibility, Unit, User
from planapp.queries.answering import load_successors
from planapp.queries.duties import duties_on
from planapp.queries.successions import parts_held, parts_shown, reform_of, reforms_on
from planapp.services.errors import Refused
from planapp.services.fixtures import load_fixtures
from planapp.services.reforms import pass_on_duties
from tests.conftest import make_person
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_succession,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db
TODAY = date(2024, 1, 15)
REFORM = date(2024, 1, 1)
ROOT = Path(__file__).parents[2]


class Split:
    """A unit that ended on New Year's Day, split between two, with a plan under way."""

    def __init__(self):
        self.old = make_unit(name="省食品药品监管局", valid_to=date(2023, 12, 31))
        self.food, self.drugs = make_unit(name="省市场监管局"), make_unit(name="省药监局")
        make_succession(predecessor=self.old, successor=self.food, on=REFORM, scope="食品安全监管")
        make_succession(predecessor=self.old, successor=self.drugs, on=REFORM, scope="药品监管")
        self.plan = make_plan(status=PlanStatus.ACTIVE)
        self.cycle = make_cycle(plan=self.plan)

    def task(self, title, role=Role.LEAD):
        task = make_task(plan=self.plan, title=title)
        return task, make_responsibility(task=task, unit=self.old, role=role)


def pass_on(unit, choices, by, *, on=REFORM, doc_number="黔府发〔2018〕1号", at=AT):
    return pass_on_duties(unit=unit, choices=choices, on=on, doc_number=doc_number, by=by, at=at)


def answering(plan, day=TODAY):
    return {str(duty.item): duty.unit.name for duty in duties_on(day, plan=plan) if duty.unit}


def test_choice_gives_each_item_to_its_successor(administrator):
    world = Split()
    _, of_drugs = world.task("药品追溯体系")
    _, of_food = world.task("食品安全示范县")
    assert answering(world.plan) == {
        "药品追溯体系": "省市场监管局",
        "食品安全示范县": "省市场监管局",
    }
    choices = {
        f"part-{of_drugs.pk}": world.drugs.pk,
        f"part-{of_food.pk}": world.food.pk,
    }
    assert pass_on(world.old, choices, administrator) == 2
    assert answering(world.plan) == {"药品追溯体系": "省药监局", "食品安全示范县": "省市场监管局"}


def test_choice_ends_the_old_part_and_shows_the_chain(administrator):
    world = Split()
    task, old = world.task("药品追溯体系", Role.SUPPORT)
    pass_on(world.old, {f"part-{old.pk}": world.drugs.pk}, administrator)
    old.refresh_from_db()
    new = task.responsibilities.get(unit=world.drugs)
    assert (old.unit, old.valid_to) == (world.old, date(2023, 12, 31))
    assert (new.role, new.valid_from, new.valid_to) == (Role.SUPPORT, REFORM, None)
    assert (new.took_over_from, new.doc_number) == (old, "黔府发〔2018〕1号")
    event = AuditEvent.objects.get(action="responsibility.passed_on")
    assert [row["pk"] for row in event.changes] == [str(old.pk), str(new.pk)]


def test_what_was_reported_keeps_the_unit_that_reported_it(administrator):
    world = Split()
    indicator = make_indicator(plan=world.plan)
    part = make_responsibility(indicator=indicator, unit=world.old)
    record = make_record(
        series=indicator.series, unit=world.old, state=ReportState.APPROVED,
        as_of_on=date(2022, 12, 31),
    )  # fmt: skip
    pass_on(world.old, {f"part-{part.pk}": world.drugs.pk}, administrator)
    record.refresh_from_db()
    assert record.unit == world.old


def test_series_goes_to_a_new_provider(administrator):
    world = Split()
    series = make_series(provider=world.old)
    make_indicator(plan=world.plan, series=series)
    reform = reform_of(world.old, on=TODAY)
    assert [part.key for part in parts_held(reform, on=TODAY)] == [f"series-{series.pk}"]
    pass_on(world.old, {f"series-{series.pk}": world.drugs.pk}, administrator)
    series.refresh_from_db()
    assert series.provider == world.drugs


def test_successor_that_has_the_same_part_already_keeps_one(administrator):
    world = Split()
    task, old = world.task("药品追溯体系")
    make_responsibility(task=task, unit=world.drugs)
    pass_on(world.old, {f"part-{old.pk}": world.drugs.pk}, administrator)
    assert task.responsibilities.filter(valid_to=None).count() == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"choices": {}}, "请至少为一项选择承接单位。"),
        ({"on": date(2023, 12, 31)}, "承接日期不能更早"),
        ({"choices": {"part-999999": 1}}, "已不再承担"),
    ],
)
def test_impossible_transfer_is_refused(administrator, change, expected):
    world = Split()
    _, part = world.task("药品追溯体系")
    wanted = {"choices": {f"part-{part.pk}": world.drugs.pk}, "on": REFORM} | change
    with pytest.raises(Refused, match=expected):
        pass_on(world.old, wanted["choices"], administrator, on=wanted["on"])
    assert Responsibility.objects.count() == 1


def test_transfer_to_a_unit_that_took_nothing_over_is_refused(administrator, other_unit):
    world = Split()
    _, first = world.task("药品追溯体系")
    _, second = world.task("食品安全示范县")
    choices = {f"part-{first.pk}": world.drugs.pk, f"part-{second.pk}": other_unit.pk}
    with pytest.raises(Refused, match="不是省食品药品监管局的承接单位"):
        pass_on(world.old, choices, administrator)
    assert Responsibility.objects.filter(unit=world.old, valid_to=None).count() == 2


def test_second_transfer_of_the_same_part_is_refused(administrator):
    world = Split()
    _, part = world.task("药品追溯体系")
    pass_on(world.old, {f"part-{part.pk}": world.drugs.pk}, administrator)
    with pytest.raises(Refused, match="可能刚刚有人办理过"):
        pass_on(world.old, {f"part-{part.pk}": world.food.pk}, administrator)


def test_part_that_began_after_the_day_is_refused(administrator):
    world = Split()
    task = make_task(plan=world.plan)
    part = make_responsibility(task=task, unit=world.old, valid_from=date(2024, 1, 10))
    with pytest.raises(Refused, match="承接日期须更晚"):
        pass_on(world.old, {f"part-{part.pk}": world.drugs.pk}, administrator)


def test_only_administrators_pass_duties_on(supervisor):
    world = Split()
    _, part = world.task("药品追溯体系")
    with pytest.raises(Refused, match="只有管理员"):
        pass_on(world.old, {f"part-{part.pk}": world.drugs.pk}, supervisor)


def test_reforms_are_listed_by_what_has_to_be_decided():
    world = Split()
    world.task("药品追溯体系")
    renamed = make_unit(name="省经信委", valid_to=date(2023, 12, 31))
    make_succession(predecessor=renamed, successor=make_unit(name="省工信厅"), on=REFORM)
    make_responsibility(task=make_task(plan=world.plan), unit=renamed)
    gone, nobody = make_unit(name="省某办", valid_to=date(2023, 12, 31)), make_unit(name="省某局")
    nobody.valid_to = date(2023, 12, 31)
    nobody.save()
    make_succession(predecessor=gone, successor=nobody, on=REFORM)
    make_responsibility(task=make_task(plan=world.plan), unit=gone)
    found = [
        (one.unit.name, one.number, one.is_undecided, one.is_orphaned) for one in reforms_on(TODAY)
    ]
    assert found == [
        ("省某办", 1, False, True),
        ("省食品药品监管局", 1, True, False),
        ("省经信委", 1, False, False),
    ]


def test_reforms_to_come_and_ended_plans_are_left_out():
    world = Split()
    world.task("药品追溯体系")
    assert reforms_on(date(2023, 12, 1)) == []
    world.plan.status = PlanStatus.ENDED
    world.plan.save()
    assert [one.number for one in reforms_on(TODAY)] == [0]


def test_reforms_that_lead_back_end(django_assert_num_queries):
    one, two = (make_unit(name=name, valid_to=date(2023, 12, 31)) for name in ("甲局", "乙局"))
    make_succession(predecessor=one, successor=two, on=REFORM)
    make_succession(predecessor=two, successor=one, on=REFORM)
    with django_assert_num_queries(3):
        assert [reform.heirs for reform in reforms_on(TODAY)] == [(), ()]


@pytest.mark.parametrize("rows", [1, 3])
def test_held_parts_cost_two_queries(rows, django_assert_num_queries):
    world = Split()
    for number in range(rows):
        world.task(f"药品任务{number}")
    reform = reform_of(world.old, on=TODAY)
    with django_assert_num_queries(2):
        held = parts_held(reform, on=TODAY)
        assert [part.item.plan.title for part in held] == [world.plan.title] * rows


def test_part_of_an_abolished_unit_names_who_answers_now():
    world = Split()
    task, part = world.task("药品追溯体系")
    [shown] = parts_shown(task.responsibilities.select_related("unit"), on=TODAY)
    assert (shown.part, shown.heirs) == (part, (world.food, world.drugs))


# The real plan of Guizhou (2016), through the reforms of 2018 and 2023 (in the province 2024).


@pytest.fixture
def guizhou(administrator: User) -> Plan:
    """Published in 2016 and under way, all its names of units read by the register of the day."""
    load_fixtures(folder=ROOT / "fixtures", at=AT)
    row = {
        "file": "guizhou-2016.txt",
        "kind": "official",
        "sector": "0101",
        "default_lead": "GZ-JXW",
        "period": [2016, 2020],
        "indicators": [],
    }
    loaded = load_document(row, folder=ROOT / "seeds", by=administrator, day=date(2016, 12, 1))
    assert loaded.plan is not None
    plan = loaded.plan
    plan.status, plan.period_end = PlanStatus.ACTIVE, 2024
    plan.save()
    return plan


def open_round(plan: Plan, year: int) -> None:
    make_cycle(
        plan=plan,
        as_of_on=date(year, 12, 31),
        opens_on=date(year, 12, 31),
        due_on=date(year + 1, 12, 1),
    )


def gz(code: str) -> Unit:
    return Unit.objects.get(code=f"GZ-{code}")


def led_by(plan: Plan, unit: Unit, day: date) -> set[int]:
    return {duty.item.pk for duty in duties_on(day, plan=plan) if duty.task and duty.unit == unit}


def test_guizhou_plan_survives_the_reform_of_2018(guizhou, administrator):
    open_round(guizhou, 2018)
    before, after = date(2018, 10, 31), date(2019, 1, 15)
    at = datetime(2019, 1, 15, 2, 0, tzinfo=UTC)
    old, food, drugs = gz("SPJ"), gz("SCJ"), gz("YPJ")
    reforms = {one.unit.code: one for one in reforms_on(after) if one.number}
    assert reforms["GZ-SPJ"].is_undecided
    assert not reforms["GZ-JXW"].is_undecided  # one successor: nothing to decide
    assert [heir.unit for heir in reforms["GZ-JXW"].heirs] == [gz("GXT")]
    # The renamed commission's duties pass as a whole, without anybody's doing.
    assert {duty.unit for duty in duties_on(after, plan=guizhou) if duty.unit} >= {gz("GXT")}
    assert gz("JXW") not in {duty.unit for duty in duties_on(after, plan=guizhou)}
    # The split one's go to the first successor until each is decided.
    held = parts_held(reforms["GZ-SPJ"], on=after)
    assert {part.suggested for part in held} >= {drugs.pk}
    choices = {part.key: part.suggested or food.pk for part in held}
    for_drugs = {part.part.task_id for part in held if choices[part.key] == drugs.pk}
    first = led_by(guizhou, food, after)
    assert first & for_drugs
    pass_on(old, choices, administrator, on=date(2018, 11, 1), at=at)
    assert led_by(guizhou, drugs, after) == first & for_drugs
    assert led_by(guizhou, food, after) == first - for_drugs
    assert reform_of(old, on=after).number == 0
    # History is not rewritten: in October 2018 they were the old bureau's.
    past = Responsibility.objects.valid_on(before).filter(task__plan=guizhou, unit=old)
    assert past.count() == len(held)


def test_guizhou_plan_survives_the_reform_of_2023(guizhou, administrator):
    open_round(guizhou, 2023)
    after = date(2024, 4, 1)
    at = datetime(2024, 4, 1, 2, 0, tzinfo=UTC)
    # 扶贫办 → 乡村振兴局 (2021) → 农业农村厅: two steps, one answer.
    assert load_successors(after).living(gz("FPB")) == (gz("NYT"),)
    [chain] = [one for one in reforms_on(after) if one.unit == gz("FPB")]
    assert [(heir.unit, heir.on) for heir in chain.heirs] == [(gz("NYT"), date(2021, 6, 1))]
    assert gz("NYT") in {duty.unit for duty in duties_on(after, plan=guizhou)}
    # 科技厅 still stands and gave some duties away: only what is chosen moves.
    science = reform_of(gz("KJT"), on=after)
    assert (science.is_gone, science.is_undecided) == (False, False)
    held = [part for part in parts_held(science, on=after) if part.part.role == Role.LEAD]
    mine = led_by(guizhou, gz("KJT"), after)
    assert mine == {part.part.task_id for part in held if part.part.task_id}
    moved = held[0]
    pass_on(gz("KJT"), {moved.key: gz("GXT").pk}, administrator, on=date(2024, 3, 1), at=at)
    assert led_by(guizhou, gz("KJT"), after) == mine - {moved.part.task_id}
    assert moved.part.task_id in led_by(guizhou, gz("GXT"), after)


def test_successors_staff_takes_over_on_the_day(guizhou):
    open_round(guizhou, 2018)
    clerk = make_person("ypj", role=MemberRole.REPORTER, unit=gz("YPJ"), full_name="周药监")
    units = {membership.unit_id for membership in clerk.memberships.all()}
    before, after = date(2018, 10, 31), date(2019, 1, 15)
    assert duties_on(before, units=units, plan=guizhou) == []
    assert len(duties_on(after, units=units, plan=guizhou)) == 6
