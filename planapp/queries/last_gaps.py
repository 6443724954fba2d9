"""How indicators stood when they were judged last, for whoever fills in what comes next."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce

from planapp.models import Gap
from planapp.queries.duties import Duty


def last_gaps(duties: Iterable[Duty]) -> dict[int, Gap]:
    """The newest gap with a figure of each duty's first indicator, by the indicator's id.

    It may be of the duty's own round. Each has `decided_status` and `decided_light`, as computed
    where nobody decided. One query, none without indicators.
    """
    days = {duty.item.pk: duty.cycle.as_of_on for duty in duties if duty.indicator is not None}
    if not days:
        return {}
    decided = FilteredRelation(
        "cycle__verdicts", condition=Q(cycle__verdicts__indicator=F("indicator"))
    )
    rows = Gap.objects.filter(indicator__in=days, cycle__as_of_on__lte=max(days.values()))
    rows = rows.exclude(actual=None).annotate(
        decided=decided,
        decided_status=Coalesce("decided__status", "status"),
        decided_light=Coalesce("decided__light", "light"),
    )
    rows = rows.select_related("indicator__series", "indicator__plan", "cycle")
    return {
        gap.indicator_id: gap
        for gap in rows.order_by("cycle__as_of_on")
        if gap.cycle.as_of_on <= days[gap.indicator_id]
    }
