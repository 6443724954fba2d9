"""From a plan to what administrators keep for it."""

from __future__ import annotations

from django.urls import reverse

from planapp.domain.terms import PlanStatus
from planapp.models import Plan


def ways_of(plan: Plan) -> list[tuple[str, str]]:
    """Address and label of each, in the order of a plan's life."""
    withdrawn = plan.status == PlanStatus.WITHDRAWN
    cycles = f"{reverse('admin:cycle_list')}?plan={plan.pk}{'&withdrawn=1' if withdrawn else ''}"
    return [
        (reverse("admin:plan_setup", args=(plan.pk,)), "启动准备"),
        (reverse("admin:assignments", args=(plan.pk,)), "责任分工"),
        (cycles, "填报期"),
        (reverse("admin:light_policy", args=(plan.pk,)), "亮灯规则"),
        (reverse("admin:plan_withdrawal", args=(plan.pk,)), "恢复" if withdrawn else "撤销"),
    ]
