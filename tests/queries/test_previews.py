"""What another rule, or a revision, would do: computed, never written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.domain.gaps import LightPolicy
from planapp.domain.terms import Comparator, Light, LightMode, ReportState, Status
from planapp.models import Breakdown, Gap, Indicator
from planapp.queries.policy_preview import preview_policy
from planapp.queries.revision_preview import preview_revision
from planapp.services.gaps import recalculate_stale_gaps
from planapp.services.revisions import RevisionTerms, revise
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 1, 15)
APPROX = Decimal("0.05")


@pytest.fixture
def plan():
    plan = make_plan()
    make_light_policy(plan=plan)
    return plan


def computed(plan, value, *, year=2023, closed_on=None, **changes):
    """A calculated gap; the way is from 50 in 2020 to 100 in 2025."""
    indicator = changes.pop("indicator", None) or make_indicator(plan=plan, **changes)
    as_of_on = date(year, 12, 31)
    cycle = plan.cycles.filter(as_of_on=as_of_on).first() or make_cycle(
        plan=plan, as_of_on=as_of_on, closed_on=closed_on
    )
    make_record(
        series=indicator.series,
        as_of_on=as_of_on,
        value=Decimal(value),
        state=ReportState.APPROVED,
    )
    gap = make_gap(indicator=indicator, cycle=cycle, stale=True)
    recalculate_stale_gaps(on=DAY, at=AT)
    gap.refresh_from_db()
    return gap


def preview(gap, approx_tolerance=APPROX, **changes):
    return preview_policy(gap.cycle, LightPolicy(**changes), approx_tolerance=approx_tolerance)


def test_stricter_line_turns_yellow_into_red(plan):
    gap = computed(plan, 76)  # 52% done of 60% due: 0.867 of it
    found = preview(gap, red_below=Decimal("0.9"))
    [(before, after)] = found.changes
    assert (before, before.light, after.light) == (gap, Light.YELLOW, Light.RED)
    assert found.lights == [
        (Light.GREEN, 0, 0),
        (Light.YELLOW, 1, 0),
        (Light.RED, 0, 1),
        (Light.GREY, 0, 0),
    ]
    assert found.statuses == [(Status.BEHIND, 1, 1)]
    assert Gap.objects.get().light == Light.YELLOW


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, None),
        ({"tolerance_points": Decimal(10)}, Status.ON_TRACK),
        ({"mode": LightMode.POINTS, "red_points": Decimal(7)}, Status.BEHIND),
        ({"mode": LightMode.POINTS, "red_points": Decimal(8)}, None),
    ],
)
def test_each_threshold_counts(plan, changes, status):
    gap = computed(plan, 76)
    assert [after.status for _, after in preview(gap, **changes).changes] == (
        [status] if status else []
    )


def test_tolerance_of_about_counts(plan):
    gap = computed(plan, 93, comparator=Comparator.APPROX)
    assert gap.status == Status.AHEAD
    [(_, after)] = preview(gap, approx_tolerance=Decimal("0.1")).changes
    assert after.status == Status.ACHIEVED


def test_parts_and_other_cycles_are_left_out_of_the_counts(plan):
    gap = computed(plan, 76)
    part = computed(plan, 76)
    Breakdown.objects.create(whole=gap.indicator, part=part.indicator)
    computed(plan, 60, year=2022)
    assert preview(gap).statuses == [(Status.BEHIND, 1, 1)]


def test_what_cannot_be_read_stays_as_it_is(plan):
    gap = computed(plan, 76)
    Gap.objects.update(stale=True)
    found = preview(gap, red_below=Decimal(1))
    assert (found.unread, found.changes) == (1, [])
    assert found.statuses == [(Status.BEHIND, 1, 1)]


@pytest.mark.parametrize("rows", (1, 3))
def test_preview_of_a_policy_costs_one_query(plan, rows, django_assert_num_queries):
    for _ in range(rows):
        cycle = computed(plan, 76).cycle
    with django_assert_num_queries(1):
        policy = LightPolicy(red_below=Decimal(1))
        found = preview_policy(cycle, policy, approx_tolerance=APPROX)
        read = [(before.indicator.name, str(after.cycle)) for before, after in found.changes]
    assert len(read) == rows


def effects(indicator, **changes):
    indicator = Indicator.objects.select_related("plan__light_policy", "series").get(
        pk=indicator.pk
    )
    terms = RevisionTerms(
        **{
            "effective_year": 2023,
            "target": indicator.target,
            "target_max": None,
            "target_year": indicator.target_year,
            "base_year": indicator.base_year,
            "base_value": indicator.base_value,
        }
        | changes
    )
    return preview_revision(revise(indicator, terms), effective_year=terms.effective_year, at=AT)


def test_revision_would_change_its_years_and_leave_the_others(plan):
    old = computed(plan, 70, year=2022)
    gap = computed(plan, 80, indicator=old.indicator)
    earlier, now = effects(gap.indicator, target=Decimal(150))
    assert (earlier.after, earlier.kept) == (None, "生效年度之前，仍按原目标")
    assert (now.before, now.before.status, now.after.status) == (
        gap,
        Status.ON_TRACK,
        Status.BEHIND,
    )
    gap.indicator.refresh_from_db()
    gap.refresh_from_db()
    assert (gap.indicator.target, gap.status) == (Decimal(100), Status.ON_TRACK)


def test_closed_cycle_keeps_what_it_had(plan):
    gap = computed(plan, 80, closed_on=date(2024, 1, 10))
    [effect] = effects(gap.indicator, target=Decimal(150))
    assert (effect.after, effect.kept) == (None, "填报期已关闭，仍按原目标")


def test_revision_that_could_not_be_assessed_says_so(plan):
    gap = computed(plan, 80)
    [effect] = effects(gap.indicator, base_year=2025)
    assert effect.after.status == Status.UNASSESSABLE
    assert "须晚于基期年份" in effect.after.inputs["error"]


@pytest.mark.parametrize("years", ((2023,), (2021, 2022, 2023)))
def test_preview_of_a_revision_costs_the_same_for_any_history(
    plan, years, django_assert_num_queries
):
    indicator = make_indicator(plan=plan)
    for year in years:
        computed(plan, 60, year=year, indicator=indicator)
    with django_assert_num_queries(1 + 4):
        assert len(effects(indicator)) == len(years)
