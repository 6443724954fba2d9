"""年度目标: who may set which, and what becomes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp.models import AnnualTarget, AuditEvent, Gap
from planapp.services.annual_targets import YearAim, set_annual_targets
from planapp.services.errors import Refused
from tests.factories import (
    AT,
    make_annual_target,
    make_cycle,
    make_gap,
    make_indicator,
    make_responsibility,
)

pytestmark = pytest.mark.django_db

OWN = YearAim(2024, Decimal(85))
ISSUED = YearAim(2023, Decimal(80), official=True, doc_number="云政发〔2023〕1号")


@pytest.fixture
def indicator(unit):
    indicator = make_indicator()
    make_responsibility(indicator=indicator, unit=unit)
    return indicator


def set_aims(indicator, by, *aims):
    return set_annual_targets(indicator=indicator, aims=aims, by=by, at=AT)


def test_aims_are_written_and_the_indicators_gaps_become_stale(indicator, administrator):
    gap = make_gap(indicator=indicator)
    make_gap()
    assert set_aims(indicator, administrator, OWN, ISSUED, YearAim(2025, None)) == 2
    rows = AnnualTarget.objects.values_list("year", "value", "official", "doc_number")
    assert list(rows) == [
        (2023, Decimal(80), True, "云政发〔2023〕1号"),
        (2024, Decimal(85), False, ""),
    ]
    assert list(Gap.objects.filter(stale=True)) == [gap]
    assert len(AuditEvent.objects.get().changes) == 2


def test_unchanged_aims_touch_nothing(indicator, administrator):
    make_annual_target(indicator=indicator, year=2024, value=Decimal(85), is_demo=True)
    assert set_aims(indicator, administrator, OWN) == 0
    assert (AuditEvent.objects.count(), AnnualTarget.objects.get().is_demo) == (0, True)


def test_changed_aim_is_no_invention_any_more(indicator, administrator):
    make_annual_target(indicator=indicator, year=2024, value=Decimal(70), is_demo=True)
    set_aims(indicator, administrator, OWN)
    row = AnnualTarget.objects.get()
    assert (row.value, row.is_demo) == (Decimal(85), False)


def test_aim_without_a_value_is_taken_away_and_the_trail_keeps_it(indicator, administrator):
    make_annual_target(indicator=indicator, year=2024)
    assert set_aims(indicator, administrator, YearAim(2024, None)) == 1
    [change] = AuditEvent.objects.get().changes
    assert (AnnualTarget.objects.count(), change["fields"]["value"][1]) == (0, None)


@pytest.mark.parametrize(
    ("aim", "words"),
    [
        (YearAim(2020, Decimal(1)), "2021年至2025年"),
        (YearAim(2026, Decimal(1)), "2021年至2025年"),
        (YearAim(2023, Decimal(80), official=True), "须写明文号"),
        (YearAim(2023, Decimal("1234567890.123456")), "有效数字"),
    ],
)
def test_aim_that_cannot_be_kept_says_why_and_nothing_is_written(
    indicator, administrator, aim, words
):
    with pytest.raises(Refused, match=words):
        set_aims(indicator, administrator, OWN, aim)
    assert AnnualTarget.objects.count() == 0


def test_unit_sets_its_own_aims(indicator, reporter):
    assert set_aims(indicator, reporter, OWN) == 1
    assert AuditEvent.objects.get().actor == reporter


def test_unit_issues_nothing(indicator, reporter):
    with pytest.raises(Refused, match="由管理员登记"):
        set_aims(indicator, reporter, ISSUED)


def test_unit_may_not_touch_what_was_issued(indicator, reporter):
    make_annual_target(indicator=indicator, year=2024, official=True, doc_number="文")
    with pytest.raises(Refused, match="已正式下达"):
        set_aims(indicator, reporter, OWN)


def test_unit_may_not_move_the_mark_of_a_closed_year(indicator, reporter):
    closed = date(2024, 1, 15)
    make_cycle(plan=indicator.plan, as_of_on=date(2023, 12, 31), closed_on=closed)
    with pytest.raises(Refused, match="已关闭"):
        set_aims(indicator, reporter, YearAim(2023, Decimal(60)))
    assert set_aims(indicator, reporter, OWN) == 1


@pytest.mark.parametrize("who", ("outsider", "supervisor", "auditor"))
def test_others_set_nothing(indicator, request, who):
    with pytest.raises(Refused, match="只有管理员和牵头单位"):
        set_aims(indicator, request.getfixturevalue(who), OWN)
