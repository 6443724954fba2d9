"""How fast plans are read, and whether time and memory grow in step with the text.

    python benchmarks/extraction.py [--seeds DIRECTORY]

Reads the documents of `seeds/` repeated to 10 MB, the same as one single line of 5 MB, and
texts made to be hard. Each rate stands beside that of a strict decode and one search through the
same bytes in the same run, so that runs on different machines can be compared.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Run as a script, without installing.
from planapp.domain.extraction import extract  # noqa: E402
from tests.extraction.hostile import PIECES, fill  # noqa: E402

MEGABYTE = 1_000_000
NUMBER = re.compile(r"\d+")
HARD_SIZE = 100_000  # characters; each is read again at four times the size
TIMES = 3  # each is read so often, and the middle counts


@dataclass(frozen=True)
class Run:
    """Seconds for a number of bytes."""

    seconds: float
    size: int

    @property
    def rate(self) -> float:
        """Megabytes a second."""
        return self.size / MEGABYTE / self.seconds


def measure(read: Callable[[], object], *, size: int, times: int = TIMES) -> Run:
    found = []
    for _ in range(times):
        begin = time.process_time()
        read()
        found.append(max(time.process_time() - begin, 1e-9))
    return Run(statistics.median(found), size)


def scan(raw: bytes) -> int:
    """The least that any reader has to do."""
    return sum(1 for _ in NUMBER.finditer(raw.decode("utf-8", "strict")))


def peak_memory() -> float:
    """Megabytes of this process at its largest, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def apart(report: Callable[[str, str], None], name: str, text: str) -> None:
    """Report from a process of its own: none profits from memory that another has left."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        report(name, text)
        sys.stdout.flush()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{name}: not read")


def repeat(text: str, size: int) -> str:
    return text * (size // len(text.encode()) + 1)


def tell(name: str, text: str, run: Run, *, rest: str) -> None:
    raw = text.encode()
    plain = measure(partial(scan, raw), size=len(raw))
    print(
        f"{name:26} {run.size / MEGABYTE:5.1f} MB {run.seconds:6.2f} s {run.rate:6.2f} MB/s"
        f"  1/{plain.rate / run.rate:.0f} of a plain scan  {rest}"
    )


def report(name: str, text: str) -> None:
    before = peak_memory()
    run = measure(partial(extract, text), size=len(text.encode()))
    tell(name, text, run, rest=f"+{peak_memory() - before:.0f} MB of memory")


def report_growth(name: str, piece: str) -> None:
    """Four times the text should take four times as long."""
    first, second = (
        measure(partial(extract, text), size=len(text.encode()), times=1)
        for text in (fill(piece, HARD_SIZE), fill(piece, 4 * HARD_SIZE))
    )
    growth = f"x{second.seconds / first.seconds:.1f} for four times the text"
    tell(name, fill(piece, 4 * HARD_SIZE), second, rest=growth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    texts = [
        path.read_text("utf-8").replace("\r\n", "\n")
        for path in sorted(parser.parse_args().seeds.glob("*.txt"))
    ]
    together = "\n".join(texts)
    apart(report, "the documents once", together)
    apart(report, "5 MB on one line", repeat(together.replace("\n", " "), 5 * MEGABYTE))
    apart(report, "glued without line breaks", repeat("".join(together.split()), 5 * MEGABYTE))
    apart(report, "repeated to 5 MB", repeat(together, 5 * MEGABYTE))
    apart(report, "repeated to 10 MB", repeat(together, 10 * MEGABYTE))
    for name, piece in PIECES.items():
        apart(report_growth, name, piece)


if __name__ == "__main__":
    main()
