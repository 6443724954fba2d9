"""Decimal arithmetic of the package: sums and products exact, quotients and roots to 28 digits."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import cache
from math import ldexp

# Growth over thirty years multiplies some 500 digits: products stay exact, so equality is equality.
EXACT = Context(prec=1000)
ROUNDED = Context(prec=28)
# Roots and logarithms carry spare digits, so that a rate that is exactly 8% comes out as 8.
_WIDE = Context(prec=40)
_SPARE = 10**40
_GUESS_BITS = 64
_LOG_BITS = 150  # some 45 digits after the point
_LOG_STEPS = 128  # logarithms are read from a table at every 128th, and corrected by a series

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
# Quotients are compared with thresholds to this much: the last digit of a division never decides.
HAIR = Decimal("1E-20")

Years = int | Decimal
divide = ROUNDED.divide  # the quotient to 28 digits


def raise_to(base: Decimal, years: Years) -> Decimal:
    """`base` to a number of years: a product for whole years, times a power for a part of one.

    A part of a year has no power of a negative number: what lost more than all has nothing.
    """
    whole = int(years)
    product = EXACT.power(base, whole) if whole else ONE
    if whole == years:
        return product
    return product * ROUNDED.plus(_WIDE.power(max(base, ZERO), years - whole))


def root_of(amount: Decimal, per: Decimal, *, part: Years, whole: Years) -> Decimal:
    """(amount ÷ per) to the power of (part ÷ whole), to 28 digits; amounts are positive."""
    if isinstance(part, int) and isinstance(whole, int) and part != whole:
        numerator, denominator = _ratio(amount, per)
        root = _nth_root(numerator**part, denominator**part, whole)
        if root is not None:
            return root
    ratio = amount if per is ONE else _WIDE.divide(amount, per)
    return ROUNDED.plus(ratio if part == whole else _WIDE.power(ratio, _WIDE.divide(part, whole)))


def log_share(amount: Decimal, per: Decimal, goal: Decimal) -> Decimal:
    """ln(amount ÷ per) ÷ ln(goal), to 28 digits; all are positive and goal is not 1."""
    return ROUNDED.divide(_log(*_ratio(amount, per)), _log(*goal.as_integer_ratio()))


def _ratio(amount: Decimal, per: Decimal) -> tuple[int, int]:
    if per is ONE:
        return amount.as_integer_ratio()
    above, below = amount.as_integer_ratio(), per.as_integer_ratio()
    return above[0] * below[1], above[1] * below[0]


def _nth_root(numerator: int, denominator: int, degree: int) -> Decimal | None:
    """The root by one step of Halley's method in whole numbers: a fraction of the time of a power.

    None where the ratio is too large or small for the binary guess. That is right to 15 digits,
    and the step triples them: none of it is left.
    """
    if abs(numerator.bit_length() - denominator.bit_length()) > _GUESS_BITS // 2:
        return None
    guess = int(ldexp((numerator / denominator) ** (1 / degree), _GUESS_BITS))
    power = guess**degree * denominator
    radicand = numerator << (_GUESS_BITS * degree)
    spread = (degree + 1) * power + (degree - 1) * radicand
    scaled = guess * (_SPARE + 2 * (radicand - power) * _SPARE // spread)
    return ROUNDED.scaleb(Decimal(scaled >> _GUESS_BITS), -40)


def _log(numerator: int, denominator: int) -> int:
    """The natural logarithm of a ratio times 2 to the `_LOG_BITS`: a tenth of Decimal.ln's time."""
    place = (numerator * _LOG_STEPS * 2 + denominator) // (denominator * 2)
    if not _LOG_STEPS // 2 <= place <= _LOG_STEPS * 2:
        return int(_WIDE.ln(_WIDE.divide(numerator, denominator)) * (1 << _LOG_BITS))
    return _log_of_step(place) + _log_near_one(numerator * _LOG_STEPS, denominator * place)


@cache
def _log_of_step(place: int) -> int:
    return _log_near_one(place, _LOG_STEPS)


def _log_near_one(numerator: int, denominator: int) -> int:
    """By the series ln x = 2 (z + z³/3 + z⁵/5 + …) with z = (x − 1) ÷ (x + 1)."""
    term = ((numerator - denominator) << _LOG_BITS) // (numerator + denominator)
    square = (term * term) >> _LOG_BITS
    total, odd = term, 1
    while term not in (0, -1):  # a negative number shifted right ends at -1
        term = (term * square) >> _LOG_BITS
        odd += 2
        total += term // odd
    return 2 * total
