"""Numbers to how far behind: one target and its records in, one assessment out."""

from __future__ import annotations

from planapp.domain.gaps.amounts import alternatives, convert
from planapp.domain.gaps.assessing import assess
from planapp.domain.gaps.assessment import Assessment, Inputs
from planapp.domain.gaps.explaining import Explanation, explain
from planapp.domain.gaps.payload import as_payload, assess_payload
from planapp.domain.gaps.values import (
    AnnualTarget,
    LightPolicy,
    Period,
    Readings,
    Target,
)
from planapp.domain.gaps.words import label_of, official_label, status_label

__all__ = [
    "AnnualTarget",
    "Assessment",
    "Explanation",
    "Inputs",
    "LightPolicy",
    "Period",
    "Readings",
    "Target",
    "alternatives",
    "as_payload",
    "assess",
    "assess_payload",
    "convert",
    "explain",
    "label_of",
    "official_label",
    "status_label",
]
