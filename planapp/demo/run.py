"""The demonstration from an empty database to the gap table; each step may be run again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from planapp.demo.extensions import ask_for_time
from planapp.demo.notices import urge_units
from planapp.demo.offices import share_work
from planapp.demo.people import ADMINISTRATOR, SUPERVISOR, create_people
from planapp.demo.plans import Loaded, close_cycles, load_document, open_cycles
from planapp.demo.progress import enter_progress
from planapp.demo.story import Story, day_for, instant, load_story
from planapp.demo.submissions import send_sheets, set_head_rule
from planapp.demo.table import gap_table
from planapp.domain.terms import DocumentKind, MemberRole
from planapp.models import Gap, Message, Plan, Reminder, User
from planapp.services.fixtures import load_fixtures
from planapp.services.frozen_reports import freeze_closed_rounds
from planapp.services.gaps import recalculate_stale_gaps
from planapp.services.notice_settling import settle_notices
from planapp.services.notices import told_together
from planapp.services.reminders import create_due_reminders, deliver_digests


def run_demo(*, root: Path, days: list[date]) -> Iterator[str]:
    """Carry the demonstration out; yields what to print, line by line."""
    story = load_story(root / "fixtures" / "demo" / "demo.json")
    counts = load_fixtures(folder=root / "fixtures", at=instant(min(days)))
    yield f"基础数据：{sum(count.created + count.unchanged + count.updated for count in counts)} 条"
    people = create_people(story, at=instant(min(days)))
    yield "以下由演示自动采用全部提取结果并发布；实际使用中由人逐条审核。"
    plans: list[tuple[Plan, date]] = []
    calculated = 0
    for day, rows in _by_day(story.documents, days):
        for row in rows:
            loaded = load_document(row, folder=root / "seeds", by=people[ADMINISTRATOR], day=day)
            yield _told(loaded)
            if loaded.plan is not None:
                _let_report(loaded.plan, row, people, day=day)
                plans.append((loaded.plan, day))
        calculated += _compute(day)
        _urge(rows, people, day=day)
    yield f"测算 {calculated} 项（共 {Gap.objects.count()} 项）"
    yield f"站内信 {Message.objects.count()} 封"
    for plan, day in plans:
        yield ""
        yield from gap_table(plan, on=day)
    yield "（* 基期为演示数据；实际值均为演示数据）"
    yield from _farewell(story, people, days)


def _by_day(
    documents: list[dict[str, Any]], days: list[date]
) -> list[tuple[date, list[dict[str, Any]]]]:
    """The documents by the day they stand on, the earlier first, as they would have come in."""
    found: dict[date, list[dict[str, Any]]] = {}
    for row in documents:
        day = day_for(row["period"], days) if "period" in row else days[0]
        found.setdefault(day, []).append(row)
    return sorted(found.items(), key=itemgetter(0))


def _let_report(plan: Plan, row: dict[str, Any], people: dict[str, User], *, day: date) -> None:
    cycles = open_cycles(plan, day=day, by=people[ADMINISTRATOR])
    set_head_rule(plan, row, by=people[ADMINISTRATOR], day=day)
    with told_together():  # years of approvals, in one message
        enter_progress(plan, row, cycles, day=day, supervisor=people[SUPERVISOR])
    share_work(row, cycles, day=day)
    send_sheets(row, cycles, day=day, administrator=people[ADMINISTRATOR])
    ask_for_time(plan, row, cycles, day=day, supervisor=people[SUPERVISOR])
    close_cycles(cycles, day=day, by=people[ADMINISTRATOR])


def _urge(rows: list[dict[str, Any]], people: dict[str, User], *, day: date) -> None:
    """Papers of 督办, once it is known who is late and behind."""
    for row in rows:
        plan = Plan.objects.filter(document__file_name=row["file"]).first()
        if plan is not None:
            urge_units(plan, row, day=day, supervisor=people[SUPERVISOR])
    settle_notices(on=day, at=instant(day))


def _told(loaded: Loaded) -> str:
    draft, kind = loaded.draft, DocumentKind(loaded.document.kind)
    items = draft.items.values_list("kind", flat=True)
    counts = "，".join(
        f"{label} {sum(item == key for item in items)}"
        for key, label in (("goal", "目标"), ("indicator", "指标"), ("task", "任务"))
    )
    fate = "只阅存" if loaded.plan is None else "已发布"
    if loaded.plan is not None and loaded.plan.is_exercise:
        fate = "作为演练发布"
    known = "" if loaded.is_new else "（已有，未重复）"
    return f"《{loaded.document.title}》{kind.label}：{counts}；{fate}{known}"


def _compute(day: date) -> int:
    """Gaps and reminders as of a day; how many gaps."""
    calculated = recalculate_stale_gaps(on=day, at=instant(day))
    freeze_closed_rounds(on=day, at=instant(day))
    # Going back to a day before the last reminders would end them as no longer owed.
    if not Reminder.objects.filter(owed_on__gte=day).exists():
        create_due_reminders(on=day, at=instant(day))
    deliver_digests(at=instant(day))
    return calculated


def _farewell(story: Story, people: dict[str, User], days: list[date]) -> Iterator[str]:
    example = Plan.objects.order_by("-period_end", "pk").first()
    yield ""
    yield f"{story.note}演示日：{'、'.join(day.isoformat() for day in days)}。"
    yield f"登录（密码均为 {story.password}）："
    for user in people.values():
        roles = "、".join(
            f"{member.unit.name}{MemberRole(member.role).label}"
            for member in user.memberships.select_related("unit")
        )
        yield f"  {user.username:<10}{user.full_name}：{roles}"
    yield "先看：http://127.0.0.1:8000/ 以 ducha 登录看“差距”和“审核”，以 yn-gxt 登录看“我的填报”，"
    yield f"以 guanli 登录看“规划文件”和“启动准备”（例如《{example}》），"
    yield "以 anquan 登录看“用户”和“督查分工”，以 xitong 登录看“工作日历”，"
    yield "以 shenji 登录看“审计日志”。"
