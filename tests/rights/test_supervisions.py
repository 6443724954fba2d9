"""督查分工: giving it out and ending it, by person and by plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from planapp.models import AuditEvent, Supervision
from planapp.queries.supervisions import watched_plans, watchers
from planapp.services.errors import Refused
from planapp.services.supervisions import assign_supervisions, end_supervision
from tests.factories import (
    AT,
    make_plan,
    make_responsibility,
    make_supervision,
    make_unit,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 15)


def give(user, by, plans=(), units=(), **days):
    period = {"valid_from": None, "valid_to": None} | days
    return assign_supervisions(user=user, plans=plans, units=units, by=by, at=AT, **period)


@pytest.fixture
def idle(supervisor):
    Supervision.objects.all().delete()
    return supervisor


def test_plans_and_units_are_given_each_with_each_in_one_event(idle, security_admin) -> None:
    plans, units = [make_plan(), make_plan()], [make_unit(), make_unit()]
    give(idle, security_admin, plans, units)
    found = set(Supervision.objects.values_list("plan", "unit"))
    assert found == {(plan.pk, unit.pk) for plan in plans for unit in units}
    event = AuditEvent.objects.get()
    assert (event.action, len(event.changes)) == ("supervision.assigned", 4)


def test_what_was_given_already_is_not_given_again(idle, security_admin) -> None:
    plan, other = make_plan(), make_plan()
    give(idle, security_admin, [plan])
    assert [row.plan for row in give(idle, security_admin, [plan, other])] == [other]
    with pytest.raises(Refused, match="已有这些分工"):
        give(idle, security_admin, [plan], valid_from=DAY)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"valid_from": date(2024, 2, 2), "valid_to": date(2024, 2, 1)}, "止日不能早于起日"),
        ({"valid_to": date(2024, 1, 14)}, "止日已过"),
    ],
)
def test_period_that_cannot_be_is_refused(idle, security_admin, days, why) -> None:
    with pytest.raises(Refused, match=why):
        give(idle, security_admin, **days)


def test_person_without_the_role_is_refused(reporter, security_admin) -> None:
    with pytest.raises(Refused, match="没有“督查”角色"):
        give(reporter, security_admin)


@pytest.mark.parametrize("who", ("administrator", "supervisor", "auditor", "system_admin"))
def test_only_security_administrators_give_and_end(who, request, supervisor) -> None:
    by, row = request.getfixturevalue(who), Supervision.objects.get()
    with pytest.raises(Refused, match="只有安全管理员"):
        give(supervisor, by, [make_plan()])
    with pytest.raises(Refused, match="只有安全管理员"):
        end_supervision(supervision=row, by=by, at=AT)


def test_ended_assignment_ends_with_the_day_before(supervisor, security_admin) -> None:
    row = Supervision.objects.get()
    end_supervision(supervision=row, by=security_admin, at=AT)
    assert Supervision.objects.get().valid_to == date(2024, 1, 14)
    with pytest.raises(Refused, match="已经结束"):
        end_supervision(supervision=row, by=security_admin, at=AT)


def test_assignment_that_has_not_begun_is_taken_away(idle, security_admin) -> None:
    [row] = give(idle, security_admin, valid_from=date(2024, 2, 1))
    end_supervision(supervision=row, by=security_admin, at=AT)
    assert Supervision.objects.count() == 0
    assert AuditEvent.objects.order_by("pk").last().action == "supervision.ended"


def test_plans_that_nobody_watches_over_come_first(idle, unit) -> None:
    alone, partly = make_plan(), make_responsibility(unit=unit).indicator.plan
    make_supervision(user=idle, unit=unit)
    found = [(row.plan, len(row.assignments), row.whole) for row in watched_plans(on=DAY)]
    assert found == [(alone, 0, False), (partly, 1, False)]


@pytest.mark.parametrize("rows", (1, 3))
def test_lists_cost_as_many_queries_for_more_rows(idle, rows, django_assert_num_queries) -> None:
    for _ in range(rows):
        make_plan()
        make_supervision(user=idle, unit=make_responsibility().unit)
    with django_assert_num_queries(2):
        watchers(on=DAY)
    with django_assert_num_queries(3):
        watched_plans(on=DAY)


def test_form_gives_out_and_the_list_shows_it(idle, security_admin_client) -> None:
    plan = make_plan(title="能源规划")
    page = security_admin_client.get(reverse("admin:supervisions")).content.decode()
    assert ("没有分工" in page, "1 个规划没有人督查" in page) == (True, True)
    given = {"user": idle.pk, "plans": [plan.pk]}
    security_admin_client.post(reverse("admin:assign_supervisions"), given)
    page = security_admin_client.get(reverse("admin:supervisions") + "?by=plan").content.decode()
    assert ("能源规划" in page, "没有人督查" in page) == (True, False)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "请选择规划或单位"),
        ({"everything": "on", "plans": "one"}, "要么取消这些"),
        ({"everything": "on", "valid_from": "2024-02-02", "valid_to": "2024-02-01"}, "不能早于"),
    ],
)
def test_form_says_what_is_missing(idle, security_admin_client, given, why) -> None:
    plan = make_plan()
    given = {name: plan.pk if value == "one" else value for name, value in given.items()}
    url = reverse("admin:assign_supervisions")
    page = security_admin_client.post(url, {"user": idle.pk, **given}).content.decode()
    assert (why in page, Supervision.objects.count()) == (True, 0)


def test_supervisor_without_assignment_reads_why_and_whom_to_ask(idle, supervisor_client) -> None:
    for name in ("index", "gap_list", "review_queue", "planapp_plan_changelist"):
        page = supervisor_client.get(reverse(f"admin:{name}")).content.decode()
        assert "还没有给您安排督查分工" in page, name
        assert "请联系安全管理员" in page, name
