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
    where nobody decided. Two queries, none without indicators.
    """
    owed = {
        duty.indicator.pk: (duty.indicator, duty.cycle.as_of_on)
        for duty in duties
        if duty.indicator is not None
    }
    judged = Gap.objects.filter(indicator__in=owed).exclude(actual=None)
    newest = {
        indicator: pk
        for pk, indicator, day in judged.order_by("cycle__as_of_on").values_list(
            "pk", "indicator_id", "cycle__as_of_on"
        )
        if day <= owed[indicator][1]
    }
    decided = FilteredRelation(
        "cycle__verdicts", condition=Q(cycle__verdicts__indicator=F("indicator"))
    )
    rows = Gap.objects.filter(pk__in=newest.values()).annotate(
        decided=decided,
        decided_status=Coalesce("decided__status", "status"),
        decided_light=Coalesce("decided__light", "light"),
    )
    found: dict[int, Gap] = {gap.indicator_id: gap for gap in rows.select_related("cycle")}
    for key, gap in found.items():
        gap.indicator, _ = owed[key]
    return found
