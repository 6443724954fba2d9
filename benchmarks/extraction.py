"""How fast plans are read, and whether time and memory grow in step with the text.

    python benchmarks/extraction.py [--seeds DIRECTORY]

Reads the documents of `seeds/` repeated to 10 MB, the same as one single line of 5 MB, and
texts made to be hard. The rate stands beside that of a strict decode and one search through the
same bytes in the same run, so that runs on different machines can be compared.
"""

from __future__ import annotations

import argparse
import re
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from planapp.domain.extraction import extract  # noqa: E402  (run as a script, without installing)

MEGABYTE = 1_000_000
NUMBER = re.compile(r"\d+")
HARD = {
    "open brackets": "（",
    "nested brackets": "（((a",
    "numbers without a break": "2025",
    "years": "到2025年",
    "labels": "牵头单位：省厅、",
    "marks": "一、标题。正文内容。",
    "items": "（一）修路\n1.修桥。（牵头单位：省厅）\n",
    "dashes": "——好。更好。",
    "spaces": "  ",
    "table headers": "序号 任务 牵头单位 ",
    "units after a table header": "序号 任务 牵头单位 省厅 省局 ",
    "Latin letters": "A",
}
HARD_SIZE = 200_000  # characters; each is read again at four times the size


@dataclass(frozen=True)
class Run:
    """Seconds for a number of bytes."""

    seconds: float
    size: int

    @property
    def rate(self) -> float:
        """Megabytes a second."""
        return self.size / MEGABYTE / self.seconds


def measure(read: Callable[[], object], *, size: int) -> Run:
    begin = time.process_time()
    read()
    return Run(max(time.process_time() - begin, 1e-9), size)


def scan(raw: bytes) -> int:
    """The least that any reader has to do."""
    return sum(1 for _ in NUMBER.finditer(raw.decode("utf-8", "strict")))


def peak_memory() -> float:
    """Megabytes of the process at its largest, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def repeat(text: str, size: int) -> str:
    return text * (size // len(text.encode()) + 1)


def report(name: str, text: str) -> None:
    raw = text.encode()
    plain = measure(lambda: scan(raw), size=len(raw))
    before = peak_memory()
    run = measure(lambda: extract(text), size=len(raw))
    print(
        f"{name:28} {len(raw) / MEGABYTE:6.1f} MB  {run.seconds:7.2f} s  {run.rate:6.2f} MB/s"
        f"  1/{plain.rate / run.rate:.0f} of a plain scan  +{peak_memory() - before:.0f} MB"
    )


def report_growth(name: str, piece: str) -> None:
    """Four times the text should take four times as long."""
    small, large = (piece * (factor * HARD_SIZE // len(piece)) for factor in (1, 4))
    first, second = (
        measure(partial(extract, text), size=len(text.encode())) for text in (small, large)
    )
    print(
        f"{name:28} {second.size / MEGABYTE:6.1f} MB  {second.seconds:7.2f} s"
        f"  {second.rate:6.2f} MB/s  x{second.seconds / first.seconds:.1f} for four times the text"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    texts = [
        path.read_text("utf-8").replace("\r\n", "\n")
        for path in sorted(parser.parse_args().seeds.glob("*.txt"))
    ]
    together = "\n".join(texts)
    report("the documents once", together)
    report("5 MB on one line", repeat(together.replace("\n", " "), 5 * MEGABYTE))
    report("repeated to 10 MB", repeat(together, 10 * MEGABYTE))
    for name, piece in HARD.items():
        report_growth(name, piece)


if __name__ == "__main__":
    main()
