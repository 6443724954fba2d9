"""The ladder that an installation comes with, what a ladder may be, and its rungs in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planapp.domain.reminders.values import Rule
from planapp.domain.terms import MemberRole, ReminderKind

DEFAULT_LADDER: tuple[Rule, ...] = (
    *(Rule(ReminderKind.DUE_SOON, days) for days in (30, 7, 3, 1)),
    Rule(ReminderKind.OVERDUE, -1),
    Rule(ReminderKind.OVERDUE, -1, MemberRole.UNIT_ADMIN),
    Rule(ReminderKind.OVERDUE, -5, every=5),
    Rule(ReminderKind.OVERDUE, -5, MemberRole.UNIT_ADMIN, every=5),
    Rule(ReminderKind.NOTICE, -10, MemberRole.UNIT_HEAD),
)
# Who a rung may name: those who report, and those who watch over it.
TOLD_ROLES = (
    MemberRole.REPORTER,
    MemberRole.UNIT_ADMIN,
    MemberRole.UNIT_HEAD,
    MemberRole.SUPERVISOR,
)
MOST_RUNGS = 30
MOST_DAYS = 120  # working days before or after
# With the longest holidays between less than half a year, after which nothing is drafted any more.
MOST_DAYS_TO_NOTICE = 100


def in_order(rules: Sequence[Rule]) -> list[Rule]:
    """As they come in time; of one day those of the kinds and roles in their order."""
    kinds, roles = list(ReminderKind), list(MemberRole)
    return sorted(
        rules,
        key=lambda rule: (
            -rule.workdays_before,
            kinds.index(rule.kind),
            roles.index(rule.recipient_role),
        ),
    )


def find_faults(rules: Sequence[Rule]) -> list[str]:
    """What is wrong with a ladder as a whole, in words; nothing where it can be used."""
    faults = [fault for rule in rules if (fault := _fault_of(rule))]
    places = Counter(map(_place, rules))
    doubled = next((rule for rule in rules if places[_place(rule)] > 1), None)
    if doubled is not None:
        faults.append(f"“{rung_words(doubled)}”重复了，同一天同一对象只需一条。")
    if len(rules) > MOST_RUNGS:
        faults.append(f"最多设 {MOST_RUNGS} 条。")
    if not any(rule.kind == ReminderKind.DUE_SOON for rule in rules):
        faults.append("至少要有一条截止前的到期提醒。")
    return faults + _faults_of_notices(rules)


def _place(rule: Rule) -> tuple[ReminderKind, int, MemberRole]:
    return rule.kind, rule.workdays_before, rule.recipient_role


def _fault_of(rule: Rule) -> str:
    soon = rule.kind == ReminderKind.DUE_SOON
    days = rule.workdays_before if soon else -rule.workdays_before
    lowest = 0 if soon else 1
    if not lowest <= days <= MOST_DAYS:
        return f"{rule.kind.label}的工作日数须在 {lowest} 至 {MOST_DAYS} 之间。"
    if rule.every is None:
        return ""
    if rule.kind != ReminderKind.OVERDUE:
        return "只有逾期催办可以重复。"
    return "" if 1 <= rule.every <= MOST_DAYS else f"重复的间隔须在 1 至 {MOST_DAYS} 个工作日之间。"


def _faults_of_notices(rules: Sequence[Rule]) -> list[str]:
    notices = [rule for rule in rules if rule.kind == ReminderKind.NOTICE]
    if len(notices) > 1:
        return ["督办只能设一条：到了那天拟一份督办通知单，此后不再另拟。"]
    if notices and notices[0].workdays_before < -MOST_DAYS_TO_NOTICE:
        return [f"督办最晚设在逾期第{MOST_DAYS_TO_NOTICE}个工作日：逾期半年以上的，系统不再拟稿。"]
    urged = [rule.workdays_before for rule in rules if rule.kind == ReminderKind.OVERDUE]
    if notices and (not urged or max(urged) <= notices[0].workdays_before):
        return ["督办须在逾期催办之后：先催办，仍未报送的才督办。"]
    return []


def rung_words(rule: Rule) -> str:
    """截止前7个工作日，提醒填报人; 逾期第5个工作日，催办填报人，此后每5个工作日一次."""
    when, role = day_words(rule.workdays_before), rule.recipient_role.label
    if rule.kind == ReminderKind.NOTICE:
        return f"{when}，拟督办通知单，由督查签发后送达"
    again = f"，此后每{rule.every}个工作日一次" if rule.every else ""
    return f"{when}，{'提醒' if rule.kind == ReminderKind.DUE_SOON else '催办'}{role}{again}"


def day_words(workdays_before: int) -> str:
    """截止前7个工作日, 截止当日, 逾期第5个工作日."""
    if workdays_before == 0:
        return "截止当日"
    side = "截止前" if workdays_before > 0 else "逾期第"
    return f"{side}{abs(workdays_before)}个工作日"
