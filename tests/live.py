"""The installation's own processes, on the test database and on a Redis."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import SystemRandom  # random itself is the same in all tests
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from tests.processes import ROOT, environment, running, wait_until

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMMANDS: dict[str, list[str]] = {
    name: json.loads(command)
    for name, command in re.findall(
        r"^  (\w+):\n(?:    .*\n)*?    command: (\[.*\])$", COMPOSE, re.M
    )
}
QUICK_APP = "tests.quick_app"  # the product's, with a timetable of seconds and jobs that fail
# Below the ports that the system gives to connections, and others for each process of pytest.
_FIRST_PORT = 20_000 + 1_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def database_url() -> str:
    """The test database, as another process reaches it."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: other processes cannot see a database in memory")
    database = connection.settings_dict
    who = ":".join(quote(database[key], safe="") for key in ("USER", "PASSWORD") if database[key])
    return f"postgres://{who}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def live_environment(tmp_path: Path, redis_url: str, **variables: str) -> dict[str, str]:
    """The variables of a server on the test database, with an empty queue."""
    env = environment(
        tmp_path,
        **{
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis_url,
            "SECRET_KEY": str(settings.SECRET_KEY),
            **variables,
        },
    )
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    return env


def celery(*arguments: str, env: dict[str, str], app: str = "tracker") -> str:
    """What `celery` prints."""
    command = ["celery", "--app", app, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def workers(
    number: int,
    *,
    env: dict[str, str],
    folder: Path,
    app: str = "tracker",
    options: Sequence[str] = (),
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers that are ready, started together."""
    with ExitStack() as stack:
        started, logs = [], []
        for each in range(number):
            logs.append(folder / f"worker{each}.log")
            command = [*of_app(COMMANDS["worker"], app), "--hostname", f"w{each}@%h", *options]
            started.append(stack.enter_context(running(command, env=env, log=logs[-1])))
        wait_until(
            lambda: all(" ready." in log.read_text() for log in logs), what="workers that are ready"
        )
        yield started


@contextmanager
def beats(
    number: int, *, env: dict[str, str], folder: Path, app: str = QUICK_APP
) -> Iterator[None]:
    """The timetable, sent by so many processes at once."""
    with ExitStack() as stack:
        for each in range(number):
            command = of_app(COMMANDS["beat"], app)
            command = [part.replace("/tmp/beat", f"{folder}/beat{each}") for part in command]
            stack.enter_context(running(command, env=env, log=folder / f"beat{each}.log"))
        yield


@contextmanager
def redis_server(port: int, *, folder: Path) -> Iterator[None]:
    """A Redis of one's own, which keeps what it holds as docker-compose.yml has it."""
    command = ["redis-server", "--port", str(port), "--dir", str(folder), "--appendonly", "yes"]
    with running(command, env=dict(os.environ), log=folder / "redis.log"):
        with Redis(port=port) as redis:
            wait_until(lambda: _answers(redis), what="a Redis that answers")
        yield


@contextmanager
def serving(env: dict[str, str], *, log: Path, under: Sequence[str] = ()) -> Iterator[str]:
    """The web server on a free port, started by the command `under`; its address."""
    bind = f"127.0.0.1:{free_port()}"
    command = [bind if part.startswith("0.0.0.0:") else part for part in COMMANDS["web"]]
    with running([*under, *command], env=env, log=log):
        wait_until(lambda: health(bind) == b'{"status": "ok"}', what="an answer of /health/")
        yield f"http://{bind}"


def health(bind: str) -> bytes:
    try:
        return urlopen(f"http://{bind}/health/", timeout=60).read()
    except OSError:  # not yet listening, or not yet answering
        return b""


def free_port() -> int:
    """One that nobody takes before who asked for it does."""
    for port in SystemRandom().sample(range(_FIRST_PORT, _FIRST_PORT + 1_000), 1_000):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def of_app(command: Sequence[str], app: str) -> list[str]:
    return [app if part == "tracker" else part for part in command]


def _answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except OSError:
        return False
    except Exception as error:  # redis-py's own ConnectionError is none of Python's
        if type(error).__name__ not in {"ConnectionError", "BusyLoadingError"}:
            raise
        return False
