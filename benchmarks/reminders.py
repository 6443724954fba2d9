"""How long the morning's reminders take: 10,000 items that 500 people owe.

    python benchmarks/reminders.py [--items 10000] [--people 500]
        [--database postgres://postgres@127.0.0.1:5432]

Makes a database of its own on that server and drops it. Prints how long it takes to find and keep
what is owed, to put the digests into the inboxes, to run again when nothing is new, and to look
ahead in the calendar. Ends with 1 where there are more digests than people.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gaps import own_database

STEPS = Path(__file__).resolve().parent / "reminder_steps.py"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--database", default="postgres://postgres@127.0.0.1:5432")
    given = parser.parse_args()
    name = f"reminders_benchmark_{os.getpid()}"
    with own_database(given.database, name) as url, tempfile.TemporaryDirectory() as folder:
        own = {"DATA_DIR": folder, "DATABASE_URL": url, "REDIS_URL": "", "DEMO_DAYS": ""}
        env = {**os.environ, **own, "SECRET_KEY": "for this benchmark only", "DEBUG": "0"}
        command = [sys.executable, str(STEPS), str(given.items), str(given.people)]
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
