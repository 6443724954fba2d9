"""Rows for benchmarks/pages.py: a country's plans in the middle of a round of reporting.

    python benchmarks/page_rows.py NUMBER

Fills the empty database of the environment with so many indicators (benchmarks/gap_rows.py) and as
many tasks, in plans of a hundred each: the year before is closed and reviewed, this year's round is
open and two thirds in. Does nothing where that many are there already.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import StringIO
from itertools import product
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings are known)
from django.db import connection, transaction  # noqa: E402
from gap_rows import AS_OF, AT, IN_A_PLAN, ON, REGION, fill, insert, plan_of  # noqa: E402

from planapp.models import (  # noqa: E402
    AuditEvent,
    Gap,
    Goal,
    Membership,
    Message,
    Plan,
    Region,
    Reminder,
    ReportingCycle,
    Responsibility,
    Sector,
    SecurityEvent,
    Supervision,
    Task,
    TaskReport,
    Unit,
    UnitSuccession,
    User,
    Verdict,
)
from planapp.services.gaps import recalculate_stale_gaps  # noqa: E402
from planapp.services.kept_counts import renew_counts  # noqa: E402

PASSWORD = "Jizhun-2026"
PEOPLE = {"clerk": "reporter", "supervisor": "supervisor", "auditor": "auditor",
          "administrator": "administrator"}  # fmt: skip
UNITS, OWN = 60, 2  # units, and the clerk's among them
FORMER = 5  # units that a reform ended; others hold their duties
REGIONS, SECTORS, GOALS, STAFF = 30, 12, 10, 5
OWED = 300  # of the clerk's unit; it sees as many of others
WAITING = 400  # figures, and as many reports, in review
LAST_YEAR = date(2024, 12, 31)
EVENTS, MESSAGES = 100_000, 20_000
SHORT = 3  # of so many items one has not been reported this year
INSTANT = "2026-02-01 08:00:00+08"


def make(count: int) -> None:
    call_command("migrate", verbosity=0)
    if Plan.objects.count() * IN_A_PLAN == count:
        renew_counts(on=ON)
        return
    # Rows that lead nowhere are not looked for: that would take as long as all the rest.
    run("SET session_replication_role = replica")
    fill(count)
    with transaction.atomic():
        for name in ("groups", "workdays"):
            call_command("loaddata", str(ROOT / "fixtures" / f"{name}.json"), verbosity=0)
        make_register()
        make_people()
        set_plans_up(count)
        make_last_round(count)
        make_reports(count)
        make_verdicts(count)
        make_trails(count)
    run("SET session_replication_role = origin")
    run("ANALYZE")
    recalculate_stale_gaps(on=ON, at=AT)
    renew_counts(on=ON)
    call_command("rebuild_search", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def make_register() -> None:
    Sector.objects.bulk_create(
        Sector(pk=1000 + n, code=f"B{n:02}", name=f"领域{n}") for n in range(1, SECTORS + 1)
    )
    Region.objects.bulk_create(
        Region(pk=1000 + n, code=f"99{n:04}", name=f"地区{n}") for n in range(1, REGIONS + 1)
    )
    Unit.objects.bulk_create(
        Unit(pk=unit_key(n), code=f"BU{n:02}", name=f"第{n}厅", region_id=REGION)
        for n in range(1, UNITS + 1)
    )
    Unit.objects.filter(code__in=[f"BU{n:02}" for n in former()]).update(valid_to="2023-12-31")
    UnitSuccession.objects.bulk_create(
        UnitSuccession(
            predecessor_id=unit_key(n), successor_id=unit_key(n - FORMER), on=date(2024, 1, 1)
        )
        for n in former()
    )


def unit_key(number: int) -> int:
    return 1000 + number


def former() -> range:
    return range(UNITS - FORMER + 1, UNITS + 1)


def make_people() -> None:
    for number, (name, role) in enumerate(PEOPLE.items(), start=1):
        user = User(pk=1000 + number, username=name, full_name=name)
        user.set_password(PASSWORD)
        user.save()
        Membership.objects.create(user=user, unit_id=unit_key(OWN), role=role)
    Supervision.objects.create(user=User.objects.get(username="supervisor"))
    staff = list(product(range(1, UNITS + 1), range(1, STAFF + 1)))
    User.objects.bulk_create(
        User(pk=2000 + unit * STAFF + n, username=f"u{unit:02}-{n}", full_name=f"填报人{unit}-{n}")
        for unit, n in staff
    )
    Membership.objects.bulk_create(
        Membership(user_id=2000 + unit * STAFF + n, unit_id=unit_key(unit), role="reporter")
        for unit, n in staff
    )


def set_plans_up(count: int) -> None:
    """Goals, tasks, and who has which part."""
    plans = range(1, count // IN_A_PLAN + 1)
    run("UPDATE planapp_plan SET status = 'active', sector_id = 1001 + id %% %s", SECTORS)
    run("UPDATE planapp_plan SET region_id = 1001 + id %% %s", REGIONS)
    run("UPDATE planapp_series SET region_id = 1001 + (id / %s) %% %s", IN_A_PLAN, REGIONS)
    run("UPDATE planapp_reportingcycle SET due_on = '2026-02-01'::date + (id %% 28)::int")
    goals = ("id", "plan_id", "code", "heading", "order", "quote", "start", "end")
    insert(Goal, goals, (
        (plan * GOALS + n, plan, f"G{plan}-{n}", f"目标{n}", n, "到规划期末再上台阶。", 0, 10)
        for plan in plans for n in range(GOALS)
    ))  # fmt: skip
    run("UPDATE planapp_indicator SET goal_id = plan_id * %s + id %% %s WHERE id %% 4 > 0",
        GOALS, GOALS)  # fmt: skip
    run("UPDATE planapp_indicator SET attribute = 'binding' WHERE id %% 3 = 0")
    insert(Task, ("id", "plan_id", "code", "order", "title", "due_on", "quote", "start", "end"), (
        (n, plan_of(n), f"T{n}", n, f"任务{n}", due_on(n), "推进一批重点工程。", 20, 30)
        for n in range(1, count + 1)
    ))  # fmt: skip
    insert(Responsibility, ("id", "indicator_id", "task_id", "unit_id", "role"), parts(count))


def due_on(number: int) -> str | None:
    return f"{2024 + number % 7}-06-30" if number % 2 else None


def parts(count: int) -> Iterator[tuple[object, ...]]:
    """Each item has a lead and one that supports it; the clerk's unit has a part in few."""
    key = 0
    every = 2 * count // OWED
    for number in range(1, count + 1):
        for item in ((number, None), (None, number)):
            lead, other = (OWN + 1 + (number * by + 3) % (UNITS - OWN) for by in (1, 7))
            lead = OWN if number % every == 0 else lead
            other = OWN if number % every == 1 else other
            for unit, role in ((lead, "lead"), (other, "support")):
                key += 1
                yield key, *item, unit_key(unit), role


