"""How fast words are found among a million rows, and how fast the page 搜索 answers.

    python benchmarks/search.py [--rows 1000000] [--times 7] [--keep NAME]
        [--server postgres://postgres@127.0.0.1:5432]

Makes a database of its own (benchmarks/search_rows.py) and drops it; with --keep it is made once,
under that name, and stays for the next run. For each query, what the page asks of all kinds
together is timed in one process, and, in turn with it, `icontains` over the columns that the tables
used to search: where it stops at as many rows as the page lists, and where it counts all of them,
as those tables did: the floor of the same run. Then the page itself is asked for over HTTP, from
gunicorn as in production. Ends with 1 where a query is not ten times as fast.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from pages import Browser, Times, database, served, settings, time_page, tune

ROOT = Path(__file__).resolve().parent.parent
TIMES_AS_FAST = 10
QUERIES = (
    "古籍", "海水淡化", "航空煤油 海水", "没有这个词", "疫苗", "疫苗 养老", "数字经济", "发展",
    "产", "2025年", "P00077",
)  # fmt: skip
PAGES = (*((query, "") for query in QUERIES), ("发展", "&kind=task&page=400"),
         ("疫苗 养老", "&kind=indicator&page=100"), ("发展", "&plan=7"))  # fmt: skip


def time_queries(env: dict[str, str], times: int) -> list[dict[str, object]]:
    step = [sys.executable, str(ROOT / "benchmarks" / "search_step.py"), str(times), *QUERIES]
    done = subprocess.run(step, env=env, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_queries(found: list[dict[str, object]]) -> list[str]:
    """Prints a line for each query; those that are too slow are returned."""
    print("   p50    p95  icontains  counting    ratio      found  query")
    slow = []
    for each in found:
        index, floor = Times(each["index"]), Times(each["floor"])  # type: ignore[arg-type]  # of JSON
        ratio = floor.at(0.5) / index.at(0.5)
        early = Times(each["early"])  # type: ignore[arg-type]  # of JSON
        taken = (index.at(0.5), index.at(0.95), early.at(0.5), floor.at(0.5))
        figures = [1000 * seconds for seconds in taken]
        times = "{:6.1f} {:6.1f}  {:9.0f} {:9.0f}".format(*figures)
        print(f"{times} {ratio:8.1f}  {each['number']:>9}  {each['query']}", flush=True)
        slow += [str(each["query"])] * (ratio < TIMES_AS_FAST)
    return slow


def print_pages(env: dict[str, str], times: int) -> None:
    with served(env) as port:
        browser = Browser(port).log_in("supervisor")
        print("   p50    p95  milliseconds, the page")
        for query, rest in (("", ""), *PAGES):
            path = f"/admin/search/?q={quote(query)}{rest}"
            time_page(browser, path, 4)  # each worker has seen it by then
            taken = Times(sorted(time_page(browser, path, times)))
            print(f"{1000 * taken.at(0.5):6.0f} {1000 * taken.at(0.95):6.0f}  {query}{rest}",
                  flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--keep", default="", help="a database to make once and keep")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given) as address:
        tune(address)
        env = settings(address, folder)
        make = [sys.executable, str(ROOT / "benchmarks" / "search_rows.py"), str(given.rows)]
        subprocess.run(make, env=env, check=True)
        slow = print_queries(time_queries(env, given.times))
        print_pages(env, given.times)
    print(f"not {TIMES_AS_FAST} times as fast: {'、'.join(slow) or 'none'}")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
