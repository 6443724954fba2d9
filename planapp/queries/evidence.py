"""Who may see what backs a report."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from planapp.models import Evidence, Indicator, ReportingCycle, User
from planapp.models.evidence import BACKED
from planapp.queries.scope import lies_within, within
from planapp.rights import Scope, scope_of


def may_see_evidence(user: User, evidence: Evidence, *, on: date) -> bool:
    """Whether a person may open what backs something they may see."""
    return lies_within(evidence, scope_of(user, on=on))


def evidence_of_round(cycle: ReportingCycle, scope: Scope) -> QuerySet[Evidence]:
    """What backs the figures, the progress and the papers of a round, as far as it is seen."""
    series = Indicator.objects.filter(plan=cycle.plan_id).values("series")
    of_round = Q(record__series__in=series, record__as_of_on=cycle.as_of_on)
    of_round |= Q(task_report__cycle=cycle) | Q(submission__cycle=cycle) | Q(remark__cycle=cycle)
    of_round |= Q(notice__cycle=cycle) | Q(visit__task_report__cycle=cycle)
    of_round |= Q(visit__record__series__in=series, visit__record__as_of_on=cycle.as_of_on)
    rows = within(Evidence.objects.filter(of_round), scope)
    return rows.select_related(*BACKED.values(), "uploaded_by").order_by("pk")