def make_last_round(count: int) -> None:
    plans = count // IN_A_PLAN
    opens, due = date(2025, 1, 1), date(2025, 1, 31)
    columns = ("id", "plan_id", "as_of_on", "opens_on", "due_on", "closed_on")
    insert(ReportingCycle, columns, (
        (plans + n, n, LAST_YEAR, opens, due, date(2025, 3, 1)) for n in range(1, plans + 1)
    ))  # fmt: skip
    insert(Gap, ("id", "indicator_id", "cycle_id"), (
        (count + n, n, plans + plan_of(n)) for n in range(1, count + 1)
    ))  # fmt: skip


def make_reports(count: int) -> None:
    """Of this year every third item is missing, and some of the others wait for review."""
    this_year = f"as_of_on = '{AS_OF}'"
    run("UPDATE planapp_progressrecord SET unit_id = 1001 + series_id %% %s", UNITS)
    run(f"DELETE FROM planapp_progressrecord WHERE {this_year} AND series_id %% {SHORT} = 0")
    waiting = f"series_id %% {count // WAITING} = 1"
    run(f"UPDATE planapp_progressrecord SET state = 'submitted', submitted_at = '{INSTANT}', "
        f"submitted_by_id = 1001 WHERE {this_year} AND {waiting}")  # fmt: skip
    plans = count // IN_A_PLAN
    columns = ("id", "task_id", "cycle_id", "unit_id", "state", "self_assessment", "percent",
               "recorded_at", "submitted_at")  # fmt: skip
    insert(TaskReport, columns, (
        (key, number, plans + plan_of(number) if last else plan_of(number),
         unit_key(1 + number % UNITS), state(number, count, last=last),
         assessment(number, last=last), number % 100, INSTANT, INSTANT)
        for key, (number, last) in enumerate(product(range(1, count + 1), (True, False)), start=1)
        if last or number % SHORT
    ))  # fmt: skip


