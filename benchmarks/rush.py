"""The year-end rush: hundreds of clerks log in within minutes, fill in, upload and hand in.

    python benchmarks/rush.py [--clerks 500] [--supervisors 20] [--minutes 10] [--think 20]
        [--items 3] [--indicators 10000] [--server postgres://postgres@127.0.0.1:5432]
        [--redis redis://127.0.0.1:6379/14] [--keep NAME]

Everything runs on this machine: gunicorn, worker and beat by the commands of docker-compose.yml,
PostgreSQL and Redis, and the clients, one thread each. The Redis database is emptied. Clerks come
evenly over the minutes; each logs in, looks at the home page and at 我的填报, and then for each
item opens the form, saves, adds a file of 200 KB and submits. Supervisors go from 总览 to 审核 and
approve, as long as clerks are there: the worker calculates anew what they approve. Colleagues share
out their unit's items, supervisors what waits. Before each step a person thinks for a while, by
chance, `--think` seconds on average; a minute after the last came, all go, whoever is done or not.
A browser's style sheets are not asked for. Prints for each step the number, the errors, p50 and p95
in milliseconds, the processor's seconds (without PostgreSQL's), and how long the queue of jobs was
at most. Ends with 1 where there was an error or a p95 above a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from uuid import uuid4

from gaps import wait_for
from pages import BIN, PASSWORD, ROOT, Browser, Times, database, served, settings, tune
from redis import Redis

LIMIT = 1.0  # second, of 95 in 100 answers
PATIENCE = 30  # seconds for an answer
STAY = 60  # seconds, after the last clerk has come
UNITS = 50  # that the clerks belong to
FILE = b"%PDF-1.7\n" + bytes(200_000) + b"\n%%EOF\n"
FIELD = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|revision)" value="([^"]*)"')
ASKED = re.compile(r'name="asked" value="([^"]*)"')
ENTRY = re.compile(r'href="(/\w+/my/\d+/indicators/(\d+)/)"')
WAITING = re.compile(r'href="(/\w+/review/record/(\d+)/)[^"]*"')
FOUND, OK = http.client.FOUND, http.client.OK


class Record:
    """What every step of everybody took, and what went wrong."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.errors: dict[str, list[str]] = defaultdict(list)
        self.longest_queue = 0
        self.lock = threading.Lock()

    def add(self, step: str, seconds: float, error: str) -> None:
        with self.lock:
            self.taken[step].append(seconds)
            if error:
                self.errors[step].append(error)


@dataclass(frozen=True, slots=True)
class Rush:
    """What all people have in common; `over` when they go home."""

    port: int
    think: float
    record: Record
    over: threading.Event


class Person(Browser):
    """Somebody who thinks, does one step after the other, and gives up after an error."""

    def __init__(self, rush: Rush, name: str) -> None:
        super().__init__(rush.port)
        self.line.timeout = PATIENCE
        self.rush, self.name = rush, name
        self.chance = random.Random(name)

    def step(
        self,
        what: str,
        path: str,
        form: Mapping[str, str | list[str]] | None = None,
        *,
        file: bytes | None = None,
        wanted: int = OK,
    ) -> str:
        """The page that answers. Raises GaveUp where it is not what was wanted, or all is over."""
        if self.rush.over.wait(self.chance.expovariate(1 / self.rush.think)):
            raise GaveUp("time to go")
        self.line.close()  # the server has hung up on who thought for longer than two seconds
        begin, page, error = time.perf_counter(), "", ""
        try:
            status, content = self.send(path, form, file)
            page = content.decode(errors="replace")
            error = "" if status == wanted else f"{status} {path}"
        except (http.client.HTTPException, OSError) as failure:
            error = f"{type(failure).__name__} {path}"
        self.rush.record.add(what, time.perf_counter() - begin, error)
        if error:
            raise GaveUp(error)
        return page

    def send(
        self, path: str, form: Mapping[str, str | list[str]] | None, file: bytes | None
    ) -> tuple[int, bytes]:
        if form is None or file is None:
            return self.ask(path, form)
        border = uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in form.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        body = "".join([*parts, head, "Content-Type: application/pdf\r\n\r\n"]).encode()
        body += file + f"\r\n--{border}--\r\n".encode()
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": f"multipart/form-data; boundary={border}",
        }
        self.line.request("POST", path, body, headers)
        answer = self.line.getresponse()
        return answer.status, answer.read()

    def enter(self) -> None:
        page = self.step("打开登录页", "/admin/login/")
        form = {**hidden(page), "username": self.name, "password": PASSWORD}
        self.step("登录", "/admin/login/", form, wanted=FOUND)
        self.step("首页", "/admin/")


