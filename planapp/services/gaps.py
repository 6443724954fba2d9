"""Stored gaps: making their rows, marking them stale, and recalculating them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Context, Decimal

from django.db import transaction
from django.db.models import F

from planapp.domain.gaps import Assessment, as_payload, assess
from planapp.domain.terms import Light, Reason, Status
from planapp.models import Gap, Indicator, Plan, ReportingCycle
from planapp.queries.gaps import GapMaterial, load_material, policy_of, readings_of, target_of

CHUNK = 2000
_PLACES = Decimal("0.000001")
_WIDE = Context(prec=40)
_NUMBERS = (
    "actual",
    "expected_value",
    "completion",
    "time_progress",
    "due_progress",
    "attainment",
    "gap",
    "lag",
    "required",
    "forecast",
)
_WORDS = ("status", "light", "reason", "trend", "annual_status", "rule")
STORED = (*_NUMBERS, *_WORDS, "met", "missing_years", "inputs", "stale", "calculated_at")


def create_gaps(*, cycle: ReportingCycle) -> None:
    """A waiting row for every tracked indicator of the cycle's plan that has none yet."""
    indicators = Indicator.objects.filter(plan=cycle.plan_id, tracked=True)
    Gap.objects.bulk_create(
        (Gap(indicator=indicator, cycle=cycle) for indicator in indicators), ignore_conflicts=True
    )


def mark_series_stale(*, series_ids: Collection[int], since: date) -> None:
    """A figure as of `since` changed: the cycles judged then or later rest on it.

    `date.min` where the reading of all figures changed.
    """
    Gap.objects.filter(indicator__series__in=series_ids, cycle__as_of_on__gte=since).update(
        stale=True
    )


def mark_indicators_stale(*, indicator_ids: Collection[int]) -> None:
    """A target or base of these indicators changed."""
    Gap.objects.filter(indicator__in=indicator_ids).update(stale=True)


def mark_plan_stale(*, plan: Plan) -> None:
    """What the lights of a whole plan follow has changed."""
    Gap.objects.filter(indicator__plan=plan).update(stale=True)


def mark_cycle_stale(*, cycle: ReportingCycle) -> None:
    """The cycle was closed or moved."""
    Gap.objects.filter(cycle=cycle).update(stale=True)


def recalculate_stale_gaps(*, on: date, at: datetime) -> int:
    """Recalculate every stale gap, and those whose reporting window has ended since; how many.

    Works in chunks of its own transactions: it may be stopped and run again, and two workers
    at once write the same rows.
    """
    _mark_overdue_stale(on=on)
    total = 0
    while ids := list(Gap.objects.filter(stale=True).order_by("pk").values_list("pk")[:CHUNK]):
        total += _recalculate([pk for (pk,) in ids], on=on, at=at)
    return total


def _mark_overdue_stale(*, on: date) -> None:
    Gap.objects.filter(
        status=Status.NOT_DUE,
        cycle__due_on__lt=on,
        calculated_at__date__lte=F("cycle__due_on"),
    ).update(stale=True)


@transaction.atomic
def _recalculate(ids: list[int], *, on: date, at: datetime) -> int:
    # Locked first: what changes while we calculate marks them stale again after us, not before.
    list(Gap.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    material = load_material(ids)
    for gap in material.gaps:
        try:
            _store(gap, _assess(gap, material, on=on))
        except ValueError as error:  # one wrong target or unit must not stop the others
            _store_unreadable(gap, str(error))
        gap.stale, gap.calculated_at = False, at
    Gap.objects.bulk_update(material.gaps, STORED, batch_size=500)
    return len(material.gaps)


def _assess(gap: Gap, material: GapMaterial, *, on: date) -> Assessment:
    indicator, cycle = gap.indicator, gap.cycle
    closed = cycle.due_on < on or cycle.is_closed(on)
    return assess(
        target_of(indicator, material.annual_targets.get(indicator.pk, {})),
        readings_of(indicator, material.records.get(indicator.series_id, {})),
        as_of=cycle.as_of_on,
        policy=policy_of(indicator),
        window_closed=closed,
    )


def _store(gap: Gap, found: Assessment) -> None:
    """Copy an assessment into its row; numbers keep six decimals."""
    for name in _NUMBERS:
        setattr(gap, name, _rounded(getattr(found, name)))
    for name in _WORDS:
        setattr(gap, name, getattr(found, name) or "")
    gap.met = found.met
    gap.missing_years = list(found.missing_years)
    gap.inputs = as_payload(found)


def _store_unreadable(gap: Gap, why: str) -> None:
    """Keep why an indicator cannot be assessed; nothing of an earlier result stays."""
    for name in (*_NUMBERS, "met"):
        setattr(gap, name, None)
    for name in _WORDS:
        setattr(gap, name, "")
    gap.status, gap.light, gap.reason = Status.UNASSESSABLE, Light.GREY, Reason.UNDEFINED
    gap.missing_years, gap.inputs = [], {"error": why}


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_PLACES, context=_WIDE)
