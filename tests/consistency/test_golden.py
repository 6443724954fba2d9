"""The findings of each seed plan, each judged by reading the plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planapp.domain.extraction import extract
from planapp.reports.checkup import examine, to_figures

SEEDS = Path(__file__).parents[2] / "seeds"
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def read_seed(name: str) -> str:
    return (SEEDS / f"{name}.txt").read_text(encoding="utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_seed_gives_exactly_the_findings_that_are_right(golden: Path) -> None:
    text = read_seed(golden.stem)
    found = [
        {
            "kind": finding.kind.value,
            "severity": finding.severity.value,
            "first": [finding.first.figure, finding.first.start],
            "second": [finding.second.figure, finding.second.start],
            "arithmetic": finding.arithmetic,
            "note": finding.note,
        }
        for finding in examine(text).findings
    ]
    assert found == json.loads(golden.read_text(encoding="utf-8"))


def test_golden_covers_every_seed() -> None:
    assert [path.stem for path in GOLDEN] == sorted(path.stem for path in SEEDS.glob("*.txt"))


def test_seed_against_the_other_of_its_region_is_not_comparable() -> None:
    news = to_figures(extract(read_seed("yunnan-news-2020")))
    findings = examine(read_seed("yunnan-2021"), lambda _: [news]).findings
    [finding] = [finding for finding in findings if finding.second.document]
    assert finding.arithmetic == "1200亿元 与 4000亿元（2025年）"
    assert finding.note == (
        "口径不同：产值与主营业务收入；对象不同：医药工业与生物医药产业；不可直接比较"
    )
