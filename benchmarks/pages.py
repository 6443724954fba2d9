"""How fast the list pages answer, over HTTP, from gunicorn as in production on PostgreSQL.

    python benchmarks/pages.py [--indicators 100000] [--times 15] [--clients 4] [--only WORD]
        [--server postgres://postgres@127.0.0.1:5432] [--keep NAME]

Makes a database of its own (benchmarks/page_rows.py) and drops it; with --keep it is made once,
under that name, and stays for the next run. Every page is asked for by one client, one answer after
the other, and by several clients at once. The form for a new password, which costs no more than the
frame does, is the floor of the same run. Ends with 1 where a page is too slow for one client.
"""

from __future__ import annotations

import argparse
import http.client
import math
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from gaps import own_database, wait_for

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 0.3  # seconds, of 95 in 100 answers
WORKERS, THREADS = 2, 4  # as in docker-compose.yml
PASSWORD = "Jizhun-2026"  # page_rows.py gives it to everybody
FLOOR = "新密码的表单"
BIN = Path(sys.executable).parent


class Page(NamedTuple):
    name: str
    person: str
    path: str


def table(name: str, query: str = "") -> str:
    return f"planapp/{name}/{'?' if query else ''}{query}"


ROLLUPS = {
    "of=indicator": ("plan", "goal", "unit", "region", "sector", "attribute"),
    "of=task": ("plan", "unit", "region", "sector"),
    "of=goal": ("plan", "region", "sector"),
}
PAGES = (
    Page("健康检查", "clerk", "/health/"),
    Page(FLOOR, "clerk", "password_change/"),
    Page("首页：填报人", "clerk", ""),
    Page("首页：督查", "supervisor", ""),
    Page("首页：审计员", "auditor", ""),
    Page("首页：管理员", "administrator", ""),
    Page("我的填报", "clerk", "my/"),
    Page("站内信", "clerk", "inbox/"),
    Page("审核", "supervisor", "review/"),
    Page("差距", "supervisor", "gaps/"),
    Page("差距，深页", "supervisor", "gaps/?page={deep}"),
    Page("差距，末页", "supervisor", "gaps/?page=99999"),
    Page("差距，红灯", "supervisor", "gaps/?light=red"),
    Page("差距，按完成排序", "supervisor", "gaps/?sort=-completion"),
    Page("差距，按灯号排序", "supervisor", "gaps/?sort=-light"),
    Page("差距，按指标排序", "supervisor", "gaps/?sort=indicator"),
    Page("差距，一规划", "supervisor", "gaps/?plan=7"),
    Page("差距，一单位", "supervisor", "gaps/?unit=1005"),
    Page("差距，一地区、含分解", "supervisor", "gaps/?region=1005&parts=1"),
    Page("差距，本年", "supervisor", "gaps/?year=2025"),
    Page("差距，查字", "supervisor", f"gaps/?q={quote('指标77')}"),
    Page("任务", "supervisor", "tasks/"),
    Page("任务，深页", "supervisor", "tasks/?page={deep}"),
    Page("任务，红灯", "supervisor", "tasks/?light=red"),
    Page("任务，本年黄灯", "supervisor", "tasks/?year=2025&light=yellow"),
    Page("任务，一规划", "supervisor", "tasks/?plan=7"),
    Page("任务，一单位", "supervisor", "tasks/?unit=1005"),
    Page("任务，查字", "supervisor", f"tasks/?q={quote('任务77')}"),
    Page("目标", "supervisor", "goals/"),
    Page("目标，深页", "supervisor", "goals/?page={deep}"),
    Page("目标，红灯", "supervisor", "goals/?light=red"),
    *(
        Page(f"汇总，{of}&by={by}", "supervisor", f"rollups/?{of}&by={by}")
        for of, dimensions in ROLLUPS.items()
        for by in dimensions
    ),
    Page("汇总，本年按单位", "supervisor", "rollups/?of=indicator&by=unit&year=2025"),
    Page("核定差异", "supervisor", "differences/"),
    Page("目标调整", "supervisor", "revisions/"),
    Page("分解指标", "supervisor", "breakdowns/"),
    Page("总览", "supervisor", "overview/"),
    Page("总览，一规划", "supervisor", "overview/?plan=7"),
    Page("总览，任务部分", "supervisor", "overview/part/tasks/"),
    Page("总览，变化部分", "supervisor", "overview/part/changes/"),
    Page("总览，差距部分", "supervisor", "overview/part/worst/"),
    Page("总览，未报部分", "supervisor", "overview/part/owing/"),
    Page("总览，任务时限部分", "supervisor", "overview/part/coming/"),
    Page("变化清单", "supervisor", "overview/changes/"),
    Page("应报事项", "supervisor", "overview/owing/?show=all"),
    Page("矩阵", "supervisor", "matrix/"),
    Page("矩阵，末页", "supervisor", "matrix/?page=99999"),
    Page("矩阵，任务", "supervisor", "matrix/?of=task"),
    Page("矩阵，指标×年度", "supervisor", "matrix/?of=years"),
    Page("排名，按单位", "supervisor", "rankings/"),
    Page("排名，任务按规划", "supervisor", "rankings/?of=task&by=plan"),
    Page("排名，按时报送、一规划", "supervisor", "rankings/?measured=punctuality&plan=7"),
    Page("对比，查字", "supervisor", f"comparison/?q={quote('指标77')}"),
    Page("对比", "supervisor", "comparison/?indicator=7"),
    Page("规划", "administrator", table("plan")),
    Page("规划，查字", "administrator", table("plan", f"q={quote('规划77')}")),
    Page("规划文件", "administrator", table("plandocument")),
    Page("指标表", "supervisor", table("indicator")),
    Page("指标表，查字", "supervisor", table("indicator", f"q={quote('指标77')}")),
    Page("指标表，一规划", "supervisor", table("indicator", "plan__id__exact=7")),
    Page(
        "指标表，约束性、深页",
        "supervisor",
        table("indicator", "attribute__exact=binding&p={deep}"),
    ),
    Page("任务表", "supervisor", table("task")),
    Page("任务表，查字", "supervisor", table("task", f"q={quote('任务77')}")),
    Page("填报期表", "administrator", table("reportingcycle")),
    Page("目标表", "supervisor", table("goal")),
    Page("责任分工表", "supervisor", table("responsibility")),
    Page("责任分工表，查字", "supervisor", table("responsibility", f"q={quote('第7厅')}")),
    Page("序列表", "supervisor", table("series")),
    Page("数据填报表", "supervisor", table("progressrecord")),
    Page("数据填报表，待审核", "supervisor", table("progressrecord", "state__exact=submitted")),
    Page("数据填报表，查字", "supervisor", table("progressrecord", f"q={quote('数据77')}")),
    Page("数据填报表：填报人", "clerk", table("progressrecord")),
    Page("任务进展表", "supervisor", table("taskreport")),
    Page("任务进展表，查字", "supervisor", table("taskreport", f"q={quote('任务77')}")),
    Page("任务进展表：填报人", "clerk", table("taskreport")),
    Page("测算表", "supervisor", table("gap")),
    Page("测算表，红灯", "supervisor", table("gap", "light__exact=red")),
    Page("测算表，查字", "supervisor", table("gap", f"q={quote('指标77')}")),
    Page("核定表", "supervisor", table("verdict")),
    Page("单位", "administrator", table("unit")),
    Page("用户", "auditor", table("user")),
    Page("任职", "auditor", table("membership")),
    Page("提醒", "supervisor", table("reminder")),
    Page("提醒，查字", "supervisor", table("reminder", f"q={quote('指标77')}")),
    Page("提醒：填报人", "clerk", table("reminder")),
    Page("审计日志", "auditor", table("auditevent")),
    Page("审计日志，查字", "auditor", table("auditevent", f"q={quote('对象77')}")),
    Page("审计日志，一人", "auditor", table("auditevent", "person=clerk")),
    Page("审计日志，末页", "auditor", table("auditevent", "p=2000")),
    Page("安全事件", "auditor", table("securityevent")),
    Page("安全事件，查字", "auditor", table("securityevent", f"q={quote('对象77')}")),
)


