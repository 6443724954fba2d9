"""Every test of a service also watches that the audit trail tells of each table it wrote to."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from planapp.domain.audited import each_change
from planapp.domain.terms import SearchKind
from planapp.models import AuditEvent
from planapp.queries.search_rows import SOURCES, fresh_entries, stored_entries
from tests.trail import LEFT_OUT

ROOT = Path(__file__).parents[2]
SERVICES, TESTS = str(ROOT / "planapp" / "services"), str(ROOT / "tests")
WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(planapp_\w+)"')
SAVEPOINT = re.compile(r'(SAVEPOINT|ROLLBACK TO SAVEPOINT) "?(\w+)"?')
KINDS = {
    model._meta.db_table: str(model._meta.model_name)
    for model in apps.get_app_config("planapp").get_models()
}


@dataclass
class Watch:
    """What services wrote, by the outermost call; what was rolled back is forgotten."""

    writes: list[tuple[str, FrameType | str]] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if found := SAVEPOINT.match(sql):
            self._mark(*found.groups())
        elif (found := WRITE.match(sql)) and context["cursor"].rowcount:
            call = _outermost_service()
            if call is not None:
                self.writes.append((KINDS.get(found[1], ""), call))
        return result

    def _mark(self, verb: str, name: str) -> None:
        if verb == "SAVEPOINT":
            self.writes.append((name, "savepoint"))
        elif (name, "savepoint") in self.writes:
            del self.writes[self.writes.index((name, "savepoint")) :]

    def untold(self) -> dict[str, set[str]]:
        """By the service called: the kinds of rows that it wrote and no event of it tells of."""
        written: defaultdict[FrameType, set[str]] = defaultdict(set)
        for kind, call in self.writes:
            if isinstance(call, FrameType) and kind:
                written[call].add(kind)
        told = {row["model"] for event in AuditEvent.objects.all() for row in event.changes}
        silent = {
            call.f_code.co_qualname: kinds - told - LEFT_OUT.keys()
            for call, kinds in written.items()
        }
        return {name: kinds for name, kinds in silent.items() if kinds}


def not_found_by_new_words() -> dict[str, set[int]]:
    """By kind: rows whose words an event changed, and whose entries did not follow."""
    told: defaultdict[str, set[int]] = defaultdict(set)
    for event in AuditEvent.objects.all():
        for change in each_change(event.changes):
            source = SOURCES.get(change["model"])
            words = change.get("fields", {}).keys()  # a tampered event may have lost them
            if source is not None and not words.isdisjoint(source.columns):
                told[change["model"]].add(int(change["pk"]))
    stale = {}
    for kind, ids in told.items():
        fresh, stored = (read(SearchKind(kind), ids) for read in (fresh_entries, stored_entries))
        stale[kind] = {pk for pk, _ in fresh.items() ^ stored.items()}
    return {kind: ids for kind, ids in stale.items() if ids}


def _outermost_service() -> FrameType | None:
    """The service called, None where a test wrote by itself, if only in a service's midst."""
    found, frame = None, sys._getframe()
    while frame is not None:
        file = frame.f_code.co_filename
        if found is None and file.startswith(TESTS) and file != __file__:
            return None
        if file.startswith(SERVICES):
            found = frame
        frame = frame.f_back  # type: ignore[assignment]  # None at the top
    return found


@pytest.fixture(autouse=True)
def _trail_tells_of_every_table(request: pytest.FixtureRequest) -> Iterator[None]:
    marker = request.node.get_closest_marker("django_db")
    if marker is None or marker.kwargs.get("transaction"):
        yield  # threads write, each on a connection of its own
        return
    request.getfixturevalue("db")
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield
    assert watch.untold() == {}
    assert not_found_by_new_words() == {}
