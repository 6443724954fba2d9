"""Thousands of broken files, always the same ones: each is read or refused; no crash, no leak.

The files are real ones of every kind that is taken in, changed by chance with a fixed seed: bytes
turned, cut, doubled or filled in, and, in packed files, their parts before they are packed again.
What is read is handed on to what reads it next. `make soak` goes on with chances of its own.
"""

from __future__ import annotations

import os
import random
import resource
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from planapp.domain.ledger import recognise_ledgers
from planapp.domain.reading import (
    ReadText,
    UnreadableDocument,
    check_attachment,
    read,
    read_table_file,
    read_workbook,
)
from tests.ledger.making import make_csv, make_xls, make_xlsx
from tests.reading.making import cell, make_docx, make_pdf, numbered, para, set_lines, table

SEED = Path(__file__).parents[2] / "seeds" / "yunnan-2021.txt"
PLAN = SEED.read_text(encoding="utf-8")[:2000].encode()
GRID = [
    ["序号", "任务", "牵头单位", "完成率"],
    [1, "甲", "省科技厅", 0.5],
    [2, "乙", "省财政厅", 3.25],
]
PAGE = (
    "<html><head><meta charset=utf-8><title>规划</title></head><body><h1>一、目标</h1>"
    "<table><tr><td rowspan=2>产值<td>1300</table><ul><li>甲<li>乙</ul><p>正文&nbsp;&#24180;。</p>"
).encode()
FILES: dict[str, bytes] = {
    "a.txt": PLAN,
    "b.txt": PLAN.decode().encode("gb18030", "ignore"),
    "a.html": PAGE,
    "a.docx": make_docx(numbered("目标") + table([cell("产值"), cell("1300")]) + para("正文。")),
    "a.pdf": make_pdf(
        [set_lines(["　　一、总体要求", "　　培育企业100家。"])], rules=[(60, 700, 300, 700)]
    ),
    "a.xlsx": make_xlsx(GRID),
    "a.xls": make_xls(GRID),
    "a.csv": make_csv(GRID),
}
PIECES = (
    b"\x00",
    b"\xff" * 8,
    b"<",
    b"]]>",
    b"&#x0;",
    b"%n" * 9,
    b"PK\x05\x06",
    b"endobj",
    b'"',
    b",",
)
TIMES = 400  # of each kind
GROWTH = 120 * 1024  # KB of memory that all of them together may leave behind


def change(content: bytes, chance: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found)) if found else 0
        match chance.randrange(5):
            case 0 if found:
                found[at] = chance.randrange(256)
            case 1:
                del found[at : at + chance.randint(1, 200)]
            case 2:
                found[at:at] = chance.choice(PIECES)
            case 3:
                found[at:at] = found[at : at + chance.randint(1, 400)] * chance.randint(1, 20)
            case _:
                found = found[: max(4, at)] if chance.random() < 0.2 else found
    return bytes(found)


def change_inside(content: bytes, chance: random.Random) -> bytes:
    """The packed file with one of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part, chance) if name == chosen else part)
    return out.getvalue()


def read_as(name: str) -> list[Callable[[bytes], object]]:
    """All that is done with a file of this name that somebody sends."""
    ending = name.rpartition(".")[2]
    if ending in {"xlsx", "xls", "csv"}:
        ways: list[Callable[[bytes], object]] = [lambda content: _as_tables(content, name)]
        return [*ways, lambda content: _as_sheet(content, name)] if ending == "xlsx" else ways
    return [lambda content: read(content, file_name=name)]


def _as_tables(content: bytes, name: str) -> None:
    for sheet in read_table_file(content, name):
        recognise_ledgers(sheet)


def _as_sheet(content: bytes, name: str) -> None:
    read_workbook(content, file_name=name, wanted={"台账"})


def try_out(name: str, chance: random.Random, *, times: int) -> int:
    """How many were read; any outcome but that or a refusal in words is a fault."""
    content, number = FILES[name], 0
    for turn in range(times):
        packed = content.startswith(b"PK") and turn % 2
        broken = change_inside(content, chance) if packed else change(content, chance)
        for way in (*read_as(name), lambda given: check_attachment(given, file_name=name)):
            try:
                found = way(broken)
            except UnreadableDocument as refusal:
                assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refusal))
                continue
            number += 1
            assert not isinstance(found, ReadText) or found.text.strip()
    return number


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("name", FILES)
def test_broken_file_is_read_or_refused_and_nothing_is_left_open(name: str) -> None:
    try_out(name, random.Random(name), times=2)  # what is loaded once is loaded
    files, memory = open_files(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try_out(name, random.Random(name), times=TIMES)
    assert open_files() == files
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < GROWTH


@pytest.mark.soak
@pytest.mark.parametrize("name", FILES)
def test_many_broken_files_are_read_or_refused(name: str) -> None:
    seed = os.environ.get("SEED") or str(random.randrange(10**9))
    try:
        try_out(name, random.Random(seed), times=5_000)
    except Exception as error:
        error.add_note(f"SEED={seed}")
        raise