def state(number: int, count: int, *, last: bool) -> str:
    return "submitted" if not last and number % (count // WAITING) == 1 else "approved"


def assessment(number: int, *, last: bool) -> str:
    if last:
        return "done" if number % 10 == 0 else "on_course"
    return ("on_course", "slow", "not_started", "done", "continuous")[number % 5]


def make_verdicts(count: int) -> None:
    """Some in the closed round, on indicators, goals and tasks."""
    plans = count // IN_A_PLAN
    columns = ("id", "indicator_id", "goal_id", "task_id", "cycle_id", "status", "light",
               "reason", "basis", "decided_by_id", "decided_at")  # fmt: skip
    said = (("achieved", "green"), ("behind", "yellow"), ("behind", "red"), ("missed", "red"))

    def rows() -> Iterator[tuple[object, ...]]:
        key = 0
        for number in range(1, count + 1, 50):
            plan = plan_of(number)
            goal = plan * GOALS + number // 50 % GOALS
            for item in ((number, None, None), (None, goal, None), (None, None, number)):
                key += 1
                words = (*said[number // 50 % len(said)], "经核查。", "台账。", 1002, INSTANT)
                yield key, *item, plans + plan, *words

    insert(Verdict, columns, rows())


def make_trails(count: int) -> None:
    """Messages, reminders, and what is on record."""
    staff = [*User.objects.filter(pk__gte=2000).values_list("pk", flat=True), 1001, 1002]
    insert(Message, ("id", "recipient_id", "subject", "body", "created_at"), (
        (n, staff[n % len(staff)], f"第{n}次提醒", "请尽快填报。", INSTANT)
        for n in range(1, MESSAGES + 1)
    ))  # fmt: skip
    columns = ("id", "kind", "workdays_before", "recipient_id", "cycle_id", "indicator_id",
               "due_on", "owed_on", "sent_at")  # fmt: skip
    insert(Reminder, columns, (
        (n, "due_soon", 10, staff[n % len(staff)], plan_of(n), n, "2026-02-20", "2026-02-06",
         INSTANT) for n in range(1, min(count, MESSAGES) + 1)
    ))  # fmt: skip
    columns = ("at", "actor_id", "actor_name", "origin", "subject", "previous_hash", "hash")
    actions = ("submit_report", "approve_report", "save_draft", "open_cycle", "log")
    insert(AuditEvent, ("id", *columns, "action", "digest"), (
        (*event(n), actions[n % len(actions)], digest(n)) for n in range(1, EVENTS + 1)
    ))  # fmt: skip
    kinds = ("login", "logout", "login_failed", "download", "refused")
    insert(SecurityEvent, ("id", *columns, "kind"), (
        (*event(n), kinds[n % len(kinds)]) for n in range(1, EVENTS + 1)
    ))  # fmt: skip
    for table in ("auditevent", "securityevent", "message", "reminder", "verdict", "taskreport",
                  "goal", "user", "membership"):  # fmt: skip
        run(f"SELECT setval(pg_get_serial_sequence('planapp_{table}', 'id'), "
            f"(SELECT max(id) FROM planapp_{table}))")  # fmt: skip


def event(number: int) -> tuple[object, ...]:
    day = f"2026-01-{1 + number % 28:02} 09:00:00+08"
    who = 1001 + number % len(PEOPLE)
    return (number, day, who, f"用户{who}", f"10.0.0.{number % 200}", f"对象{number}",
            digest(number - 1), digest(number))  # fmt: skip


def digest(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def run(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


if __name__ == "__main__":
    make(int(sys.argv[1]))
