"""Extraction in a process of its own: no text can hold up a worker or fill its memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from planapp.domain.extraction import VERSION, extract
from planapp.domain.extraction.foreign import doubt_foreign
from planapp.domain.extraction.payload import to_payload

SECONDS = 120.0  # a plan of thirty thousand characters takes a tenth of a second
MEGABYTES = 2048

_ROOT = Path(__file__).parents[2]


class ExtractionStopped(Exception):
    """The extractor came to no end; the message says why, in Chinese."""


def extract_apart(text: str, *, seconds: float = SECONDS) -> dict[str, Any]:
    """The contract's object for a text. Raises ExtractionStopped at the limits and on a crash."""
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", __name__],
            input=text.encode(),
            capture_output=True,
            timeout=seconds,
            cwd=_ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ExtractionStopped(
            f"提取超过 {seconds:g} 秒，已中止；文件可能过大或结构异常，请拆分或另存后再试"
        ) from error
    if done.returncode:
        raise ExtractionStopped(_reason(done))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode(errors="replace").strip()
    if said.endswith("MemoryError"):
        return f"提取所需内存超过上限 {MEGABYTES} MB；文件可能过大或结构异常，请拆分后再试"
    last = said.rpartition("\n")[2][:200]
    return f"提取程序中途退出（{last or done.returncode}）"


def _main() -> None:
    limit = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    text = sys.stdin.buffer.read().decode()
    json.dump(to_payload(doubt_foreign(text, extract(text)), version=VERSION), sys.stdout)


if __name__ == "__main__":
    _main()
