"""How fast figures come in and go out, beside COPY and beside import-export, in the same run.

    python benchmarks/imports.py [--rows 100000] [--rounds 3]
        [--database postgres://postgres@127.0.0.1:5432]

Makes a database of its own on that server and drops it. Every measurement is a process of its own;
floor and product take turns, so that a busy machine slows both. Half of the rows are new, half
change a draft. The default resource is measured at a tenth of the rows. Seconds of the processor,
of the process and of its connection's server together, tell more than the clock where other
programs run. The server is told what docker-compose.yml tells it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from gaps import own_database
from pages import tune

ROOT = Path(__file__).resolve().parent.parent
STEPS = ROOT / "benchmarks" / "import_steps.py"
NAME = f"imports_benchmark_{os.getpid()}"
FLOOR, PRODUCT, TENTH = "COPY, INSERT … ON CONFLICT", "import", "import, a tenth"
DEFAULT = "default resource, a tenth"
OUT_DEFAULT, OUT_XLSX, OUT_CSV = "export, import-export", "export, xlsx", "export, csv"
MOST_MEMORY = 350  # MB

Result = dict[str, float]


class Run:
    """A database, and what was measured in it by name, round by round."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.env = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "SECRET_KEY": "for this benchmark only",
            "DEMO_DAYS": "2026-02-15",
            "DEBUG": "0",
        }
        self.found: dict[str, list[Result]] = defaultdict(list)

    def do(self, step: str, number: int = 0) -> Result:
        command = [sys.executable, str(STEPS), step, str(number)]
        done = subprocess.run(command, env=self.env, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def measure(self, name: str, step: str, number: int) -> None:
        result = self.do(step, number)
        self.found[name].append(result)
        print(f"  {name}: {result['seconds']:.2f} s", file=sys.stderr)

    def median(self, name: str, what: str = "seconds") -> float:
        return median(result[what] for result in self.found[name])

    def ratio(self, name: str, other: str, what: str = "seconds") -> float:
        """Of each round for itself: what else the machine did in it slowed both."""
        pairs = zip(self.found[name], self.found[other], strict=True)
        return median(one[what] / two[what] for one, two in pairs)


def measure(run: Run, *, rows: int, rounds: int) -> None:
    run.do("set_up_rows", rows)
    for _ in range(rounds):
        for name, step, number in (
            (FLOOR, "run_floor", rows),
            (PRODUCT, "run_product", rows),
            (TENTH, "run_product", rows // 10),
            (DEFAULT, "run_default", rows // 10),
        ):
            run.do("start_over")
            run.measure(name, step, number)
        run.measure(OUT_DEFAULT, "export_default", rows)
        run.measure(OUT_XLSX, "export_workbook", rows)
        run.measure(OUT_CSV, "export_csv", rows)


def report(run: Run, *, rows: int) -> None:
    for name in (FLOOR, PRODUCT, TENTH, DEFAULT, OUT_DEFAULT, OUT_XLSX, OUT_CSV):
        number, seconds = rows // 10 if "tenth" in name else rows, run.median(name)
        print(f"{name:28}{seconds:8.2f} s {number / seconds:10,.0f} rows/s")
    print("  Seconds of the processor, in its own process and in the server's:")
    for name in (FLOOR, PRODUCT, TENTH, DEFAULT):
        print(f"{name:28}{run.median(name, 'cpu'):8.2f} s {run.median(name, 'server'):8.2f} s")
    print(f"{PRODUCT}: {run.median(PRODUCT, 'read'):.2f} s of it to read the file")
    faster, lazier = (1 / run.ratio(TENTH, DEFAULT, what) for what in ("seconds", "work"))
    queries = (run.median(PRODUCT, "queries"), run.median(TENTH, "queries"))
    lighter = run.median(OUT_XLSX, "memory") / run.median(OUT_DEFAULT, "memory")
    speed, memory = rows / run.median(PRODUCT), run.median(PRODUCT, "memory")
    exported = 1 / run.ratio(OUT_XLSX, OUT_DEFAULT)
    against_floor, worked = run.ratio(PRODUCT, FLOOR), run.ratio(PRODUCT, FLOOR, "work")
    for met, what, limit in (
        (speed >= 15_000, f"{speed:,.0f} rows/s", "≥ 15,000 rows/s"),
        (against_floor <= 3, f"{against_floor:.2f} × COPY", "≤ 3"),
        (worked <= 3, f"{worked:.2f} × COPY in seconds of the processor", "≤ 3"),
        (faster >= 60, f"{faster:.0f} × as fast as the default resource", "≥ 60"),
        (lazier >= 60, f"{lazier:.0f} × in seconds of the processor", "≥ 60"),
        (queries[0] == queries[1], f"{queries[0]:.0f} and {queries[1]:.0f} queries", "the same"),
        (memory <= MOST_MEMORY, f"{memory:.0f} MB", f"≤ {MOST_MEMORY} MB"),
        (exported >= 5, f"xlsx {exported:.1f} × as fast as import-export's", "≥ 5"),
        (lighter < 0.5, f"xlsx at {lighter:.0%} of its memory", "< 50%"),
    ):
        print(f"{'met' if met else 'NOT MET':8}{what}  ({limit})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="postgres://postgres@127.0.0.1:5432")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix=NAME))
    try:
        with own_database(given.database, NAME) as address:
            tune(address)
            run = Run(folder, address)
            measure(run, rows=given.rows, rounds=given.rounds)
            report(run, rows=given.rows)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
