"""Commands of the product as real processes, each with an installation of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_READ_BY_SETTINGS = ("DATABASE_URL", "REDIS_URL", "DEMO_DAYS")


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """The variables of an embedded installation in that folder; `variables` change it."""
    ours = {**os.environ, **dict.fromkeys(_READ_BY_SETTINGS, ""), "DATA_DIR": str(data_dir)}
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
