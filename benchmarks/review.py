"""How fast a supervisor gets through a full queue, over HTTP, from gunicorn on PostgreSQL.

    python benchmarks/review.py [--indicators 100000] [--times 15]
        [--server postgres://postgres@127.0.0.1:5432]

Opens the queue, narrows it, goes from report to report, and approves three hundred at once, in a
database of its own (benchmarks/page_rows.py). Ends with 1 where the approval takes too long.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time

from gaps import own_database
from pages import LIMIT, ROOT, Browser, Page, Times, served, settings, time_page, tune

AT_ONCE, PAGE = 300, 50
BULK_LIMIT = 2.0  # seconds
QUEUE, DECIDE = "/admin/review/", "/admin/review/decide/"
LOOKS = (
    Page("队列", "supervisor", QUEUE),
    Page("队列，指标数据", "supervisor", f"{QUEUE}?kind=record"),
    Page("队列，一规划", "supervisor", f"{QUEUE}?plan=7"),
)


def waiting(browser: Browser, number: int) -> tuple[list[str], str]:
    """What so many boxes of the queue stand for, page by page, and the form's token."""
    found: list[str] = []
    page = 0
    while len(found) < number:
        page += 1
        _, content = browser.ask(f"{QUEUE}?page={page}")
        found += re.findall(r'name="chosen" value="([\w-]+)"', content.decode())
        assert len(found) >= min(number, PAGE * page), "not enough waits for review"
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', content)
    assert token
    return found[:number], token[1].decode()


def approve(browser: Browser) -> float:
    """Seconds until the queue stands there again."""
    chosen, token = waiting(browser, AT_ONCE)
    form = {"csrfmiddlewaretoken": token, "chosen": chosen, "approve": ""}
    begin = time.perf_counter()
    status, content = browser.ask(DECIDE, form)
    assert status == http.client.FOUND, content.decode()[:500]
    _, content = browser.ask(QUEUE)
    taken = time.perf_counter() - begin
    assert f"审核通过 {AT_ONCE} 项" in content.decode()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--indicators", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    given = parser.parse_args()
    database = own_database(given.server, f"review_benchmark_{os.getpid()}")
    with tempfile.TemporaryDirectory() as folder, database as address:
        tune(address)
        env = settings(address, folder)
        make = [sys.executable, str(ROOT / "benchmarks" / "page_rows.py"), str(given.indicators)]
        subprocess.run(make, env=env, check=True)
        with served(env) as port:
            browser = Browser(port).log_in("supervisor")
            first, _ = waiting(browser, 1)
            one = f"{QUEUE}{first[0].replace('-', '/')}/"
            slow = 0
            for page in (*LOOKS, Page("一项", "supervisor", one)):
                times = Times(sorted(time_page(browser, page.path, given.times)))
                print(f"{1000 * times.at(0.5):7.0f}  {1000 * times.at(0.95):7.0f}  {page.name}")
                slow += times.at(0.95) > LIMIT
            taken = approve(browser)
            print(f"{1000 * taken:7.0f} ms  批量审核通过 {AT_ONCE} 项")
    sys.exit(bool(slow) or taken > BULK_LIMIT)


if __name__ == "__main__":
    main()
