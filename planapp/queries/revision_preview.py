"""What a proposed revision would do to the cycles it applies to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from planapp.domain.gaps import Readings, Target, assess
from planapp.models import Gap, Indicator, TargetRevision
from planapp.models.revision import REVISABLE
from planapp.queries.gaps import aims_of, policy_of, readings_of, records_of, target_of
from planapp.queries.revisions import Terms, confirmed_revisions, terms_in_force
from planapp.queries.what_if import as_judged, as_unreadable


@dataclass(frozen=True, slots=True)
class CycleEffect:
    """A cycle's stored gap and what would come of it; `kept` says why nothing would."""

    before: Gap
    after: Gap | None
    kept: str = ""


def preview_revision(revised: Indicator, *, effective_year: int, at: datetime) -> list[CycleEffect]:
    """The effect on each cycle were the revision confirmed now. Four queries.

    `revised` is a changed copy of the indicator, with its plan, light policy and series loaded.
    """
    gaps = Gap.objects.filter(indicator=revised.pk).select_related("indicator", "cycle")
    proposed = TargetRevision(effective_year=effective_year, decided_at=at)
    revisions = [*confirmed_revisions([revised.pk]).get(revised.pk, ()), proposed]
    records, aims = records_of(revised), aims_of(revised)
    new = Terms(*(getattr(revised, name) for name in REVISABLE))
    found = []
    for gap in gaps.order_by("cycle__as_of_on"):
        cycle = gap.cycle
        in_force = terms_in_force(
            new, revisions, as_of_on=cycle.as_of_on, closed_on=cycle.closed_on
        )
        if in_force.revision is not proposed:
            found.append(CycleEffect(gap, None, _why_kept(gap, effective_year)))
            continue
        try:
            after = _judged(
                gap,
                revised,
                target=target_of(revised, aims),
                readings=readings_of(revised, records),
                at=at,
            )
        except ValueError as error:
            after = as_unreadable(gap, str(error))
        found.append(CycleEffect(gap, after))
    return found


def _why_kept(gap: Gap, effective_year: int) -> str:
    if gap.cycle.year < effective_year:
        return "生效年度之前，仍按原目标"
    return "填报期已关闭，仍按原目标"


def _judged(
    gap: Gap, revised: Indicator, *, target: Target, readings: Readings, at: datetime
) -> Gap:
    on = timezone.localdate(at)
    found = assess(
        target,
        readings,
        as_of=gap.cycle.as_of_on,
        policy=policy_of(revised),
        window_closed=gap.cycle.due_on < on or gap.cycle.is_closed(on),
    )
    return as_judged(gap, found, indicator=revised)
