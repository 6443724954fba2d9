"""亮灯规则: preview without writing, then save."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planapp.domain.terms import LightMode, ReportState
from planapp.models import AuditEvent, Gap, LightPolicy
from planapp.services.gaps import recalculate_stale_gaps
from tests.factories import AT, make_cycle, make_gap, make_indicator, make_light_policy, make_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

GIVEN = {
    "mode": "ratio",
    "tolerance_points": "1",
    "red_below": "0.9",
    "red_points": "20",
    "nearly_from": "0.95",
    "approx_tolerance": "0.05",
}


@pytest.fixture
def gap(world):
    """52.0% done where 60.0% are due."""
    make_record(series=world.indicator.series, value=Decimal(76), state=ReportState.APPROVED)
    Gap.objects.update(stale=True)
    recalculate_stale_gaps(on=date(2024, 1, 15), at=AT)
    return Gap.objects.get(indicator=world.indicator)


def url(plan):
    return reverse("admin:light_policy", args=(plan.pk,))


def test_form_holds_the_rule_there_is(world, administrator_client):
    form = administrator_client.get(url(world.plan)).context["form"]
    assert (form.initial["red_below"], form.initial["cycle"]) == ("0.8", world.cycle.pk)


def test_preview_counts_before_and_after_and_keeps_nothing(world, gap, administrator_client):
    before = AuditEvent.objects.count()
    response = administrator_client.post(url(world.plan), GIVEN | {"preview": ""})
    counts = {light.value: (old, new, more) for light, old, new, more in
              response.context["light_rows"]}  # fmt: skip
    assert (counts["yellow"], counts["red"]) == ((1, 0, "-1"), (0, 1, "+1"))
    assert counts["green"] == (0, 0, "0")
    assert [old for old, _ in response.context["preview"].changes] == [gap]
    assert LightPolicy.objects.get().red_below == Decimal("0.8")
    assert AuditEvent.objects.count() == before


def test_preview_is_of_the_cycle_that_is_chosen(world, gap, administrator_client):
    other = make_gap(
        indicator=world.indicator, cycle=make_cycle(plan=world.plan, as_of_on=date(2022, 12, 31))
    )
    given = GIVEN | {"preview": "", "cycle": other.cycle_id}
    response = administrator_client.post(url(world.plan), given)
    assert (response.context["cycle"], response.context["preview"].changes) == (other.cycle, [])


def test_saved_rule_finds_the_lights_anew(
    world, gap, administrator_client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator_client.post(url(world.plan), GIVEN | {"mode": "points"})
    assert (response.status_code, LightPolicy.objects.get().mode) == (302, LightMode.POINTS)
    with django_capture_on_commit_callbacks(execute=True):
        administrator_client.post(url(world.plan), GIVEN)
    gap.refresh_from_db()
    assert (gap.light, gap.stale) == ("red", False)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("red_below", "0", "须在 0.001 至 1 之间"),
        ("red_below", "1.01", "须在 0.001 至 1 之间"),
        ("tolerance_points", "-1", "须在 0 至 20 之间"),
        ("nearly_from", "0.4", "须在 0.5 至 1 之间"),
        ("approx_tolerance", "0.6", "须在 0 至 0.5 之间"),
        ("red_points", "0.5", "不能小于达到序时的容差"),
        ("mode", "", "必填"),
    ],
)
@pytest.mark.parametrize("button", ("preview", "save"))
def test_threshold_that_makes_no_sense_is_an_error_beside_it(
    world, administrator_client, field, value, words, button
):
    response = administrator_client.post(url(world.plan), GIVEN | {field: value, button: ""})
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert "preview" not in response.context


def test_plan_without_cycles_has_nothing_to_preview(administrator_client):
    plan = make_light_policy().plan
    response = administrator_client.post(url(plan), GIVEN | {"preview": ""})
    assert "还没有可以预览的数据" in response.content.decode()


def test_page_costs_the_same_for_any_number_of_indicators(world, administrator_client):
    costs = set()
    for _ in range(3):
        make_gap(indicator=make_indicator(plan=world.plan), cycle=world.cycle)
        with CaptureQueriesContext(connection) as context:
            administrator_client.post(url(world.plan), GIVEN | {"preview": ""})
        costs.add(len(context))
    assert len(costs) == 1
