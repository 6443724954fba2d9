"""提醒规则: the ladder of a plan, and the one for all plans that have none of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from planapp.domain.reminders import Rule, find_faults
from planapp.models import Plan, ReminderRule, User
from planapp.queries.ladders import rules_of
from planapp.rights import Action
from planapp.services.audit import Change, created, snapshot, write_audit
from planapp.services.errors import Refused, require


@transaction.atomic
def set_ladder(*, plan: Plan | None, rungs: Sequence[Rule], by: User, at: datetime) -> bool:
    """Give a plan its own ladder, or all that have none theirs; whether anything changed.

    Without rungs it goes back to the one before: a plan to the default, the default to the one
    that the product comes with. What was reminded of before stays; a rung that has come and was
    not told yet is told on the next working day. Raises Refused with what is wrong with a ladder.
    """
    require(Action.KEEP_SYSTEM, by=by, at=at, refusal="只有系统管理员可以设定提醒规则。")
    if faults := find_faults(rungs) if rungs else []:
        raise Refused(" ".join(faults))
    # Whoever sets the default first holds no row of a plan: all rungs are few, all are locked.
    rules = ReminderRule.objects.select_for_update(of=("self",))
    stored = [row for row in rules if row.plan_id == _id(plan)]
    wanted, known = set(rungs), dict(zip(rules_of(stored), stored, strict=True))
    gone = [row for rung, row in known.items() if rung not in wanted]
    changes = [Change(row, before := snapshot(row), dict.fromkeys(before)) for row in gone]
    ReminderRule.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for rung in rungs:
        if rung not in known:
            changes += created(ReminderRule.objects.create(plan=plan, **_columns(rung)))
    if not changes:
        return False
    subject = f"{plan or '全部规划的默认规则'}：{f'{len(rungs)} 条' if rungs else '恢复默认'}"
    write_audit(by=by, action="reminders.ladder_set", subject=subject, at=at, changes=changes)
    return True


def _id(plan: Plan | None) -> int | None:
    return plan.pk if plan else None


def _columns(rung: Rule) -> dict[str, object]:
    return {
        "kind": rung.kind,
        "workdays_before": rung.workdays_before,
        "recipient_role": rung.recipient_role,
        "repeat_every": rung.every,
    }
