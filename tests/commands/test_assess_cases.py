"""assess_cases: a file of cases in, a list of results out, no database needed."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CASE = {
    "id": "roads",
    "measure": "level",
    "base_year": 2020,
    "base_value": "80",
    "target": "120",
    "target_year": 2025,
    "records": {"2022": "96"},
    "as_of": 2022,
}


def run(file: Path) -> str:
    out = StringIO()
    call_command("assess_cases", str(file), stdout=out)
    return out.getvalue()


def test_assess_cases_prints_a_result_for_each_case(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([CASE, {**CASE, "as_of": 2023}]), encoding="utf-8")
    results = json.loads(run(file))
    assert [result["status"] for result in results] == ["on_track", "no_data"]


def test_assess_cases_reads_numbers_without_quotes_exactly(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    text = json.dumps([CASE]).replace('"96"', "96.1")
    file.write_text("\ufeff" + text, encoding="utf-8")
    assert json.loads(run(file))[0]["actual"] == "96.1"


def test_assess_cases_with_a_broken_case_assesses_the_others(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{**CASE, "as_of": "now"}, CASE]), encoding="utf-8")
    broken, assessed = json.loads(run(file))
    assert broken == {"error": "第1个案例（roads）：as_of不是年份或日期：now"}
    assert assessed["status"] == "on_track"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[", "不是有效的JSON：第1行第2列"),
        ("[]".encode("utf-16"), "不是UTF-8编码"),
        (b"{}", "文件应为案例的列表"),
    ],
)
def test_assess_cases_with_a_broken_file_says_where(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        run(file)
    assert str(refusal.value) == f"{file}：{message}"


def test_assess_cases_without_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "none.json")
    assert str(refusal.value) == f"{tmp_path / 'none.json'}：文件不存在或无法读取"
