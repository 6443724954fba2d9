"""What cannot be built: numbers that a database could not give back, targets without an end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, getcontext, localcontext

import pytest

from planapp.domain.gaps import AnnualTarget, LightPolicy, Readings, Target, assess
from planapp.domain.terms import Entry, Measure


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NaN", "填报值不是有限的数：NaN"),
        ("sNaN", "填报值不是有限的数：sNaN"),
        ("-Infinity", "填报值不是有限的数：-Infinity"),
        ("1234567890123456", "填报值超过15位有效数字或过大：1234567890123456"),
        ("0.1234567890123456", "填报值超过15位有效数字或过大：0.1234567890123456"),
        ("1E+40", "填报值超过15位有效数字或过大：1E+40"),
    ],
)
def test_reading_that_cannot_be_stored_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Readings({2021: Decimal(text)})
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "text", ["123456789012345", "0.123456789012345", "-130.000000000000000000", "1E+20", "0E-40"]
)
def test_reading_of_fifteen_digits_is_kept(text: str) -> None:
    assert Readings({2021: Decimal(text)}).by_period == {2021: Decimal(text)}


def test_readings_of_a_last_day_are_those_of_the_year() -> None:
    readings = Readings({date(2021, 12, 31): Decimal(1), date(2022, 6, 30): Decimal(2)})
    assert readings.by_period == {2021: Decimal(1), date(2022, 6, 30): Decimal(2)}


def test_readings_of_a_year_and_its_last_day_are_refused() -> None:
    with pytest.raises(ValueError) as refusal:
        Readings({2021: Decimal(1), date(2021, 12, 31): Decimal(2)})
    assert str(refusal.value) == "同一年度既有年末数又有12月31日的记录"


def test_readings_changed_afterwards_by_their_maker_stay_as_they_were() -> None:
    given = {2021: Decimal(1)}
    readings = Readings(given)
    given[2021] = Decimal(2)
    assert readings.by_period == {2021: Decimal(1)}


@pytest.mark.parametrize(
    ("name", "label"), [("value", "目标值"), ("base_value", "基期值"), ("value_max", "目标上限")]
)
def test_target_with_a_number_too_long_is_refused(name: str, label: str) -> None:
    numbers = {"value": Decimal(1), "base_value": Decimal(0), name: Decimal("1.0000000000000001")}
    with pytest.raises(ValueError) as refusal:
        Target(measure=Measure.LEVEL, target_year=2025, base_year=2020, **numbers)
    assert str(refusal.value) == f"{label}超过15位有效数字或过大：1.0000000000000001"


def test_annual_target_without_a_finite_value_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:
        AnnualTarget(Decimal("Infinity"))
    assert str(refusal.value) == "年度目标不是有限的数：Infinity"


def test_policy_without_a_finite_threshold_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:
        LightPolicy(red_below=Decimal("NaN"))
    assert str(refusal.value) == "亮灯规则的阈值不是有限的数：NaN"


def test_target_of_an_amount_read_by_rates_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:
        Target(
            measure=Measure.INCREASE,
            value=Decimal(100),
            value_unit="万人",
            target_year=2025,
            base_year=2020,
            entry=Entry.RATE,
        )
    assert str(refusal.value) == "“较基期增加”不能按“当年增速”填报"


@pytest.mark.parametrize(
    ("measure", "entry"),
    [
        (Measure.LEVEL, Entry.LEVEL),
        (Measure.CUMULATIVE, Entry.FLOW),
        (Measure.GROWTH, Entry.RATE),
        (Measure.INCREASE, Entry.RUNNING),
        (Measure.DECREASE, Entry.RUNNING),
        (Measure.MULTIPLE, Entry.LEVEL),
    ],
)
def test_target_without_a_stated_entry_is_read_as_is_usual(measure: Measure, entry: Entry) -> None:
    target = Target(measure=measure, value=Decimal(2), target_year=2025, period_start=2021)
    assert (target.read_as, target.origin_year) == (entry, 2020)


def test_assessment_made_in_a_coarse_context_is_the_same() -> None:
    target = Target(measure=Measure.GROWTH, value=Decimal(6), target_year=2025, base_year=2020)
    readings = Readings({2021: Decimal("8.1"), 2022: Decimal(3)})
    usual = assess(target, readings, as_of=2022)
    with localcontext(prec=4):
        coarse = assess(target, readings, as_of=2022)
        assert getcontext().prec == 4
    assert coarse == usual
