"""The factories hide no rows."""

from __future__ import annotations

import pytest

from planapp.models import Goal, Indicator, ReportingCycle, Task
from tests import factories

FACTORIES = sorted(name for name in dir(factories) if name.startswith("make_"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", FACTORIES)
def test_factory_without_arguments_makes_one_row(name):
    row = getattr(factories, name)()
    assert list(type(row)._default_manager.all()).count(row) == 1


@pytest.mark.django_db
def test_factory_of_a_plan_makes_nothing_inside_it():
    plan = factories.make_plan()
    inside = [
        model.objects.filter(plan=plan).count() for model in (Goal, Indicator, Task, ReportingCycle)
    ]
    assert inside == [0, 0, 0, 0]
