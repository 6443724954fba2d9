"""The steps of benchmarks/reminders.py, in the database of the environment.

python benchmarks/reminder_steps.py ITEMS PEOPLE
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings are known)

from planapp.domain.terms import MemberRole, PlanStatus, Role  # noqa: E402
from planapp.models import (  # noqa: E402
    Membership,
    Message,
    Plan,
    PlanDocument,
    Region,
    Reminder,
    ReportingCycle,
    Responsibility,
    Task,
    Unit,
    User,
)
from planapp.queries.reminder_calendar import lines_ahead  # noqa: E402
from planapp.rights import Scope  # noqa: E402
from planapp.services import reminders  # noqa: E402

ON = date(2024, 1, 29)  # two working days before what is due on 31 January
AT = datetime(2024, 1, 29, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def main(items: int, people: int) -> int:
    call_command("migrate", verbosity=0)
    cycle = make_rows(items, people)
    everything = Scope(ON, everything=True)
    took("提醒日历推算到督办", lambda: len(lines_ahead(cycle, on=ON, scope=everything)))
    took("生成提醒", lambda: reminders.create_due_reminders(on=ON, at=AT))
    took("汇总成站内信", lambda: reminders.deliver_digests(at=AT))
    took("再运行一次", lambda: reminders.create_due_reminders(on=ON, at=AT))
    digests = Message.objects.count()
    print(f"{Reminder.objects.count():,} 条提醒，{people:,} 人，{digests:,} 封站内信")
    return int(digests > people)


def took(name: str, work: Callable[[], int]) -> None:
    began = time.perf_counter()
    number = work()
    print(f"{name}：{number:,}，{time.perf_counter() - began:.1f} 秒")


def make_rows(items: int, people: int) -> ReportingCycle:
    """A plan with so many tasks of units that have a reporter each."""
    region = Region.objects.create(code="990000", name="某省")
    units = Unit.objects.bulk_create(
        Unit(code=f"R{n}", name=f"第{n}局", region=region) for n in range(people)
    )
    users = User.objects.bulk_create(
        User(username=f"r{n}", full_name=f"填报人{n}") for n in range(people)
    )
    Membership.objects.bulk_create(
        Membership(user=user, unit=unit, role=MemberRole.REPORTER)
        for user, unit in zip(users, units, strict=True)
    )
    paper = PlanDocument.objects.create(title="规划", uploaded_by=users[0], uploaded_at=AT)
    years = {"period_start": 2021, "period_end": 2025}
    plan = Plan.objects.create(
        code="R", title="规划", region=region, document=paper, published_at=AT,
        status=PlanStatus.ACTIVE, **years,
    )  # fmt: skip
    place = {"section": [], "quote": "", "start": 0, "end": 0}
    tasks = Task.objects.bulk_create(
        (Task(plan=plan, code=f"R{n}", order=n, title=f"任务{n}", **place) for n in range(items)),
        batch_size=2000,
    )
    parts = (
        Responsibility(task=task, unit=units[n % people], role=Role.LEAD)
        for n, task in enumerate(tasks)
    )
    Responsibility.objects.bulk_create(parts, batch_size=2000)
    return ReportingCycle.objects.create(
        plan=plan,
        as_of_on=date(2023, 12, 31),
        opens_on=date(2024, 1, 1),
        due_on=date(2024, 1, 31),
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
