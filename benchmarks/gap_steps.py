"""The steps of benchmarks/gaps.py, each carried out in a process of its own.

    python benchmarks/gap_steps.py STEP NUMBER

Prints what was measured as JSON. The database is that of the environment.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings are known)
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from gap_rows import AT, ON, fill  # noqa: E402

from planapp.services.gaps import recalculate_stale_gaps  # noqa: E402

Result = dict[str, float]


def set_up_rows(count: int) -> Result:
    call_command("migrate", verbosity=0)
    fill(count)
    return {}


def make_stale(share: int) -> Result:
    """One of so many; files and statistics are as in quiet times."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planapp_gap SET stale = TRUE WHERE id %% %s = 0", (share,))
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
    return {}


def run_floor(_: int) -> Result:
    statement = (ROOT / "benchmarks" / "gap_floor.sql").read_text("utf-8")
    with connection.cursor() as cursor:
        begin = time.perf_counter()
        cursor.execute(statement)
        return {"seconds": time.perf_counter() - begin, "rows": cursor.rowcount}


def recalculate(_: int) -> Result:
    """By the product's own service; megabytes are those of the process at its largest."""
    connection.ensure_connection()
    begin = time.perf_counter()
    rows = recalculate_stale_gaps(on=ON, at=AT)
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "rows": rows, "memory": memory}


def count_queries(_: int) -> Result:
    with CaptureQueriesContext(connection) as queries:
        found = recalculate(0)
    return {**found, "queries": len(queries)}


STEPS: dict[str, Callable[[int], Result]] = {
    step.__name__: step for step in (set_up_rows, make_stale, run_floor, recalculate, count_queries)
}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]))))
