"""`manage.py extract`: one document in, JSON out; what cannot be read is refused in words."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TEXT = """某省新能源发展规划（2021—2025年）

一、发展目标

到2025年，全省新能源装机容量达到100万千瓦。
"""
UNKNOWN_ENCODING = (
    "《plan.txt》的编码无法识别：不是 UTF-8、GB18030，也没有 UTF-16 标记"
    "（第 1 字节处解码失败）。请另存为 UTF-8 文本后再上传。"
)


def extract(file: Path, **options: str) -> str:
    out = StringIO()
    call_command("extract", file, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.txt"


def refusal_of(file: Path, **options: str) -> str:
    with pytest.raises(CommandError) as refusal:
        extract(file, **options)
    return str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_extract_prints_what_the_document_says_in_any_encoding(file: Path, encoding: str) -> None:
    file.write_bytes(TEXT.encode(encoding))
    [indicator] = json.loads(extract(file))["indicators"]
    assert (indicator["name"], indicator["value"], indicator["unit"]) == (
        "全省新能源装机容量",
        "100",
        "万千瓦",
    )


def test_extract_given_the_encoding_uses_it(file: Path) -> None:
    file.write_bytes(TEXT.encode("gb18030"))
    assert json.loads(extract(file, encoding="gbk")) == json.loads(extract(file))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "《plan.txt》是空文件，没有可读取的内容。"),
        (b"\n \r\n", "《plan.txt》是空文件，没有可读取的内容。"),
        (b"\x00\x01\x02" * 400, "《plan.txt》不是文本文件（含有大量控制字符）。"),
        (
            b"\xff\xff\xff",
            UNKNOWN_ENCODING,
        ),
    ],
)
def test_extract_of_what_is_no_text_says_why(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    assert refusal_of(file) == message


def test_extract_with_an_unknown_encoding_names_it(file: Path) -> None:
    file.write_text(TEXT, encoding="utf-8")
    assert refusal_of(file, encoding="klingon") == "不认识的编码“klingon”。"


def test_extract_of_a_folder_says_that_it_cannot_be_opened(tmp_path: Path) -> None:
    assert refusal_of(tmp_path) == f"无法打开 {tmp_path}：文件不存在或无法读取。"


def test_extract_without_the_file_says_that_it_cannot_be_opened(file: Path) -> None:
    assert refusal_of(file) == f"无法打开 {file}：文件不存在或无法读取。"
