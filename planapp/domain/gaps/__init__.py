"""Numbers to how far behind: one target and its records in, one assessment out."""

from __future__ import annotations

from planapp.domain.gaps.assessing import assess
from planapp.domain.gaps.assessment import Assessment, Inputs
from planapp.domain.gaps.values import (
    AnnualTarget,
    LightPolicy,
    Period,
    Readings,
    Target,
)

__all__ = [
    "AnnualTarget",
    "Assessment",
    "Inputs",
    "LightPolicy",
    "Period",
    "Readings",
    "Target",
    "assess",
]
