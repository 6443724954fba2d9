"""Whether a plan's items go past the head of their unit before supervisors get them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from planapp.models import Plan, User
from planapp.rights import Action
from planapp.services.audit import changed, snapshot, write_audit
from planapp.services.errors import require


@transaction.atomic
def ask_head(*, plan: Plan, asks: bool, by: User, at: datetime) -> None:
    """From now on; what is on its way already goes on as it began."""
    refusal = "只有管理员可以设定报送是否须经单位负责人确认。"
    require(Action.SET_UP, by=by, at=at, refusal=refusal)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.confirm_by_head == asks:
        return
    before = snapshot(plan)
    plan.confirm_by_head = asks
    plan.save(update_fields=("confirm_by_head",))
    change = changed(plan, before)
    write_audit(by=by, action="plan.head_rule_set", subject=plan, at=at, changes=[change])
