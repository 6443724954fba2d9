"""Commands of the product as real processes, each with an installation of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
_READ_BY_SETTINGS = ("DATABASE_URL", "REDIS_URL", "DEMO_DAYS")


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """The variables of an embedded installation in that folder; `variables` change it."""
    ours = {**os.environ, **dict.fromkeys(_READ_BY_SETTINGS, ""), "DATA_DIR": str(data_dir)}
    ours["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**ours, "DEBUG": "0", "HTTPS": "0", **variables}


def run_manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run manage.py to its end, whatever that is."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@contextmanager
def running(
    command: Sequence[str], *, env: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that works in the background until it is asked to end; what it says is in `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], object], *, what: str, seconds: float = 30) -> None:
    """Ask again and again until it is so; fails where it does not come about."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come about in {seconds} s: {what}")
        time.sleep(0.1)
