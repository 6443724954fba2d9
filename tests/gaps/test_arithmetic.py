"""Roots and logarithms beside the slow ones of the decimal module."""

from __future__ import annotations

from decimal import Context, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planapp.domain.gaps.arithmetic import EXACT, ONE, log_share, raise_to, root_of

SLOW = Context(prec=60)
HAIR = Decimal("1E-26")
factors = st.decimals(min_value="0.0001", max_value=10_000, places=4)
wide = st.builds(Decimal.scaleb, factors, st.integers(-26, 26))
counts = st.integers(1, 30)


def differ(found: Decimal, wanted: Decimal) -> Decimal:
    """By what part of the wanted number the found one is off."""
    return abs(SLOW.divide(SLOW.subtract(found, wanted), wanted)) if wanted else abs(found)


@given(amount=wide, per=wide, part=counts, whole=counts)
def test_root_of_a_ratio_is_right_to_the_last_digits(
    *, amount: Decimal, per: Decimal, part: int, whole: int
) -> None:
    wanted = SLOW.power(SLOW.divide(amount, per), SLOW.divide(part, whole))
    assert differ(root_of(amount, per, part=part, whole=whole), wanted) < HAIR


@given(factor=factors, years=counts)
def test_root_of_a_power_is_what_was_raised(*, factor: Decimal, years: int) -> None:
    power = EXACT.power(factor, years)
    assert root_of(power, ONE, part=1, whole=years) == factor


@given(amount=wide, per=wide, goal=wide)
def test_share_of_logarithms_is_right_to_the_last_digits(
    *, amount: Decimal, per: Decimal, goal: Decimal
) -> None:
    assume(goal != 1)
    wanted = SLOW.divide(SLOW.ln(SLOW.divide(amount, per)), SLOW.ln(goal))
    assert differ(log_share(amount, per, goal), wanted) < HAIR


@pytest.mark.parametrize(
    ("base", "years", "power"),
    [("1.1", 2, "1.21"), ("-0.5", 3, "-0.125"), ("4", "2.5", "32"), ("0", "0.5", "0")],
)
def test_power_of_whole_years_and_of_a_part(base: str, years: str | int, power: str) -> None:
    exponent = years if isinstance(years, int) else Decimal(years)
    assert raise_to(Decimal(base), exponent) == Decimal(power)
