"""Stored gaps: calculated when stale, and only then."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from planapp.domain.terms import (
    Comparator,
    Light,
    Measure,
    Reason,
    ReportState,
    RevisionState,
    Status,
)
from planapp.models import AnnualTarget, Gap
from planapp.services import gaps
from planapp.services.gaps import create_gaps, recalculate_stale_gaps
from tests.factories import (
    AT,
    make_annual_target,
    make_cycle,
    make_gap,
    make_indicator,
    make_light_policy,
    make_plan,
    make_record,
    make_revision,
    make_series,
    make_user,
)

pytestmark = pytest.mark.django_db

OPEN, DUE, PAST = date(2024, 1, 15), date(2024, 1, 31), date(2024, 2, 1)


@pytest.fixture
def plan():
    plan = make_plan()
    make_light_policy(plan=plan)
    return plan


def stale_gap(plan, *, value=80, state=ReportState.APPROVED, **changes):
    """A gap that waits; from 50 in 2020 to 100 in 2025, so that 80 is due at the end of 2023."""
    indicator = make_indicator(plan=plan, **changes)
    cycle = plan.cycles.first() or make_cycle(plan=plan)
    if value is not None:
        make_record(series=indicator.series, value=value, state=state)
    return make_gap(indicator=indicator, cycle=cycle, stale=True, calculated_at=None)


def calculate(gap=None, *, on=PAST, at=AT):
    count = recalculate_stale_gaps(on=on, at=at)
    if gap is not None:
        gap.refresh_from_db()
    return count


def test_gap_is_calculated_from_the_approved_figure(plan):
    gap = stale_gap(plan)
    assert calculate(gap) == 1
    assert (gap.actual, gap.expected_value, gap.gap, gap.lag) == (80, 80, 20, 0)
    assert (gap.completion, gap.time_progress) == (Decimal("0.6"), Decimal("0.6"))
    assert (gap.status, gap.light, gap.stale, gap.calculated_at) == (
        Status.ON_TRACK,
        Light.GREEN,
        False,
        AT,
    )


@pytest.mark.parametrize(
    "state",
    (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED, ReportState.SUPERSEDED),
)
def test_figure_that_is_not_approved_does_not_count(plan, state):
    gap = stale_gap(plan, state=state)
    calculate(gap)
    assert (gap.actual, gap.status, gap.light) == (None, Status.NO_DATA, Light.GREY)


def test_zero_is_a_figure(plan):
    gap = stale_gap(plan, value=0)
    calculate(gap)
    assert (gap.actual, gap.status) == (Decimal(0), Status.REGRESSING)


@pytest.mark.parametrize(
    ("on", "status"), [(OPEN, Status.NOT_DUE), (DUE, Status.NOT_DUE), (PAST, Status.NO_DATA)]
)
def test_missing_figure_counts_only_after_the_window(plan, on, status):
    gap = stale_gap(plan, value=None)
    calculate(gap, on=on)
    assert gap.status == status


def test_window_that_passes_makes_the_waiting_gap_count_once(plan):
    gap = stale_gap(plan, value=None)
    calculate(gap, on=DUE, at=datetime(2024, 1, 31, 4, tzinfo=UTC))
    after = datetime(2024, 2, 1, 4, tzinfo=UTC)
    assert calculate(gap, on=PAST, at=after) == 1
    assert (gap.status, gap.calculated_at) == (Status.NO_DATA, after)
    assert calculate(gap, on=PAST, at=after) == 0


def test_closing_early_ends_the_window(plan):
    gap = stale_gap(plan, value=None)
    plan.cycles.update(closed_on=date(2024, 1, 10))
    calculate(gap, on=OPEN)
    assert gap.status == Status.NO_DATA


def test_calculation_leaves_what_is_not_stale(plan):
    stale_gap(plan)
    fresh = make_gap(indicator=make_indicator(plan=plan), cycle=plan.cycles.get())
    assert calculate() == 1
    fresh.refresh_from_db()
    assert (fresh.actual, fresh.calculated_at) == (None, AT)


def test_calculation_twice_gives_the_same_row(plan):
    gap = stale_gap(plan)
    calculate(gap)
    first = Gap.objects.values().get()
    Gap.objects.update(stale=True)
    calculate(gap)
    assert Gap.objects.values().get() == first


def test_figures_are_read_in_the_unit_of_the_target(plan):
    series = make_series(value_unit="万元")
    gap = stale_gap(
        plan, series=series, value=800_000, value_unit="亿元", base_value=Decimal(500_000)
    )
    calculate(gap)
    assert (gap.actual, gap.completion, gap.gap) == (Decimal(80), Decimal("0.6"), Decimal(20))


def test_growth_target_keeps_the_unit_of_its_figures(plan):
    gap = stale_gap(
        plan,
        measure=Measure.GROWTH,
        comparator=Comparator.GE,
        series=make_series(value_unit="亿元"),
        target=Decimal(10),
        value_unit="%",
        base_value=Decimal(100),
        value=Decimal("133.1"),
    )
    calculate(gap)
    assert (gap.actual, gap.status) == (Decimal("10"), Status.ON_TRACK)


def test_units_that_do_not_convert_say_so_and_stop_no_other(plan):
    wrong = stale_gap(plan, series=make_series(value_unit="亩"), value_unit="亿元")
    right = stale_gap(plan)
    assert calculate(wrong) == 2
    right.refresh_from_db()
    assert (wrong.status, wrong.light, wrong.reason, wrong.stale) == (
        Status.UNASSESSABLE,
        Light.GREY,
        Reason.UNDEFINED,
        False,
    )
    assert ("亩" in wrong.inputs["error"], right.status) == (True, Status.ON_TRACK)


def test_annual_target_is_judged_beside_the_path(plan):
    gap = stale_gap(plan)
    make_annual_target(indicator=gap.indicator, value=Decimal(85), official=True)
    calculate(gap)
    assert (gap.annual_status, gap.expected_value) == ("missed", Decimal(85))


def test_missing_base_is_a_reason_not_a_zero(plan):
    gap = stale_gap(plan, base_value=None, base_year=None)
    calculate(gap)
    assert (gap.status, gap.reason, gap.completion) == (
        Status.UNASSESSABLE,
        Reason.MISSING_BASE,
        None,
    )


@pytest.mark.parametrize("rows", (1, 3))
def test_calculation_of_any_number_costs_the_same_queries(plan, rows, django_assert_num_queries):
    for _ in range(rows):
        stale_gap(plan)
    # whether any waits; the stale: savepoint's two, ids, material's five, and the update, in
    # PostgreSQL with a table made, filled and dropped, the plans and their mark; the overdue:
    # savepoint's two and ids
    with django_assert_num_queries(17 if connection.vendor == "postgresql" else 14):
        assert calculate() == rows


def test_nothing_stale_costs_one_query(plan, django_assert_num_queries):
    stale_gap(plan)
    calculate()
    with django_assert_num_queries(1):
        assert calculate() == 0


def test_chunks_are_calculated_until_none_is_left(plan, monkeypatch):
    monkeypatch.setattr(gaps, "CHUNK", 2)
    for _ in range(5):
        stale_gap(plan)
    assert (calculate(), Gap.objects.filter(status=Status.ON_TRACK).count()) == (5, 5)


def test_window_that_passed_counts_once_even_for_what_stays_not_due(plan):
    """A first report after the plan's second year: its status does not change with the window."""
    gap = stale_gap(plan, value=None, base_year=2023, target_year=2025)
    calculate(gap, on=DUE, at=AT)
    assert (gap.status, calculate(on=PAST, at=AT)) == (Status.NOT_DUE, 1)


