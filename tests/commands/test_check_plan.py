"""`manage.py check_plan`: where a document contradicts itself, as JSON, without a database."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

PLAN = """某省新能源发展规划（2021—2025年）

一、发展基础

2020年，全省新能源产业实现营业收入500.0亿元。

二、发展目标

到2025年，全省新能源产业营业收入达到1000亿元，年均增长10%。
"""
OTHER = """某省工业发展规划（2021—2025年）

一、发展目标

到2025年，全省新能源产业营业收入达到1500亿元。
"""


def check_plan(file: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("check_plan", file, stdout=out, **options)
    payload: dict[str, Any] = json.loads(out.getvalue())
    return payload


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_check_plan_prints_kind_figures_arithmetic_and_spans(file: Path) -> None:
    [finding] = check_plan(file)["findings"]
    assert (finding["kind"], finding["kind_label"]) == ("target_growth", "目标与增速不符")
    assert finding["arithmetic"] == "500 × 1.1⁵ = 805.3 < 1000（亿元）"
    assert finding["first"]["figure"] == "1000亿元"
    assert finding["second"]["figure"] == "10%"
    assert finding["basis"]["figure"] == "500.0亿元"
    for side in ("first", "second", "basis"):
        statement = finding[side]
        assert PLAN[statement["start"] : statement["end"]] == statement["quote"]


def test_check_plan_against_another_plan_tells_where_the_other_target_stands(
    file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(OTHER, encoding="utf-8")
    findings = check_plan(file, against=[other])["findings"]
    [finding] = [finding for finding in findings if finding["kind"] == "two_targets"]
    assert finding["arithmetic"] == "1000亿元 ≠ 1500亿元（2025年）"
    assert finding["second"]["document"] == "某省工业发展规划（2021—2025年）"


def test_check_plan_of_a_consistent_plan_prints_no_finding(file: Path) -> None:
    file.write_text(PLAN.replace("1000亿元", "800亿元"), encoding="utf-8")
    assert check_plan(file)["findings"] == []


def test_check_plan_of_a_missing_file_says_so_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^无法打开 .*none\.txt"):
        check_plan(tmp_path / "none.txt")


def test_check_plan_of_an_empty_file_says_so_in_chinese(file: Path) -> None:
    file.write_bytes(b"")
    with pytest.raises(CommandError, match=r"^《plan\.txt》是空文件"):
        check_plan(file)
