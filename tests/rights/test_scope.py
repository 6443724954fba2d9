"""How far a supervisor's assignments reach."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.terms import MemberRole, Role
from planapp.models import Gap, Goal, Indicator, Plan, ProgressRecord, Task
from planapp.queries.scope import has_rule, within
from planapp.rights import Action, Scope, scope_of
from planapp.services.errors import Refused
from planapp.services.reviewing import approve
from tests.conftest import make_person
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_goal,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_succession,
    make_supervision,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 15)


@pytest.fixture
def watcher(office):
    return make_person("watcher", role=MemberRole.SUPERVISOR, unit=office, full_name="吴")


def seen(model, user):
    return set(within(model.objects.all(), scope_of(user, on=DAY)))


def test_without_an_assignment_nothing_is_seen(watcher) -> None:
    make_gap()
    assert scope_of(watcher, on=DAY).is_empty
    assert [seen(model, watcher) for model in (Plan, Indicator, Gap)] == [set(), set(), set()]


def test_plan_is_seen_with_all_in_it_and_no_other(watcher) -> None:
    goal, other = make_goal(), make_goal()
    task, indicator = make_task(plan=goal.plan), make_indicator(plan=goal.plan)
    make_indicator(plan=other.plan)
    make_supervision(user=watcher, plan=goal.plan)
    assert seen(Plan, watcher) == {goal.plan}
    assert seen(Goal, watcher) == {goal}
    assert seen(Task, watcher) == {task}
    assert seen(Indicator, watcher) == {indicator}


def test_unit_is_seen_with_its_items_in_every_plan(watcher, unit) -> None:
    led, provided = make_indicator(), make_indicator()
    provided.series.provider = unit
    provided.series.save()
    supported = make_responsibility(unit=unit, role=Role.SUPPORT).indicator
    make_responsibility(indicator=led, unit=unit)
    make_responsibility()
    make_supervision(user=watcher, unit=unit)
    assert seen(Indicator, watcher) == {led, provided, supported}
    assert seen(Plan, watcher) == {led.plan, provided.plan, supported.plan}


def test_unit_in_a_plan_is_seen_there_alone(watcher, unit) -> None:
    here, elsewhere = (make_responsibility(unit=unit).indicator for _ in range(2))
    make_indicator(plan=here.plan)
    make_supervision(user=watcher, unit=unit, plan=here.plan)
    assert elsewhere.plan != here.plan
    assert seen(Indicator, watcher) == {here}


def test_unit_is_seen_through_those_before_and_after_it_and_not_beside_it(watcher, unit) -> None:
    before, after, beside = make_unit(), make_unit(), make_unit()
    make_succession(predecessor=before, successor=unit)
    make_succession(predecessor=unit, successor=after)
    make_succession(predecessor=beside, successor=after)
    make_supervision(user=watcher, unit=unit)
    assert scope_of(watcher, on=DAY).units == {before.pk, unit.pk, after.pk}


def test_reform_to_come_changes_nothing_yet(watcher, unit) -> None:
    make_succession(predecessor=unit, on=date(2024, 1, 16))
    make_supervision(user=watcher, unit=unit)
    assert scope_of(watcher, on=DAY).units == {unit.pk}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"),
    [
        (DAY, DAY, True),
        (date(2024, 1, 16), None, False),
        (None, date(2024, 1, 14), False),
    ],
)
def test_assignment_counts_from_its_first_to_its_last_day(
    watcher, valid_from, valid_to, counts
) -> None:
    make_supervision(user=watcher, valid_from=valid_from, valid_to=valid_to)
    assert scope_of(watcher, on=DAY).everything is counts


def test_figure_is_seen_by_its_items_whoever_sent_it_once_it_was_sent(watcher, unit) -> None:
    indicator = make_indicator()
    sent = make_record(series=indicator.series, state="submitted")
    make_record(series=indicator.series, state="draft", as_of_on=date(2022, 12, 31))
    make_record(series=make_indicator(plan=indicator.plan).series, state="confirming")
    make_supervision(user=watcher, plan=indicator.plan)
    assert seen(ProgressRecord, watcher) == {sent}


def test_row_is_found_once_however_many_parts_lead_to_it(watcher, unit) -> None:
    gap = make_gap()
    for role in (Role.LEAD, Role.SUPPORT):
        make_responsibility(indicator=gap.indicator, unit=unit, role=role)
    make_supervision(user=watcher, unit=unit)
    assert list(within(Gap.objects.all(), scope_of(watcher, on=DAY))) == [gap]


def test_narrowing_costs_no_query(watcher, unit, django_assert_num_queries) -> None:
    make_supervision(user=watcher, unit=unit)
    scope = scope_of(watcher, on=DAY)
    with django_assert_num_queries(1):
        list(within(Gap.objects.all(), scope))


@pytest.mark.parametrize("rows", (1, 3))
def test_scope_costs_four_queries_however_many_assignments(
    watcher, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        make_supervision(user=watcher, unit=make_unit())
    with django_assert_num_queries(3):
        scope_of(watcher, on=DAY)


def test_report_outside_the_assignment_is_not_approved(watcher, reporter, unit) -> None:
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    indicator = make_indicator(plan=plan)
    record = make_record(
        series=indicator.series, unit=unit, state="submitted", as_of_on=cycle.as_of_on,
        recorded_by=reporter, submitted_by=reporter,
    )  # fmt: skip
    make_supervision(user=watcher, plan=make_plan())
    with pytest.raises(Refused, match="不在您的督查分工内"):
        approve(report=record, by=watcher, at=AT)
    make_supervision(user=watcher, plan=plan)
    approve(report=record, by=watcher, at=AT)
    record.refresh_from_db()
    assert record.state == "approved"


def test_auditor_and_administrator_see_everything_and_review_nothing(
    auditor, administrator
) -> None:
    for user in (auditor, administrator):
        assert scope_of(user, on=DAY).everything
        assert scope_of(user, on=DAY, to=Action.REVIEW) == Scope(DAY)


def test_every_table_of_items_has_a_rule() -> None:
    assert [model for model in (Plan, Goal, Task, Indicator, Gap) if not has_rule(model)] == []