class GaveUp(Exception):
    """A step did not lead where it should."""


def hidden(page: str) -> dict[str, str]:
    return dict(FIELD.findall(page))


def own(ways: list[tuple[str, str]], share: int, shares: int) -> list[str]:
    """What nobody else takes of these addresses: by the key in each."""
    return list(dict.fromkeys(way for way, key in ways if int(key) % shares == share))


def clerk(person: Person, number: int, given: argparse.Namespace) -> None:
    """Fill in what no colleague fills in; where nothing of that is shown, look at the list."""
    person.enter()
    colleagues = -(-given.clerks // UNITS)
    for _ in range(given.items):
        ways = ENTRY.findall(person.step("我的填报", "/admin/my/"))
        for way in own(ways, number // UNITS, colleagues)[:1]:
            report(person, way)


def report(person: Person, way: str) -> None:
    form = hidden(person.step("打开填报页", way))
    if "revision" not in form:
        return  # a colleague has handed it in meanwhile
    words = {"value": f"{person.chance.uniform(50, 150):.1f}", "vintage": "preliminary",
             "source": "年报", "narrative": "按计划推进。", "problems": "用地紧张。",
             "next_steps": "六月底前落实。"}  # fmt: skip
    person.step("保存草稿", way, {**form, **words, "save": "1"}, wanted=FOUND)
    form = hidden(person.step("打开填报页", way))
    person.step("上传佐证", way, {**form, **words, "attach": "1"}, file=FILE, wanted=FOUND)
    form = hidden(person.step("打开填报页", way))
    sent: dict[str, str | list[str]] = {**form, **words, "submit": "1"}
    page = person.step("试算", way, {**form, **words, "try": "1"})
    asked = [unescape(each) for each in ASKED.findall(page)]
    sent |= {"asked": asked, "confirmed": asked, "explanation": [""] * len(asked)}
    person.step("提交", way, sent, wanted=FOUND)


def supervisor(person: Person, number: int, given: argparse.Namespace) -> None:
    person.enter()
    while True:
        person.step("总览", "/admin/overview/")
        ways = WAITING.findall(person.step("审核列表", "/admin/review/"))
        for way in own(ways, number, given.supervisors)[:1]:
            form = hidden(person.step("审核页", way))
            person.step("审核通过", f"{way}decide/", {**form, "approve": "1"}, wanted=FOUND)


def run(given: argparse.Namespace, port: int, record: Record) -> None:
    rush = Rush(port, given.think, record, threading.Event())

    def come(after: float, name: str, act: Callable[[Person], None]) -> threading.Thread:
        def live() -> None:
            rush.over.wait(after)
            with suppress(GaveUp):  # an error stands in the record
                act(Person(rush, name))

        thread = threading.Thread(target=live)
        thread.start()
        return thread

    arriving = 60 * given.minutes
    watching = [
        come(n, f"rush-s{n}", lambda person, n=n: supervisor(person, n, given))
        for n in range(given.supervisors)
    ]
    filling = [
        come(
            n * arriving / given.clerks,
            f"rush-c{n}",
            lambda person, n=n: clerk(person, n, given),
        )
        for n in range(given.clerks)
    ]
    end = time.monotonic() + arriving + STAY
    for thread in filling:
        thread.join(max(0, end - time.monotonic()))
    rush.over.set()
    for thread in [*filling, *watching]:
        thread.join()


@contextmanager
def background(env: Mapping[str, str], folder: str) -> Iterator[None]:
    """Worker and beat, by the commands of docker-compose.yml."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    found = re.findall(r'^    command: (\["celery", .*\])$', compose, re.MULTILINE)
    processes = []
    for command in found:
        words = [word.replace("/tmp/beat", f"{folder}/beat") for word in json.loads(command)]
        with Path(folder, f"celery{len(processes)}.log").open("wb") as log:
            started = [str(BIN / words[0]), *words[1:]]
            processes.append(subprocess.Popen(started, cwd=ROOT, env=env, stdout=log, stderr=log))
    try:
        wait_for(lambda: b" ready." in Path(folder, "celery0.log").read_bytes())
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=180)  # a job in hand is carried on to its end


@contextmanager
def watched_queue(redis: Redis, record: Record) -> Iterator[None]:
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1):
            lists = [key for key in redis.scan_iter(count=1000) if redis.type(key) == b"list"]
            length = sum(redis.llen(key) for key in lists)
            record.longest_queue = max(record.longest_queue, length)

    thread = threading.Thread(target=watch)
    thread.start()
    yield
    over.set()
    thread.join()


def processor() -> tuple[float, float]:
    """Seconds of the processor so far: of the processes that were started and ended, and own."""
    times = os.times()
    return times.children_user + times.children_system, times.user + times.system


def tell(record: Record) -> bool:
    """Print the table; whether everything was answered in time."""
    print("number  errors     p50     p95  milliseconds")
    is_good = True
    for step, taken in record.taken.items():
        times, errors = Times(sorted(taken)), record.errors[step]
        p50, p95 = times.at(0.5), times.at(0.95)
        is_good &= not errors and p95 <= LIMIT
        print(f"{len(taken):6}  {len(errors):6}  {1000 * p50:6.0f}  {1000 * p95:6.0f}  {step}")
        for error in errors[:3]:
            print(f"        {error}")
    number = sum(map(len, record.taken.values()))
    wrong = sum(map(len, record.errors.values()))
    rate = wrong / number if number else 1
    print(f"{number} steps, {wrong} errors ({rate:.2%}); longest queue {record.longest_queue}")
    return is_good and number > 0


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clerks", type=int, default=500)
    parser.add_argument("--supervisors", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10, help="within which the clerks come")
    parser.add_argument("--think", type=float, default=20, help="seconds before a step, on average")
    parser.add_argument("--items", type=int, default=3, help="that each clerk hands in")
    parser.add_argument("--indicators", type=int, default=10_000)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/14", help="it is emptied")
    parser.add_argument("--keep", default="", help="a database to make once and keep")
    return parser.parse_args()


def main() -> None:
    given, record = asked(), Record()
    with tempfile.TemporaryDirectory() as folder, database(given) as address:
        tune(address)
        made = [str(n) for n in (given.indicators, given.clerks, given.supervisors, UNITS)]
        rows = [sys.executable, str(ROOT / "benchmarks" / "rush_rows.py"), *made]
        env = settings(address, folder)
        subprocess.run(rows, env=env, check=True)
        redis = Redis.from_url(given.redis)
        redis.flushdb()
        env = {**env, "REDIS_URL": given.redis}
        before = processor()
        with served(env) as port, background(env, folder), watched_queue(redis, record):
            begin = time.monotonic()
            run(given, port, record)
            seconds, load = time.monotonic() - begin, os.getloadavg()[0]
    print(f"{given.clerks} clerks over {given.minutes:g} minutes, think time {given.think:g} s, "
          f"{seconds:.0f} s in all, load {load:.1f}")  # fmt: skip
    server, clients = (after - since for after, since in zip(processor(), before, strict=True))
    print(f"processor: web, worker and beat {server:.0f} s, clients {clients:.0f} s")
    sys.exit(not tell(record))


if __name__ == "__main__":
    main()
