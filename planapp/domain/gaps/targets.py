"""Each measure as a course from base to target, on the scale on which it is exact.

Amounts (levels, multiples, totals, changes in a plain unit) are their own scale. Rates and
changes in % are placed on the scale of factors: growth of 8% a year over n years is 1.08ⁿ, a fall
of 17% is 0.83. There "met" is a comparison of products.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, auto

from planapp.domain.gaps.arithmetic import (
    HUNDRED,
    ONE,
    ZERO,
    Years,
    divide,
    log_share,
    raise_to,
    root_of,
)
from planapp.domain.gaps.timing import Clock
from planapp.domain.gaps.values import AnnualTarget, Target
from planapp.domain.terms import Comparator, DuePath, Measure


class Scale(Enum):
    """How a displayed value becomes a position that sums and products can compare."""

    AMOUNT = auto()  # the value itself
    GROWTH = auto()  # an average rate: the factor of its years
    RISE = auto()  # a change in %: 1 + change
    FALL = auto()  # a change in %: 1 − change


class Course:
    """The way from `origin` to `goal` (positions; null where the base is missing) at one time.

    `value` is the target as displayed (a multiple in the unit of its records), `upward` whether a
    higher displayed value is better, `held` and `ceiling` whether it is to be kept and not reached.
    """

    __slots__ = (
        "annual",
        "ceiling",
        "clock",
        "entry",
        "geometric",
        "goal",
        "has_official_annual",
        "held",
        "is_undefined",
        "origin",
        "scale",
        "starts_at_base",
        "target",
        "upward",
        "value",
    )

    def __init__(self, target: Target, clock: Clock) -> None:
        assert target.value is not None  # noqa: S101 - Target refuses a number without a value
        measure = target.measure
        base = target.base_value
        self.target = target
        self.clock = clock
        self.entry = target.read_as
        self.annual: AnnualTarget | None = target.annual_targets.get(clock.as_of)
        self.has_official_annual = self.annual is not None and self.annual.official
        self.scale = scale_of(target)
        # Levels and multiples start from their base; all other measures start from nothing.
        self.starts_at_base = measure is Measure.LEVEL or measure is Measure.MULTIPLE
        self.value: Decimal | None = target.value
        if measure is Measure.MULTIPLE:
            self.value = None if base is None else target.value * base
        self.origin: Decimal | None = self._find_origin(base)
        self.goal = None if self.value is None else self.position(self.value, clock.years)
        self.ceiling = target.comparator is Comparator.LE and measure is not Measure.LEVEL
        self.upward = self._find_direction()
        self.held = not self.ceiling and self._is_held()
        self.geometric = (
            target.path is DuePath.GEOMETRIC
            and self.starts_at_base
            and not self.held
            and not self.has_official_annual
        )
        self.is_undefined = self._lacks_a_root()

    def _find_origin(self, base: Decimal | None) -> Decimal | None:
        if self.starts_at_base:
            return base
        return ZERO if self.scale is Scale.AMOUNT else ONE

    def _find_direction(self) -> bool:
        comparator = self.target.comparator
        if comparator is Comparator.APPROX and self.target.measure is Measure.LEVEL:
            return self.origin is None or self.goal is None or self.goal >= self.origin
        return comparator is not Comparator.LE

    def _is_held(self) -> bool:
        if self.target.comparator is Comparator.APPROX or self.goal is None:
            return False
        if self.origin is None:
            # A ceiling that an official annual target leads down to is reached, not kept.
            return not self.upward and not self.has_official_annual
        return self.meets(self.origin, ONE, self.goal)

    def _lacks_a_root(self) -> bool:
        """Whether the course needs a logarithm or a root of a non-positive number."""
        if self.scale is not Scale.AMOUNT:
            stated = [self.value]
            if self.annual is not None and self.annual.official:
                stated.append(self.annual.value)
            return any(value is not None and self.position(value, 1) <= 0 for value in stated)
        if self.origin is None or self.goal is None:
            return False
        if self.target.measure is Measure.MULTIPLE and self.origin <= 0:
            return True
        return self.geometric and (self.origin <= 0 or self.goal <= 0)

    def position(self, value: Decimal, years: Years) -> Decimal:
        """Where a displayed value stands on the scale; a growth rate after so many years."""
        if self.scale is Scale.AMOUNT:
            return value
        if self.scale is Scale.FALL:
            return ONE - value.scaleb(-2)
        factor = ONE + value.scaleb(-2)
        return factor if self.scale is Scale.RISE else raise_to(factor, years)

    def value_of(self, amount: Decimal, per: Decimal, years: Years) -> Decimal:
        """The displayed value of the position amount ÷ per (positive for a growth rate)."""
        if self.scale is Scale.AMOUNT:
            return amount
        if self.scale is Scale.FALL:
            return divide((per - amount) * HUNDRED, per)
        if self.scale is Scale.RISE:
            return divide((amount - per) * HUNDRED, per)
        return (root_of(amount, per, part=1, whole=years) - ONE) * HUNDRED

    def bound_of(self, value: Decimal) -> Decimal:
        """The position that meets a target value now: growth to be reached counts all n years."""
        kept = self.held or self.ceiling
        return self.position(value, self.clock.elapsed if kept else self.clock.years)

    def meets(self, amount: Decimal, per: Decimal, threshold: Decimal) -> bool:
        """Whether the position amount ÷ per is at the threshold or better; no division is made."""
        bound = threshold if per is ONE else threshold * per
        return amount >= bound if self.upward != (self.scale is Scale.FALL) else amount <= bound

    def tolerated(self, value: Decimal, *, short: bool = True) -> Decimal:
        """With 左右, the value that is still accepted on the short side (or the far side)."""
        if self.target.comparator is not Comparator.APPROX:
            return value
        room = abs(value) * self.target.approx_tolerance
        return value - room if self.upward is short else value + room

    def upper_value(self) -> Decimal | None:
        """The value over which a result is 超额: the upper end of a range, else the target."""
        upper = self.target.value_max
        if self.target.comparator is not Comparator.RANGE or upper is None or self.value is None:
            return self.value
        if self.target.measure is Measure.MULTIPLE:
            return None if self.origin is None else upper * self.origin
        return upper

    def completion_of(self, amount: Decimal, per: Decimal) -> Decimal | None:
        """The share of the way from base to target; null where there is no way to go."""
        if self.held or self.origin is None or self.goal is None or self.goal == self.origin:
            return None
        if self.scale is Scale.AMOUNT:
            return divide(amount - self.origin, self.goal - self.origin)
        return log_share(amount, per, self.goal)

    def shortfall(self, actual: Decimal, wanted: Decimal) -> Decimal:
        """What is missing from the actual to the wanted value; at most 0 when nothing is."""
        return wanted - actual if self.upward else actual - wanted

    def expected_value(self) -> Decimal | None:
        """应达值: the official annual target, else the value of the path at the period judged."""
        if self.held:
            return None
        if self.annual is not None and self.has_official_annual:
            return self.annual.value
        if self.origin is None or self.goal is None or self.value is None:
            return None
        if self.clock.at_end or self.scale is Scale.GROWTH:
            return self.value
        return self._path_value(self.origin, self.goal)

    def _path_value(self, origin: Decimal, goal: Decimal) -> Decimal:
        gone, years = self.clock.elapsed, self.clock.years
        if self.scale is not Scale.AMOUNT:
            return self.value_of(root_of(goal, ONE, part=gone, whole=years), ONE, gone)
        if self.geometric:
            return origin * root_of(goal, origin, part=gone, whole=years)
        return divide(origin * years + (goal - origin) * gone, years)

    def due_progress(self, expected: Decimal | None) -> Decimal | None:
        """The completion that the expected value would have; time progress on an even path."""
        if expected is None:
            return None
        if self.has_official_annual or self.geometric:
            return self.completion_of(self.position(expected, self.clock.elapsed), ONE)
        return divide(self.clock.elapsed, self.clock.years)


def scale_of(target: Target) -> Scale:
    """The scale on which a measure is exact."""
    if target.measure is Measure.GROWTH:
        return Scale.GROWTH
    if target.measure is Measure.INCREASE and target.is_percent_change:
        return Scale.RISE
    if target.measure is Measure.DECREASE and target.is_percent_change:
        return Scale.FALL
    return Scale.AMOUNT
