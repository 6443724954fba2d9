"""`manage.py load_fixtures` with small folders of its own, sound and broken."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from planapp.models import AuditEvent, Region, Unit, UnitName
from planapp.services.fixtures import FILES

pytestmark = pytest.mark.django_db


def row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": f"planapp.{model}", "fields": fields}


ROOT = row("region", code="000000", name="全国", parent=None)
OFFICE = row("unit", code="X-1", name="某局", region=["000000"], kind="government")
ALIAS = row("unitname", unit=["X-1"], name="省某局")
GROUP = {
    "model": "auth.group",
    "fields": {"name": "某组", "permissions": [["view_unit", "planapp", "unit"]]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every file, most of them empty."""
    rows = {"regions": [ROOT], "units": [OFFICE], "unit_names": [ALIAS], "groups": [GROUP]}
    for name in FILES:
        write(tmp_path, name, rows.get(name.removesuffix(".json"), []))
    return tmp_path


def write(folder: Path, name: str, rows: object) -> None:
    (folder / name).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> list[str]:
    out = StringIO()
    call_command("load_fixtures", folder=folder, stdout=out)
    return out.getvalue().splitlines()


def refusal(folder: Path) -> str:
    with pytest.raises(CommandError) as caught:
        load(folder)
    assert not Region.objects.exists()  # nothing half-written
    assert not AuditEvent.objects.exists()
    return str(caught.value)


def test_load_fixtures_into_an_empty_database_creates_and_counts(folder: Path) -> None:
    printed = load(folder)
    assert printed[:4] == [
        "regions.json：新增 1，更新 0，未变 0",
        "sectors.json：新增 0，更新 0，未变 0",
        "units.json：新增 1，更新 0，未变 0",
        "unit_names.json：新增 1，更新 0，未变 0",
    ]
    assert UnitName.objects.get().unit == Unit.objects.get(code="X-1")
    assert [event.action for event in AuditEvent.objects.all()] == ["fixtures.loaded"]


def test_load_fixtures_twice_changes_nothing(folder: Path) -> None:
    load(folder)
    assert all("新增 0，更新 0" in line for line in load(folder))
    assert AuditEvent.objects.count() == 1


def test_load_fixtures_with_a_changed_row_updates_it(folder: Path) -> None:
    load(folder)
    changed = {**OFFICE, "fields": {**OFFICE["fields"], "name": "某局（改）"}}
    write(folder, "units.json", [changed])
    assert load(folder)[2] == "units.json：新增 0，更新 1，未变 0"
    assert Unit.objects.get().name == "某局（改）"
    assert AuditEvent.objects.latest("pk").changes[0]["fields"] == {"name": ["某局", "某局（改）"]}


def test_load_fixtures_with_broken_json_names_file_and_line(folder: Path) -> None:
    (folder / "units.json").write_text('[\n  {"model": \n]', encoding="utf-8")
    assert refusal(folder) == "units.json 第 3 行第 1 列：JSON 格式错误。未写入任何数据。"


def test_load_fixtures_without_a_file_names_it(folder: Path) -> None:
    (folder / "groups.json").unlink()
    assert refusal(folder).startswith("groups.json：无法读取文件")


def test_load_fixtures_in_another_encoding_names_the_file(folder: Path) -> None:
    (folder / "units.json").write_bytes("云南省".encode("gb18030"))
    assert refusal(folder) == "units.json：文件不是 UTF-8 编码。未写入任何数据。"


@pytest.mark.parametrize(
    ("name", "rows", "place"),
    [
        ("units.json", {"rows": []}, "units.json：内容应为记录的列表"),
        ("units.json", [OFFICE, 5], "units.json 第 2 条：字段或取值有误"),
        ("units.json", [row("unit", code="X", colour=1)], "units.json 第 1 条：没有这个字段"),
        ("units.json", [row("nothing", code="X")], "units.json 第 1 条：字段或取值有误"),
        (
            "unit_names.json",
            [ALIAS, row("unitname", unit=["X-2"], name="省")],
            "unit_names.json 第 2 条：所引用的记录不存在",
        ),
        (
            "groups.json",
            [{"model": "auth.group", "fields": {"name": "组", "permissions": [["a", "b", "c"]]}}],
            "groups.json 第 1 条：所引用的记录不存在",
        ),
        (
            "units.json",
            [row("unit", code="X", name="局", region=["000000"], kind="ministry")],
            "units.json 第 1 条：值 'ministry' 不是有效选项。",
        ),
        (
            "units.json",
            [row("unit", code="X", name="局", region=["000000"], valid_to="2018-13-01")],
            "units.json 第 1 条：",
        ),
        (
            "units.json",
            [OFFICE, row("unit", code="X-2", name="某局", region=["000000"])],
            "units.json 第 2 条：与已有记录冲突",
        ),
        ("units.json", [OFFICE, row("unit", code="X", name="局", region=99)], "所引用的记录不存在"),
    ],
)
def test_load_fixtures_with_a_broken_row_names_file_and_row(
    folder: Path, *, name: str, rows: object, place: str
) -> None:
    write(folder, name, rows)
    message = refusal(folder)
    assert message.startswith(place)
    assert message.endswith("未写入任何数据。")
