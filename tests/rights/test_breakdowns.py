"""A breakdown is told to who sees the whole and the part, and judged with all its parts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.terms import MemberRole
from planapp.models import Breakdown, Indicator
from planapp.queries.breakdowns import breakdowns_shown
from planapp.queries.scope import within
from planapp.rights import scope_of
from tests.conftest import make_person
from tests.factories import (
    AT,
    make_breakdown,
    make_indicator,
    make_responsibility,
    make_supervision,
)

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def watcher(office, unit):
    """Watches over the unit."""
    user = make_person("watcher", role=MemberRole.SUPERVISOR, unit=office, full_name="吴")
    make_supervision(user=user, unit=unit)
    return user


@pytest.fixture
def whole():
    return make_indicator(name="全省总量")


def part_of(whole: Indicator, **responsibility: object) -> Indicator:
    part = make_indicator(plan=whole.plan, name="分解项")
    make_responsibility(indicator=part, **responsibility)
    make_breakdown(whole=whole, part=part)
    return part


def test_breakdown_is_seen_by_who_sees_both_ends(whole, unit, watcher, reporter) -> None:
    part_of(whole, unit=unit)
    seen = {who: set(within(Breakdown.objects.all(), scope_of(who, on=DAY)))
            for who in (watcher, reporter)}  # fmt: skip
    assert seen == {watcher: set(), reporter: set()}
    make_responsibility(indicator=whole, unit=unit)
    for who in (watcher, reporter):
        assert list(within(Breakdown.objects.all(), scope_of(who, on=DAY))) == [
            whole.breakdowns.get()
        ]


def test_page_of_a_part_names_the_whole_only_to_who_sees_it(
    whole, unit, watcher, client, supervisor_client
) -> None:
    url = reverse("admin:indicator", args=[part_of(whole, unit=unit).pk])
    client.force_login(watcher)
    told = [whole.name in each.get(url).content.decode() for each in (client, supervisor_client)]
    assert told == [False, True]


def test_whole_is_listed_only_where_all_its_parts_are_seen(whole, unit, watcher) -> None:
    make_responsibility(indicator=whole, unit=unit)
    own, other = part_of(whole, unit=unit), part_of(whole)
    scope = scope_of(watcher, on=DAY)
    assert breakdowns_shown(on=DAY, scope=scope) == []
    make_responsibility(indicator=other, unit=unit)
    [found] = breakdowns_shown(on=DAY, scope=scope)
    assert (found.whole, {row.part for row, _ in found.parts}) == (whole, {own, other})
