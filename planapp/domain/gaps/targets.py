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


AMOUNT, GROWTH, RISE, FALL = Scale
_LEVEL, _MULTIPLE = Measure.LEVEL, Measure.MULTIPLE
_LE, _APPROX, _RANGE = Comparator.LE, Comparator.APPROX, Comparator.RANGE
_GEOMETRIC = DuePath.GEOMETRIC
_COMPOUND = {Measure.GROWTH: GROWTH, Measure.INCREASE: RISE, Measure.DECREASE: FALL}


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
        "is_amount",
        "lacks_path",
        "lacks_scale",
        "origin",
        "scale",
        "starts_at_base",
        "target",
        "upward",
        "value",
    )

    def __init__(self, target: Target, clock: Clock) -> None:
        assert target.value is not None  # noqa: S101 - Target refuses a number without a value
        measure, base = target.measure, target.base_value
        self.target = target
        self.clock = clock
        self.entry = target.read_as
        self.annual: AnnualTarget | None = target.annual_targets.get(clock.as_of)
        self.has_official_annual = self.annual is not None and self.annual.official
        self.scale = scale_of(target)
        self.is_amount = self.scale is AMOUNT
        # Levels and multiples start from their base; all other measures start from nothing.
        self.starts_at_base = measure is _LEVEL or measure is _MULTIPLE
        self.value: Decimal | None = target.value
        if measure is _MULTIPLE:
            self.value = None if base is None else target.value * base
        self.origin: Decimal | None = base
        if not self.starts_at_base:
            self.origin = ZERO if self.is_amount else ONE
        self.goal = None if self.value is None else self.position(self.value, clock.years)
        self.ceiling = target.comparator is _LE and measure is not _LEVEL
        self.upward = self._find_direction()
        self.held = not self.ceiling and self._is_held()
        self.geometric = (
            target.path is _GEOMETRIC
            and self.starts_at_base
            and not self.held
            and not self.has_official_annual
        )
        self.lacks_scale = self._lacks_scale()
        self.lacks_path = self.lacks_scale or (self.geometric and self._lacks_root())

    def _find_direction(self) -> bool:
        comparator = self.target.comparator
        if comparator is _APPROX and self.target.measure is _LEVEL:
            return self.origin is None or self.goal is None or self.goal >= self.origin
        return comparator is not _LE

    def _is_held(self) -> bool:
        if self.target.comparator is _APPROX or self.goal is None:
            return False
        if self.origin is None:
            # A ceiling that an official annual target leads down to is reached, not kept.
            return not self.upward and not self.has_official_annual
        return self.meets(self.origin, ONE, self.goal)

    def _lacks_scale(self) -> bool:
        """Whether nothing can be measured: a logarithm, or a multiple, of a non-positive number."""
        if self.is_amount:
            is_multiple = self.target.measure is _MULTIPLE
            return is_multiple and self.origin is not None and self.origin <= 0
        if self.value is not None and self._leaves_nothing(self.value):
            return True
        official = self.annual if self.has_official_annual else None
        return official is not None and self._leaves_nothing(official.value)

    def _leaves_nothing(self, percent: Decimal) -> bool:
        return percent >= HUNDRED if self.scale is FALL else percent <= -HUNDRED

    def _lacks_root(self) -> bool:
        """Whether a geometric path would need the root of a non-positive number."""
        if self.origin is None or self.goal is None:
            return False
        return self.origin <= 0 or self.goal <= 0

    def position(self, value: Decimal, years: Years) -> Decimal:
        """Where a displayed value stands on the scale; a growth rate after so many years."""
        if self.is_amount:
            return value
        if self.scale is FALL:
            return ONE - value.scaleb(-2)
        factor = ONE + value.scaleb(-2)
        return factor if self.scale is RISE else raise_to(factor, years)

    def value_of(self, amount: Decimal, per: Decimal, years: Years) -> Decimal:
        """The displayed value of the position amount ÷ per (positive for a growth rate)."""
        if self.is_amount:
            return amount
        if self.scale is FALL:
            return divide((per - amount) * HUNDRED, per)
        if self.scale is RISE:
            return divide((amount - per) * HUNDRED, per)
        return (root_of(amount, per, part=1, whole=years) - ONE) * HUNDRED

    def bound_of(self, value: Decimal) -> Decimal:
        """The position that meets a target value now: growth to be reached counts all n years."""
        if self.is_amount:
            return value
        kept = self.held or self.ceiling
        return self.position(value, self.clock.elapsed if kept else self.clock.years)

    def meets(self, amount: Decimal, per: Decimal, threshold: Decimal) -> bool:
        """Whether the position amount ÷ per is at the threshold or better; no division is made."""
        bound = threshold if per is ONE else threshold * per
        return amount >= bound if self.upward != (self.scale is FALL) else amount <= bound

    def tolerated(self, value: Decimal, *, short: bool = True) -> Decimal:
        """With 左右, the value that is still accepted on the short side (or the far side)."""
        if self.target.comparator is not _APPROX:
            return value
        room = abs(value) * self.target.approx_tolerance
        return value - room if self.upward is short else value + room

    def upper_value(self) -> Decimal | None:
        """The value over which a result is 超额: the upper end of a range, else the target."""
        upper = self.target.value_max
        if self.target.comparator is not _RANGE or upper is None or self.value is None:
            return self.value
        if self.target.measure is _MULTIPLE:
            return None if self.origin is None else upper * self.origin
        return upper

    def completion_of(self, amount: Decimal, per: Decimal) -> Decimal | None:
        """The share of the way from base to target; null where there is no way to go."""
        origin, goal = self.origin, self.goal
        if self.held or origin is None or goal is None or goal == origin:
            return None
        if self.is_amount:
            return divide(amount - origin, goal - origin)
        return log_share(amount, per, goal)

    def shortfall(self, actual: Decimal, wanted: Decimal) -> Decimal:
        """What is missing from the actual to the wanted value; at most 0 when nothing is."""
        return wanted - actual if self.upward else actual - wanted

    def expected_value(self) -> Decimal | None:
        """应达值: the official annual target, else the value of the path at the period judged."""
        if self.held or self.lacks_path:
            return None
        if self.annual is not None and self.has_official_annual:
            return self.annual.value
        if self.origin is None or self.goal is None or self.value is None:
            return None
        if self.clock.at_end or self.scale is GROWTH:
            return self.value
        return self._path_value(self.origin, self.goal)

    def _path_value(self, origin: Decimal, goal: Decimal) -> Decimal:
        gone, years = self.clock.elapsed, self.clock.years
        if not self.is_amount:
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
        return self.clock.progress


def scale_of(target: Target) -> Scale:
    """The scale on which a measure is exact."""
    scale = _COMPOUND.get(target.measure, AMOUNT)
    return scale if scale is AMOUNT or scale is GROWTH or target.is_percent_change else AMOUNT
