"""How fast stale gaps are recalculated, beside one SQL statement on the same rows in the same run.

    python benchmarks/gaps.py [--indicators 100000] [--rounds 3] [--million]
        [--database postgres://postgres@127.0.0.1:5432] [--redis redis://127.0.0.1:6379/14]

Makes databases of its own, one on that PostgreSQL server and one of SQLite, and drops them. Every
measurement is a process of its own; floor and product take turns, so that a busy machine slows
both. Without a Redis the two workers are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import psycopg
import redis
from celery import Celery

ROOT = Path(__file__).resolve().parent.parent
STEPS = ROOT / "benchmarks" / "gap_steps.py"
NAME = f"gaps_benchmark_{os.getpid()}"
JOB = "planapp.jobs.recalculate_stale_gaps"
FLOOR, FULL, SQLITE = "one SQL statement, levels only", "full, PostgreSQL", "full, SQLite"
CELERY = {1: "Celery, one worker", 2: "Celery, two workers"}
MOST_MEMORY = 300  # MB
MILLION = 1_000_000

Result = dict[str, float]


class Installation:
    """A database of its own, and the settings that lead there; `do` carries out a step."""

    def __init__(self, folder: Path, database_url: str, redis_url: str = "") -> None:
        self.env = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": "for this benchmark only",
            "DEMO_DAYS": "2026-02-15",
            "DEBUG": "0",
        }

    def do(self, step: str, number: int = 0) -> Result:
        command = [sys.executable, str(STEPS), step, str(number)]
        done = subprocess.run(command, env=self.env, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def recalculated(self, share: int = 1) -> Result:
        self.do("make_stale", share)
        return self.do("recalculate")


@contextmanager
def own_database(server: str, name: str) -> Iterator[str]:
    """The address of a database that is dropped in the end."""
    server = server.rstrip("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def worker(env: dict[str, str], log: Path) -> Iterator[None]:
    """One Celery worker process, ready."""
    options = ["--concurrency", "1", "--queues", NAME, "--hostname", f"{log.stem}@%h"]
    command = [str(Path(sys.executable).parent / "celery"), "--app", "tracker", "worker", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--loglevel", "INFO"], cwd=ROOT, env=env, stdout=output, stderr=output
        )
    try:
        wait_for(lambda: b" ready." in log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8")
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 600
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def time_workers(place: Installation, count: int, folder: Path) -> float:
    """Seconds from the messages, one for each worker, until nothing is stale."""
    sender = Celery(broker=place.env["REDIS_URL"])
    with ExitStack() as stack:
        for number in range(count):
            stack.enter_context(worker(place.env, folder / f"worker{number}.log"))
        database = stack.enter_context(psycopg.connect(place.env["DATABASE_URL"], autocommit=True))
        # The first task of a process opens its connections: not part of the race.
        for _ in range(2 * count):
            sender.send_task(JOB, queue=NAME)
        time.sleep(2)
        place.do("make_stale", 1)
        begin = time.perf_counter()
        for _ in range(count):
            sender.send_task(JOB, queue=NAME)
        left = "SELECT 1 FROM planapp_gap WHERE stale LIMIT 1"
        wait_for(lambda: database.execute(left).fetchone() is None)
        return time.perf_counter() - begin


class Table:
    """What was measured, and the lines that tell it."""

    def __init__(self) -> None:
        self.found: dict[str, list[Result]] = defaultdict(list)
        self.lines: list[tuple[str, ...]] = []

    def add(self, name: str, result: Result) -> None:
        self.found[name].append(result)
        print(f"  {name}: {result['seconds']:.2f} s", file=sys.stderr)

    def median(self, name: str) -> float:
        return median(result["seconds"] for result in self.found[name])

    def most(self, name: str, what: str) -> float:
        return max(result[what] for result in self.found[name])

    def line(self, name: str, rows: int = 0, *, ratio: str = "", limit: str = "") -> None:
        seconds = self.median(name)
        speed = f"{rows / seconds:,.0f}/s" if rows else ""
        self.lines.append((name, f"{seconds:.2f} s", speed, ratio, limit))

    def memory(self, name: str) -> None:
        peak = f"{self.most(name, 'memory'):.0f} MB"
        self.lines.append((f"memory: {name}", "", "", peak, f"≤ {MOST_MEMORY} MB"))

    def print(self) -> None:
        widths = [max(map(len, cells)) for cells in zip(*self.lines, strict=True)]
        for line in self.lines:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            print("  ".join(cells).rstrip())


def measure(given: argparse.Namespace, folder: Path) -> Table:
    table, count = Table(), given.indicators
    with own_database(given.database, NAME) as address:
        place = Installation(folder, address, given.redis)
        place.do("set_up_rows", count)
        place.recalculated()  # the rows grow to their full width
        for _ in range(given.rounds):
            place.do("make_stale", 1)
            table.add(FLOOR, place.do("run_floor"))
            table.add(FULL, place.recalculated())
            table.add("1% stale", place.recalculated(100))
            for workers in (1, 2) if given.redis else ():
                table.add(CELERY[workers], {"seconds": time_workers(place, workers, folder)})
            table.add("nothing stale", place.do("count_queries"))
    place = Installation(folder, "")
    place.do("set_up_rows", count)
    place.recalculated()
    for _ in range(given.rounds):
        table.add(SQLITE, place.recalculated())
    judge(table, count)
    return table


def judge(table: Table, count: int) -> None:
    """Each median beside what it is held against."""
    floor, full = table.median(FLOOR), table.median(FULL)
    table.line(FLOOR, count)
    table.line(FULL, count, ratio=f"{full / floor:.2f} × the statement", limit="≤ 4")
    share = f"{table.median('1% stale') / full:.1%} of the full time"
    table.line("1% stale", count // 100, ratio=share, limit="≤ 5%")
    queries = table.most("nothing stale", "queries")
    table.line("nothing stale", ratio=f"{queries:.0f} query", limit="1")
    if table.found[CELERY[1]]:
        faster = table.median(CELERY[1]) / table.median(CELERY[2])
        table.line(CELERY[1], count)
        table.line(CELERY[2], count, ratio=f"{faster:.2f} × as fast", limit="≥ 1.4")
    table.line(SQLITE, count, ratio=f"{table.median(SQLITE) / floor:.2f} × the statement")
    for name in (FULL, SQLITE):
        table.memory(name)


def measure_million(given: argparse.Namespace, folder: Path, table: Table) -> None:
    with own_database(given.database, f"{NAME}_million") as address:
        place = Installation(folder, address)
        place.do("set_up_rows", MILLION)
        whole, idle, part = "full, 1,000,000", "… nothing stale", "… 1% stale"
        table.add(whole, place.recalculated())
        table.add(idle, place.do("count_queries"))
        table.add(part, place.recalculated(100))
    table.line(whole, MILLION)
    table.line(idle, ratio=f"{table.most(idle, 'queries'):.0f} query", limit="1")
    share = f"{table.median(part) / table.median(whole):.1%} of the full time"
    table.line(part, MILLION // 100, ratio=share, limit="≤ 5%")
    table.memory(whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--indicators", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--million", action="store_true", help="also at 1,000,000 indicators")
    parser.add_argument("--database", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/14")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix=NAME))
    try:
        table = measure(given, folder)
        if given.million:
            measure_million(given, folder, table)
        table.print()
    finally:
        shutil.rmtree(folder)
        if given.redis:
            with redis.Redis.from_url(given.redis) as broker:
                for key in list(broker.scan_iter(f"*{NAME}*")):
                    broker.delete(key)


if __name__ == "__main__":
    main()
