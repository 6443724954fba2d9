"""The extractor against the gold standard, where it lies beside the checkout."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from planapp.domain.extraction import VERSION, extract
from planapp.domain.extraction.payload import to_payload

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "extraction"
SEEDS = ("guizhou-2016", "jiangsu-2021", "yunnan-2021", "yunnan-news-2020", "zhejiang-2021")
FLOORS = {
    "seeds": {
        "goals": 0.92,
        "indicators found": 0.95,
        "indicators right": 0.88,
        "tasks": 0.92,
        "units with role": 0.98,
        "plan fields": 0.95,
    },
    "further": {
        "goals": 0.85,
        "indicators found": 0.90,
        "indicators right": 0.80,
        "tasks": 0.88,
        "units with role": 0.93,
        "plan fields": 0.85,
    },
}
FIELD_FLOOR = 0.90

pytestmark = pytest.mark.services

Pair = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    if not SHARED.exists():
        pytest.skip("the gold standard is not beside this checkout")
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def read(scorer: ModuleType) -> dict[str, Pair]:
    """Name of each document → its gold and what the extractor reads."""
    found = {}
    for path in sorted((SHARED / "gold").glob("*.json")):
        name = path.stem
        folder = ROOT / "seeds" if name in SEEDS else SHARED / "corpus"
        text = (folder / f"{name}.txt").read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        gold = json.loads(path.read_text(encoding="utf-8"))
        found[name] = gold, to_payload(extract(text), version=VERSION)
    return found


@pytest.mark.parametrize("kind", ["seeds", "further"])
def test_extraction_reaches_its_floors(
    kind: str, read: dict[str, Pair], scorer: ModuleType
) -> None:
    totals: dict[str, Any] = defaultdict(scorer.Tally)
    misses: dict[str, list[str]] = defaultdict(list)
    for name, (gold, payload) in read.items():
        if (name in SEEDS) == (kind == "seeds"):
            for key, tally in scorer.score(gold, payload, misses).items():
                totals[key].add(tally.tp, tally.fp, tally.fn)
    below = {key: totals[key].f1 for key, floor in FLOORS[kind].items() if totals[key].f1 < floor}
    assert below == {}, dict(misses)


def test_fields_beside_the_score_are_right(read: dict[str, Pair], scorer: ModuleType) -> None:
    """Level against cumulative, bases, the goal or task an indicator stands in, deadlines."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for gold, payload in read.values():
        pairs, _, _ = scorer.pair(payload["indicators"], gold["indicators"], scorer.same_figure)
        for ours, theirs in pairs:
            for field, fits in _indicator_fields(ours, theirs, gold, payload, scorer):
                asked[field] += 1
                right[field] += fits
        pairs, _, _ = scorer.pair(payload["tasks"], gold["tasks"], scorer.heading_match)
        for ours, theirs in pairs:
            if theirs.get("deadline"):
                asked["deadline"] += 1
                right["deadline"] += scorer.norm(ours["deadline"]) == scorer.norm(
                    theirs["deadline"]
                )
    shares = {field: right[field] / asked[field] for field in asked}
    print({field: f"{right[field]}/{asked[field]}" for field in sorted(asked)})  # noqa: T201
    assert {field: share for field, share in shares.items() if share < FIELD_FLOOR} == {}


def _indicator_fields(
    ours: dict[str, Any],
    theirs: dict[str, Any],
    gold: dict[str, Any],
    payload: dict[str, Any],
    scorer: ModuleType,
) -> list[tuple[str, bool]]:
    fields = []
    if theirs["measure"] in {"level", "cumulative"}:
        accepted = {theirs["measure"], *(theirs.get("alt_measures") or ())}
        fields.append(("measure", ours["measure"] in accepted))
    if theirs.get("base_year"):
        accepted = {theirs["base_year"], *(theirs.get("alt_base_years") or ())}
        fields.append(("base_year", ours["base_year"] in accepted))
    if theirs.get("base_value"):
        same = scorer.number(ours["base_value"]) == scorer.number(theirs["base_value"])
        fields.append(("base_value", same))
    if theirs.get("of"):
        fields.append(("of", _overlap(ours, theirs, gold, payload)))
    return fields


def _place(item: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any] | None:
    """The goal or task that an indicator names as its place."""
    for kind, position in (item.get("of") or {}).items():
        found: dict[str, Any] = payload[f"{kind}s"][position]
        return found
    return None


def _overlap(
    ours: dict[str, Any], theirs: dict[str, Any], gold: dict[str, Any], payload: dict[str, Any]
) -> bool:
    """Whether both name places that share text."""
    mine, wanted = _place(ours, payload), _place(theirs, gold)
    if mine is None or wanted is None:
        return False
    return bool(min(mine["end"], wanted["end"]) > max(mine["start"], wanted["start"]))
