"""Commands of the product as real processes, each with an installation of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
_EMPTY = ("DATABASE_URL", "REDIS_URL", "DEMO_DAYS", "SECRET_KEY", "STATIC_ROOT")


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """The variables of an embedded installation in that folder; `variables` change it.

    Of the caller's only what any program needs; what is empty here is not taken from .env either.
    """
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    kept["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), kept["PATH"]))
    ours = {"DATA_DIR": str(data_dir), "LANG": "C.UTF-8", "DEBUG": "0", "HTTPS": "0"}
    return {**kept, **dict.fromkeys(_EMPTY, ""), **ours, **variables}


def run_manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run manage.py to its end, whatever that is."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@contextmanager
def running(
    command: Sequence[str], *, env: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that works in the background until it is asked to end; what it says is in `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def kept_running(command: Sequence[str], *, env: dict[str, str], log: Path) -> Iterator[None]:
    """A process that is started again when it ends by itself, as a service is."""
    ended = threading.Event()

    def keep() -> None:
        while not ended.is_set():
            with running(command, env=env, log=log) as process:
                while process.poll() is None and not ended.wait(0.2):
                    pass

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def wait_until(condition: Callable[[], object], *, what: str, seconds: float = 180) -> None:
    """Ask again and again until it is so; fails where it does not come about."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come about in {seconds} s: {what}")
        time.sleep(0.1)
