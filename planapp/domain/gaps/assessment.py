"""What comes out: an assessment with everything a supervisor needs to recompute it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.gaps.arithmetic import Years
from planapp.domain.gaps.values import LightPolicy, Period, Readings, Target
from planapp.domain.terms import AnnualStatus, Light, Reason, Status, Trend

RULE = "gaps/1"  # name and version of the rule; raised whenever a result could change


@dataclass(frozen=True, slots=True)
class Inputs:
    """The numbers an assessment rests on; `as_of` is the period judged, never after the target's.

    `years` is n and `elapsed` is k of the formulas; both are null for a qualitative target
    without a period.
    """

    target: Target
    readings: Readings
    policy: LightPolicy
    as_of: Period
    years: int | None
    elapsed: Years | None
    held: bool = False
    ceiling: bool = False

    @property
    def at_end(self) -> bool:
        """Whether the target year is over."""
        return self.as_of == self.target.target_year


@dataclass(frozen=True, slots=True, kw_only=True)
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
