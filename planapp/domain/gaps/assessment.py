"""What comes out: an assessment with everything a supervisor needs to recompute it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.gaps.arithmetic import Years
from planapp.domain.gaps.timing import years_between
from planapp.domain.gaps.values import LightPolicy, Period, Readings, Target
from planapp.domain.terms import AnnualStatus, Light, Reason, Status, Trend

RULE = "gaps/2"  # name and version of the rule; raised whenever a result could change


@dataclass(slots=True)
class Inputs:
    """The numbers an assessment rests on; `as_of` is the period judged, never after the target's.

    `years` is n and `elapsed` is k of the formulas, null for a qualitative target. `held` and
    `ceiling` say that the target is to be kept, `upward` that a higher value is better.
    """

    target: Target
    readings: Readings
    policy: LightPolicy
    as_of: Period
    years: int | None
    elapsed: Years | None
    window_closed: bool = True
    held: bool = False
    ceiling: bool = False
    upward: bool = True

    @property
    def at_end(self) -> bool:
        """Whether the target year is over."""
        return self.as_of == self.target.target_year

    def used_records(self) -> dict[Period, Decimal]:
        """The records since the base up to the period judged, in the order of time."""
        records = self.readings.by_period
        origin, elapsed = self.target.origin_year, self.elapsed
        if origin is None or elapsed is None:
            return dict(records)
        dated = [(years_between(origin, period), period) for period in records]
        return {period: records[period] for gone, period in sorted(dated) if 0 < gone <= elapsed}


@dataclass(slots=True, kw_only=True)
class Assessment:
    """How far one indicator is; docs/gaps.md defines each field. Ratios are fractions of 1."""

    inputs: Inputs
    status: Status
    light: Light
    reason: Reason | None = None
    actual: Decimal | None = None
    time_progress: Decimal | None = None
    due_progress: Decimal | None = None
    expected_value: Decimal | None = None
    completion: Decimal | None = None
    attainment: Decimal | None = None
    gap: Decimal | None = None
    met: bool | None = None
    lag: Decimal | None = None
    required: Decimal | None = None
    forecast: Decimal | None = None
    trend: Trend | None = None
    annual_status: AnnualStatus | None = None
    missing_years: tuple[int, ...] = ()
    last: Assessment | None = None
    rule: str = RULE

    @property
    def uses_official_annual(self) -> bool:
        """Whether what is due was an annual target that was 下达."""
        annual = self.inputs.target.annual_targets.get(self.inputs.as_of)
        return annual is not None and annual.official and not self.inputs.held
