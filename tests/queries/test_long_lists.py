"""Long lists of keys travel to PostgreSQL as one array: what they find is the same."""

from __future__ import annotations

import pytest
from django.db import connection

from planapp.models import Indicator, Plan
from planapp.models.lookups import FEW
from planapp.queries.either import either
from tests.factories import make_indicator, make_plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", (2, FEW + 1))
def test_long_list_finds_what_a_short_one_does(number):
    plan = make_plan()
    indicator = make_indicator(plan=plan)
    absent = range(plan.pk + 1, plan.pk + number)
    assert list(Plan.objects.filter(pk__in=[plan.pk, *absent])) == [plan]
    assert list(Indicator.objects.filter(plan__in=[plan.pk, *absent])) == [indicator]
    assert not Plan.objects.exclude(pk__in=[plan.pk, *absent]).exists()


def test_long_list_of_rows_or_with_none_finds_them_too():
    plans = [make_plan() for _ in range(FEW + 1)]
    assert set(Plan.objects.filter(pk__in=[None, *(plan.pk for plan in plans)])) == set(plans)
    indicator = make_indicator(plan=plans[0])
    assert list(Indicator.objects.filter(plan__in=plans)) == [indicator]
    assert list(Indicator.objects.filter(plan__in=Plan.objects.all())) == [indicator]


def test_long_list_is_one_parameter_where_the_database_knows_arrays():
    keys = list(range(1, FEW + 2))
    _, parameters = Plan.objects.filter(pk__in=keys).query.sql_with_params()
    assert parameters == ((keys,) if connection.vendor == "postgresql" else tuple(keys))


def test_either_finds_what_one_of_both_does_once():
    first, second, _ = (make_plan() for _ in range(3))
    some = Plan.objects.filter(pk=first.pk).values("pk")
    more = Plan.objects.filter(pk__in=[first.pk, second.pk]).values("pk")
    assert set(Plan.objects.filter(pk__in=either(some, more))) == {first, second}
    assert set(Plan.objects.filter(pk__in=either(some, Plan.objects.filter(pk__in=[])))) == {first}
