"""The index of an event: runs of rows that are long enough, single rows otherwise."""

from __future__ import annotations

import pytest

from planapp.domain.audited import SHORTEST_RUN, each_change, lines_of


def changes(model, *keys):
    return [{"model": model, "pk": str(key), "fields": {}} for key in keys]


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        ((), set()),
        ((7,), {(7, 7)}),
        ((7, 7), {(7, 7)}),
        ((8, 7), {(7, 7), (8, 8)}),
        (range(1, SHORTEST_RUN), {(key, key) for key in range(1, SHORTEST_RUN)}),
        (range(1, SHORTEST_RUN + 1), {(1, SHORTEST_RUN)}),
        ((*range(1, 100_001), 100_005), {(1, 100_000), (100_005, 100_005)}),
        (("None", "abc"), set()),
    ],
)
def test_lines_of_an_event_are_runs_where_they_are_long(keys, lines):
    assert lines_of(changes("unit", *keys)) == {("unit", *line) for line in lines}


def test_rows_of_two_kinds_are_told_apart():
    assert lines_of([*changes("unit", 1), *changes("plan", 2)]) == {("unit", 1, 1), ("plan", 2, 2)}


def test_rows_kept_by_columns_are_told_one_by_one():
    new = {"model": "unit", "pks": [7, 8], "after": {"name": ["甲", "乙"], "kind": "厅"}}
    kept = {
        "model": "unit",
        "pks": [3, 4],
        "before": {"name": ["丙", "丁"], "kind": "厅"},
        "after": {"name": ["丙", "戊"], "kind": ["厅", None]},
    }
    single = {"model": "plan", "pk": "9", "fields": {"title": ["a", "b"]}}
    assert list(each_change([new, kept, single])) == [
        {"model": "unit", "pk": "7", "fields": {"name": [None, "甲"], "kind": [None, "厅"]}},
        {"model": "unit", "pk": "8", "fields": {"name": [None, "乙"], "kind": [None, "厅"]}},
        {"model": "unit", "pk": "3", "fields": {}},
        {"model": "unit", "pk": "4", "fields": {"name": ["丁", "戊"], "kind": ["厅", None]}},
        single,
    ]
    assert lines_of([new, kept, single]) == {
        ("unit", 7, 7), ("unit", 8, 8), ("unit", 3, 3), ("unit", 4, 4), ("plan", 9, 9),
    }  # fmt: skip
