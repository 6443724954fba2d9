"""What goes in: a target, its readings and the thresholds. A wrong number cannot be built.

None of it is changed once it is made. What is made for every indicator is not frozen all the
same: to build a frozen object takes twice as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal, Inexact, Overflow
from typing import Final

from planapp.domain.terms import Comparator, DuePath, Entry, LightMode, Measure

Period = int | date  # a whole year, or a day inside one

# A member of an enumeration by its bare name costs a tenth of one by its class.
_GROWTH, _CUMULATIVE, _QUALITATIVE = Measure.GROWTH, Measure.CUMULATIVE, Measure.QUALITATIVE
_CHANGES = (Measure.INCREASE, Measure.DECREASE)

# SQLite keeps 15 digits of a number; what it would round is refused before it is stored.
_STORED = Context(prec=15, Emax=30, Emin=-30, traps=[Inexact, Overflow])
_PERCENT_UNITS = frozenset({None, "", "%", "％"})

DEFAULT_TOLERANCE: Final = Decimal("0.05")  # 左右 accepts so much less, as a share of the target


def check_number(value: Decimal, name: str) -> None:
    """Refuse what is not a number or has more than 15 significant digits (ValueError)."""
    if not value.is_finite():
        raise ValueError(f"{name}不是有限的数：{value}")
    try:
        _STORED.plus(value)
    except (Inexact, Overflow):
        raise ValueError(f"{name}超过15位有效数字或过大：{value}") from None


def normal_period(period: Period) -> Period:
    """The last day of a year is that year."""
    if isinstance(period, int) or period.month != 12 or period.day != 31:
        return period
    return period.year


@dataclass(slots=True)
class AnnualTarget:
    """What is asked of one year, in the terms of the actual value; official when 下达."""

    value: Decimal
    official: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        check_number(self.value, "年度目标")


@dataclass(slots=True, kw_only=True)
class Target:
    """A commitment: where to, by when, from where, and how its records are to be read.

    `value` and `value_max` are in `value_unit`, percent figures for rates and changes in %, a
    factor for a multiple. Raises ValueError where it could not be assessed by any rule.
    """

    measure: Measure
    comparator: Comparator = Comparator.GE
    value: Decimal | None = None
    value_max: Decimal | None = None
    target_year: int
    base_year: int | None = None
    base_value: Decimal | None = None
    period_start: int | None = None
    entry: Entry | None = None
    path: DuePath = DuePath.LINEAR
    value_unit: str | None = None
    approx_tolerance: Decimal = DEFAULT_TOLERANCE
    annual_targets: Mapping[Period, AnnualTarget] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.value is not None:
            check_number(self.value, "目标值")
        if self.base_value is not None:
            check_number(self.base_value, "基期值")
        if self.measure is not _QUALITATIVE:
            _check_target(self)

    @property
    def origin_year(self) -> int | None:
        """The year from which progress is counted: the base year, or the one before the plan."""
        if self.base_year is not None:
            return self.base_year
        return None if self.period_start is None else self.period_start - 1

    @property
    def read_as(self) -> Entry:
        """How the records are read: as stated, else as is usual for the measure.

        A rate or change in % of what is done each year compares the years, it adds nothing up.
        """
        if self.entry is None:
            return Entry.default_for(self.measure)
        if self.entry is Entry.FLOW and self._compares_years:
            return Entry.LEVEL
        return self.entry

    @property
    def _compares_years(self) -> bool:
        if self.measure is _GROWTH:
            return True
        changes = self.measure in _CHANGES
        return changes and self.is_percent_change and self.base_value is not None

    @property
    def is_percent_change(self) -> bool:
        """Whether an increase or decrease is counted in % (and so compounds)."""
        return self.value_unit in _PERCENT_UNITS


def _check_target(target: Target) -> None:
    if target.value is None:
        raise ValueError("定量目标缺目标值")
    origin = target.origin_year
    if origin is None:
        raise ValueError("缺基期年份，也缺规划首年")
    if target.target_year <= origin:
        raise ValueError(f"目标年份{target.target_year}须晚于基期年份{origin}")
    check_number(target.approx_tolerance, "左右的容差")
    if target.value_max is not None:
        check_number(target.value_max, "目标上限")
        if target.value_max < target.value:
            raise ValueError(f"目标上限{target.value_max}低于下限{target.value}")
    if target.entry is not None:
        _check_entry(target)


def _check_entry(target: Target) -> None:
    measure, entry = target.measure, target.entry
    amount_change = measure in (Measure.INCREASE, Measure.DECREASE) and not target.is_percent_change
    if entry is Entry.RATE and (measure is Measure.CUMULATIVE or amount_change):
        raise ValueError(f"“{measure.label}”不能按“{entry.label}”填报")


@dataclass(slots=True)
class Readings:
    """The approved records of one series, by year or by day, in the unit of the target."""

    by_period: Mapping[Period, Decimal]

    def __post_init__(self) -> None:
        values: dict[Period, Decimal] = {}
        for period, value in self.by_period.items():
            check_number(value, "填报值")
            values[normal_period(period)] = value
        if len(values) != len(self.by_period):
            raise ValueError("同一年度既有年末数又有12月31日的记录")
        self.by_period = values


@dataclass(frozen=True, slots=True, kw_only=True)
class LightPolicy:
    """When a lag turns red and what still counts: points are percentage points."""

    mode: LightMode = LightMode.RATIO
    tolerance_points: Decimal = Decimal(1)
    red_below: Decimal = Decimal("0.8")
    red_points: Decimal = Decimal(20)
    nearly_from: Decimal = Decimal("0.95")

    def __post_init__(self) -> None:
        for name in ("tolerance_points", "red_below", "red_points", "nearly_from"):
            check_number(getattr(self, name), "亮灯规则的阈值")
