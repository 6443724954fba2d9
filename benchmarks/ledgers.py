"""How fast ledgers are read: 100,000 rows of 8 columns, and what they take of memory.

    python benchmarks/ledgers.py [--rows N]

Each step runs in a process of its own, so that its peak of memory is its own. Beside the product's
reader stand openpyxl in the same run and, where it is installed, python-calamine: the one reads
what we read, the other is the fastest there is, but can be brought down by a file of 5 KB.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Run as a script, without installing.
from planapp.domain.ledger import read_ledger, recognise_ledgers  # noqa: E402
from planapp.domain.reading import read_table_file  # noqa: E402

HEAD = ("指标编码", "指标名称", "年份", "数值", "计量单位", "填报单位", "数据来源", "完成率")
MOST_XLS = 65_000  # rows an old sheet holds
TIMES = 3  # each is read so often, and the fastest counts


def row(number: int) -> tuple[str | int | float, ...]:
    return (
        f"YN-{number % 5000:05d}", f"医药工业总产值{number % 3000}", 2021 + number % 5,
        1000 + number / 7, "亿元", "省工业和信息化厅", "统计公报", number % 100 / 1000,
    )  # fmt: skip


def write_xlsx(path: Path, rows: int) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("进度")
        share = book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, HEAD)
        for number in range(1, rows + 1):
            *cells, last = row(number)
            sheet.write_row(number, 0, cells)
            sheet.write_number(number, 7, last, share)


def write_xls(path: Path, rows: int) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("进度")
    for number, cells in enumerate([HEAD, *map(row, range(1, rows + 1))]):
        for column, value in enumerate(cells):
            sheet.write(number, column, value)
    book.save(str(path))


def write_csv(path: Path, rows: int) -> None:
    lines = [",".join(map(str, cells)) for cells in [HEAD, *map(row, range(1, rows + 1))]]
    path.write_text("\r\n".join(lines), encoding="gb18030")


def ours(path: Path) -> None:
    read_table_file(path.read_bytes(), path.name)


def whole(path: Path) -> None:
    """Read the file, recognise the ledger, read its rows."""
    (sheet,) = read_table_file(path.read_bytes(), path.name)
    (found,) = recognise_ledgers(sheet)
    read_ledger(sheet, found.mapping)


def by_openpyxl(path: Path) -> None:
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    list(sheet.iter_rows(values_only=True))


def by_calamine(path: Path) -> None:
    from python_calamine import load_workbook  # noqa: PLC0415  # not among our requirements

    load_workbook(str(path)).get_sheet_by_index(0).to_python()


def measured(work: Callable[[Path], None], path: Path) -> tuple[float, int]:
    """Seconds of the processor at best, and the peak in MB."""
    best = 1e9
    for _ in range(TIMES):
        begin = time.process_time()
        work(path)
        best = min(best, time.process_time() - begin)
    return best, peak()


def peak() -> int:
    """The most memory in MB; the figure of getrusage would begin with the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        xlsx, xls, csv = (Path(folder) / name for name in ("a.xlsx", "a.xls", "a.csv"))
        write_xlsx(xlsx, rows)
        write_xls(xls, min(rows, MOST_XLS))
        write_csv(csv, rows)
        steps = [
            ("xlsx, values", ours, xlsx), ("xlsx, recognised and read", whole, xlsx),
            ("xls, values", ours, xls), ("csv, values", ours, csv),
            ("xlsx by openpyxl", by_openpyxl, xlsx),
        ]  # fmt: skip
        if importlib.util.find_spec("python_calamine"):
            steps.append(("xlsx by calamine", by_calamine, xlsx))
        for name, work, path in steps:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                seconds, peak = pool.apply(measured, (work, path))
            size = path.stat().st_size / 1e6
            print(f"{name:28} {size:5.1f} MB  {seconds:6.2f} s  peak {peak:4} MB")


if __name__ == "__main__":
    main()