class Browser:
    """A person who is logged in, on a connection of their own."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, dict(cookies or {})
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(
        self, path: str, form: Mapping[str, str | list[str]] | None = None
    ) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.line.request("POST" if body else "GET", path, body, headers)
        answer = self.line.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, content

    def log_in(self, name: str) -> Browser:
        _, page = self.ask("/admin/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page.decode()[:500]
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
        status, page = self.ask("/admin/login/", form)
        assert status == http.client.FOUND, page.decode()[:500]
        return self


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of the answers of a page, in order."""

    taken: list[float]

    def at(self, share: float) -> float:
        return self.taken[math.ceil(share * len(self.taken)) - 1]


def time_page(browser: Browser, path: str, times: int) -> list[float]:
    """Seconds of each answer; endless where gunicorn gave the worker up."""
    browser.line.close()  # gunicorn has hung up on who was idle for two seconds
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        try:
            status, content = browser.ask(path)
        except (http.client.HTTPException, OSError):
            browser.line.close()
            taken.append(math.inf)
            continue
        taken.append(time.perf_counter() - begin)
        assert status == http.client.OK, f"{path}: {status} {content.decode()[:500]}"
    return taken


def measure(page: Page, visitors: list[Browser], given: argparse.Namespace) -> list[Times]:
    """By one after the other, and by all at once; each worker has seen the page by then."""
    path = page.path.replace("{deep}", str(given.indicators // 200))
    path = path if path.startswith("/") else f"/admin/{path}"
    with ThreadPoolExecutor(len(visitors)) as pool:
        all_of = partial(pool.map, lambda one: time_page(one, path, max(2, given.times // 3)))
        list(all_of(visitors))
        alone = time_page(visitors[0], path, given.times)
        together = [taken for share in all_of(visitors) for taken in share]
    return [Times(sorted(alone)), Times(sorted(together))]


@contextmanager
def served(env: dict[str, str]) -> Iterator[int]:
    """The port of a gunicorn that runs as in production."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sizes = ["--workers", str(WORKERS), "--threads", str(THREADS)]
    command = [str(BIN / "gunicorn"), "tracker.wsgi", "--bind", f"127.0.0.1:{port}", *sizes]
    server = subprocess.Popen(command, cwd=ROOT, env=env)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_for(answers)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def settings(address: str, folder: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DATA_DIR": folder,
        "STATIC_ROOT": folder,
        "SECRET_KEY": "for this benchmark only",
        "DEMO_DAYS": "2026-02-15",
        "REDIS_URL": "",
        "HTTPS": "0",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }


def database(given: argparse.Namespace):  # type: ignore[no-untyped-def]  # one of two contexts
    if not given.keep:
        return own_database(given.server, f"pages_benchmark_{os.getpid()}")
    with psycopg.connect(f"{given.server}/postgres", autocommit=True) as admin:
        there = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not admin.execute(there, (given.keep,)).fetchone():
            admin.execute(f'CREATE DATABASE "{given.keep}"')
    return nullcontext(f"{given.server}/{given.keep}")


def tune(address: str) -> None:
    """What docker-compose.yml tells the server, as far as a database can be told."""
    with psycopg.connect(address, autocommit=True) as own:
        for setting in ("jit = off", "work_mem = '32MB'"):
            own.execute(f'ALTER DATABASE "{own.info.dbname}" SET {setting}')


def print_line(page: Page, found: list[Times], *, floor: float) -> None:
    alone, together = found
    figures = [1000 * times.at(share) for times in (alone, together) for share in (0.5, 0.95)]
    ratio = alone.at(0.5) / floor if floor else math.nan
    over = "  > 300 ms" if alone.at(0.95) > LIMIT else ""
    columns = "  ".join(f"{figure:7.0f}" for figure in figures)
    print(f"{columns}  {ratio:6.1f}  {page.name} ({page.person}){over}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--indicators", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--only", default="", help="pages that have this in their name or path")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--keep", default="", help="a database to make once and keep")
    given = parser.parse_args()
    pages = [each for each in PAGES if each.name == FLOOR or given.only in each.name + each.path]
    print("    p50      p95   p50/n    p95/n   floor  milliseconds, one client and several at once")
    slow = []
    with tempfile.TemporaryDirectory() as folder, database(given) as address:
        tune(address)
        env = settings(address, folder)
        make = [sys.executable, str(ROOT / "benchmarks" / "page_rows.py"), str(given.indicators)]
        subprocess.run(make, env=env, check=True)
        with served(env) as port:
            people = {page.person for page in pages}
            cookies = {name: Browser(port).log_in(name).cookies for name in people}
            floor = 0.0
            for page in pages:
                visitors = [Browser(port, cookies[page.person]) for _ in range(given.clients)]
                alone, together = measure(page, visitors, given)
                floor = alone.at(0.5) if page.name == FLOOR else floor
                print_line(page, [alone, together], floor=floor)
                slow += [page.name] * (alone.at(0.95) > LIMIT)
    print(f"over {1000 * LIMIT:.0f} ms: {'、'.join(slow) or 'none'}")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
