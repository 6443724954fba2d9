"""Decimal arithmetic of the package: sums and products exact, quotients and roots to 28 digits."""

from __future__ import annotations

from decimal import Context, Decimal

# Growth over thirty years multiplies some 500 digits: products stay exact, so equality is equality.
EXACT = Context(prec=1000)
ROUNDED = Context(prec=28)
# Roots and logarithms carry spare digits, so that a rate that is exactly 8% comes out as 8.
_WIDE = Context(prec=40)

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
# Quotients are compared with thresholds to this much: the last digit of a division never decides.
HAIR = Decimal("1E-20")

Years = int | Decimal


def divide(dividend: Decimal | int, divisor: Decimal | int) -> Decimal:
    """The quotient to 28 digits."""
    return ROUNDED.divide(dividend, divisor)


def raise_to(base: Decimal, years: Years) -> Decimal:
    """`base` to a number of years: a product for whole years, else a power of a positive number."""
    if isinstance(years, int):
        return EXACT.power(base, years)
    return ROUNDED.plus(_WIDE.power(base, years))


def root_of(amount: Decimal, per: Decimal, share: tuple[Years, Years]) -> Decimal:
    """(amount ÷ per) to the power of the share (a ÷ b), to 28 digits; amounts are positive."""
    part, whole = share
    ratio = _WIDE.divide(amount, per)
    if part == whole:
        return ROUNDED.plus(ratio)
    return ROUNDED.plus(_WIDE.power(ratio, _WIDE.divide(part, whole)))


def log_share(amount: Decimal, per: Decimal, goal: Decimal) -> Decimal:
    """ln(amount ÷ per) ÷ ln(goal), to 28 digits; all are positive and goal is not 1."""
    done = _WIDE.ln(_WIDE.divide(amount, per))
    return ROUNDED.plus(_WIDE.divide(done, _WIDE.ln(goal)))