def test_shared_series_is_read_for_each_of_its_indicators(plan):
    first = stale_gap(plan)
    second = stale_gap(plan, series=first.indicator.series, value=None, target=Decimal(200))
    calculate(first)
    second.refresh_from_db()
    assert [(each.actual, each.gap) for each in (first, second)] == [(80, 20), (80, 120)]


def test_plan_without_a_light_policy_follows_the_usual_one():
    gap = stale_gap(make_plan(), value=74)  # 48% of 60% due: exactly where red ends
    calculate(gap)
    assert (gap.status, gap.light) == (Status.BEHIND, Light.YELLOW)


def test_annual_target_that_cannot_be_read_stops_no_other(plan):
    wrong, right = stale_gap(plan), stale_gap(plan)
    too_precise = Decimal("1234567890123.456789")
    AnnualTarget.objects.bulk_create(
        [AnnualTarget(indicator=wrong.indicator, year=2023, value=too_precise)]
    )
    assert calculate(right) == 2
    assert right.status == Status.ON_TRACK


def test_ratio_without_room_in_its_column_is_left_out_alone(plan):
    gap = stale_gap(
        plan, base_value=Decimal(0), target=Decimal("0.000001"), value=Decimal(10) ** 14
    )
    calculate(gap)
    assert (gap.status, gap.actual, gap.attainment) == (Status.ACHIEVED, Decimal(10) ** 14, None)


def confirm(gap, *, effective_year):
    """The target was 100 before that year."""
    return make_revision(
        indicator=gap.indicator,
        effective_year=effective_year,
        old_target=Decimal(100),
        state=RevisionState.CONFIRMED,
        decided_by=make_user(),
        decided_at=AT,
    )


def test_cycle_is_judged_by_the_target_that_was_in_force(plan):
    gap = stale_gap(plan, target=Decimal(150))
    revision = confirm(gap, effective_year=2023)
    calculate(gap)
    assert (gap.revision, gap.expected_value, gap.gap) == (revision, Decimal(110), Decimal(70))
    assert gap.inputs["revision"] == {
        "effective_year": 2023,
        "doc_number": revision.doc_number,
        "authority": revision.authority,
    }


def test_cycle_before_a_revision_keeps_the_published_target(plan):
    gap = stale_gap(plan, target=Decimal(150))
    confirm(gap, effective_year=2024)
    calculate(gap)
    assert (gap.revision, gap.expected_value, "revision" in gap.inputs) == (None, 80, False)


def test_created_gaps_wait_for_tracked_indicators_and_keep_what_is_there(plan):
    kept = make_gap(indicator=make_indicator(plan=plan), cycle=make_cycle(plan=plan))
    added = make_indicator(plan=plan)
    make_indicator(plan=plan, tracked=False)
    create_gaps(cycle=kept.cycle)
    create_gaps(cycle=kept.cycle)
    rows = Gap.objects.order_by("pk").values_list("indicator", "stale")
    assert list(rows) == [(kept.indicator_id, False), (added.pk, True)]
