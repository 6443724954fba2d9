"""A stored gap as it would be under other terms or another rule; nothing here is saved."""

from __future__ import annotations

from planapp.domain.gaps import Assessment, as_payload
from planapp.domain.terms import Light, Reason, Status
from planapp.models import Gap, Indicator


def as_judged(gap: Gap, found: Assessment, *, indicator: Indicator | None = None) -> Gap:
    """The gap with another assessment, of an indicator that may be a changed copy."""
    return Gap(
        indicator=indicator or gap.indicator,
        cycle=gap.cycle,
        status=found.status,
        light=found.light,
        reason=found.reason or "",
        inputs=as_payload(found),
    )


def as_unreadable(gap: Gap, why: str) -> Gap:
    """The gap where the assessment is not possible."""
    return Gap(
        indicator=gap.indicator,
        cycle=gap.cycle,
        status=Status.UNASSESSABLE,
        light=Light.GREY,
        reason=Reason.UNDEFINED,
        inputs={"error": why},
    )
