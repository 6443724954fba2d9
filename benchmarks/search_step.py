"""One process of benchmarks/search.py: times queries by the index and, in turn, by `icontains`.

    python benchmarks/search_step.py TIMES QUERY…

Prints a line of JSON for each query: seconds of what the page asks of all kinds that it shows, of
the same by `icontains` where it stops as early, and where it counts all rows, as lists do.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.db.models import Q, QuerySet  # noqa: E402  (after the settings are known)

from planapp.clock import today  # noqa: E402
from planapp.domain.search import words_of  # noqa: E402
from planapp.pages.search import NOUNS  # noqa: E402
from planapp.queries.search import MOST_LISTED, Search  # noqa: E402
from planapp.queries.search_rows import SOURCES  # noqa: E402
from planapp.rights import Scope  # noqa: E402


def by_index(query: str) -> int:
    search = Search(words_of(query), Scope(today(), everything=True))
    return sum(len(search.find(kind).hits) for kind in NOUNS)


def by_icontains(query: str) -> int:
    return sum(
        len(rows.order_by("pk").values_list("pk")[: MOST_LISTED + 1]) for rows in _holding(query)
    )


def all_by_icontains(query: str) -> int:
    return sum(rows.count() for rows in _holding(query))


def _holding(query: str) -> Iterator[QuerySet[Any]]:
    for kind in NOUNS:
        rows = SOURCES[kind].model._default_manager.all()
        for word in query.split():
            holds = [(f"{name}__icontains", word) for name in SOURCES[kind].columns]
            rows = rows.filter(Q.create(holds, connector=Q.OR))
        yield rows


def seconds(search: Callable[[str], int], query: str) -> float:
    begin = time.perf_counter()
    search(query)
    return time.perf_counter() - begin


def main(times: int, queries: list[str]) -> None:
    ways = {"index": by_index, "early": by_icontains, "floor": all_by_icontains}
    for query in queries:
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(times):
            for name, way in ways.items():
                if name == "index" or turn < 3:  # the others take seconds
                    taken[name].append(seconds(way, query))
        told = {"query": query, "number": all_by_icontains(query)}
        print(json.dumps({**told, **{name: sorted(each) for name, each in taken.items()}}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
