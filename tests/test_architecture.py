"""The budgets of the house: how long files and functions may be, and what every part must have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMANDS = ROOT / "planapp" / "management" / "commands"

FILE, TEST_FILE, FUNCTION, DOOR = 300, 400, 40, 12
SOURCES = sorted(
    path
    for folder in ("planapp", "tracker", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEXTS = sorted(
    path
    for folder in ("planapp", "tracker", "tests", "docs", ".ci")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".html", ".css", ".js", ".md", ""} and path.is_file()
)
# Joined here, so that this file does not trip over itself.
UNFINISHED = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path, line: int | None = None) -> str:
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def is_door(path: Path, function: Function) -> bool:
    """A job, a command's handle or an admin action: it loads, calls one service and tells."""
    decorators = {ast.unparse(each).split("(")[0] for each in function.decorator_list}
    in_command = path.parent == COMMANDS and function.name == "handle"
    return in_command or bool(decorators & {"shared_task", "admin.action", "action"})


def test_files_stay_within_their_budget() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    limits = {path: TEST_FILE if "tests" in path.parts else FILE for path in SOURCES}
    assert {place(path): n for path, n in lines.items() if n > limits[path]} == {}


def test_functions_stay_within_their_budget() -> None:
    long = {
        f"{place(path, each.lineno)} {each.name}": length(each)
        for path in SOURCES
        for each in functions(path)
        if length(each) > FUNCTION
    }
    assert long == {}


def test_jobs_commands_and_admin_actions_only_hand_over() -> None:
    long = {
        f"{place(path, each.lineno)} {each.name}": length(each)
        for path in SOURCES
        for each in functions(path)
        if is_door(path, each) and length(each) > DOOR
    }
    assert long == {}


def test_imports_stand_at_the_top_unless_the_library_is_slow() -> None:
    inside = [
        place(path, node.lineno)
        for path in SOURCES
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "slow" not in path.read_text(encoding="utf-8").splitlines()[node.lineno - 1]
    ]
    assert inside == []


@pytest.mark.parametrize(
    "command", sorted(path.stem for path in COMMANDS.glob("*.py") if path.stem != "__init__")
)
def test_command_has_a_test_file(command: str) -> None:
    assert (ROOT / "tests" / "commands" / f"test_{command}.py").is_file()


def test_nothing_is_left_unfinished() -> None:
    marks = [
        place(path, number)
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert marks == []
