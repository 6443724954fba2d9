"""归档包: all that belongs to a closed round in one zip, with checksums that any tool can check."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from planapp.domain.monitoring import Monitoring
from planapp.domain.terms import ScanState
from planapp.domain.wording import format_day
from planapp.models import Evidence, FrozenReport
from planapp.queries.evidence import evidence_of_round
from planapp.reports.csv_lines import csv_lines
from planapp.reports.monitoring_xlsx import tables_of
from planapp.reports.report_files import REPORT_FILES
from planapp.rights import Scope
from planapp.services.frozen_reports import read_frozen

ARCHIVE = "archive"  # the kind of such a file
_SUMS = "SHA256SUMS"
_CHUNK = 1024 * 1024
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_LIST = ("序号", "名称", "原文件名", "链接", "佐证的事项", "上传人", "上传时间", "字节数",
         "SHA-256", "包内位置", "说明")  # fmt: skip
_README = """{title}

填报期：{cycle}
归档版次：第{version}版
关闭日期：{closed}
归档时间：{frozen}
归档数据的校验和（SHA-256）：{sha256}

报告/　　　　按归档数据生成的监测表、监测评估报告和情况通报
数据/　　　　归档数据原样（JSON），以及指标、任务、未报送单位三张表（CSV，UTF-8）
佐证材料清单.csv　　提取人可以查看的佐证材料，逐件列出校验和
{evidence}SHA256SUMS　　本包各文件的校验和，可用 sha256sum -c SHA256SUMS 核对
"""


def archive_name(report: FrozenReport) -> str:
    """《规划》2023年度归档包（第1版）.zip, short enough for any disk."""
    cycle = report.cycle
    name = _UNSAFE.sub("_", f"{cycle.plan.title[:60]}{cycle}归档包（第{report.version}版）")
    return f"{name}.zip"


def write_archive(
    path: Path, frozen: FrozenReport, *, scope: Scope, with_evidence: bool, office: str
) -> Iterator[tuple[int, int]]:
    """Write the package, telling after each file how many of how many are done.

    Raises ValueError where the kept report cannot be read, Refused where a layout does not fit.
    """
    report = read_frozen(frozen)
    evidence = list(evidence_of_round(frozen.cycle, scope))
    sent = {
        row.pk: _name(number, row)
        for number, row in enumerate(evidence, start=1)
        if with_evidence and _is_there(row)
    }
    total, done = len(REPORT_FILES) + len(sent) + 1, 0
    with _Package(path, at=frozen.frozen_at) as package:
        for file in REPORT_FILES.values():
            package.add(f"报告/{file.name}", [file.write(report, office)])
            yield (done := done + 1), total
        for name, content in _data(frozen, report):
            package.add(name, content)
        package.add("佐证材料清单.csv", csv_lines(_list(evidence, sent)))
        package.add("说明.txt", [_readme(frozen, with_evidence=with_evidence).encode()])
        yield (done := done + 1), total
        for row in evidence:
            if row.pk in sent:
                package.add(sent[row.pk], _pieces(row), packed=False)
                yield (done := done + 1), total
        package.add_sums()


class _Package:
    """A zip that remembers the checksum of each file."""

    def __init__(self, path: Path, *, at: datetime) -> None:
        self._zip = ZipFile(path, "w")
        self._at = timezone.localtime(at).timetuple()[:6]
        self._sums: list[str] = []

    def __enter__(self) -> _Package:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def add(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> None:
        digest = hashlib.sha256()
        info = ZipInfo(name, self._at)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = 0o644 << 16  # else nobody may read what is unpacked
        with self._zip.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
        self._sums.append(f"{digest.hexdigest()}  {name}\n")

    def add_sums(self) -> None:
        self.add(_SUMS, ["".join(self._sums).encode()])


def _data(frozen: FrozenReport, report: Monitoring) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "数据/归档数据.json", [frozen.content.encode()]
    for title, columns, rows in tables_of(report):
        lines: Iterator[list[object]] = (
            ["" if value is None else value for value in row] for row in rows
        )
        heads: list[object] = [column.label for column in columns]
        yield f"数据/{title}.csv", csv_lines(_under(heads, lines))


def _under(heads: list[object], rows: Iterable[list[object]]) -> Iterator[list[object]]:
    yield heads
    yield from rows


def _list(evidence: Iterable[Evidence], sent: dict[int, str]) -> Iterator[list[object]]:
    yield list(_LIST)
    for number, row in enumerate(evidence, start=1):
        why = "" if row.url or row.pk in sent or row.is_served else ScanState(row.scan).label
        yield [
            number, row.title, row.file_name, row.url, str(row.backed), str(row.uploaded_by),
            f"{timezone.localtime(row.uploaded_at):%Y-%m-%d %H:%M}", row.size or "", row.sha256,
            sent.get(row.pk, ""), why or ("演示数据" if row.is_demo else ""),
        ]  # fmt: skip


def _readme(frozen: FrozenReport, *, with_evidence: bool) -> str:
    kept = "佐证材料/　　佐证材料原件\n" if with_evidence else ""
    return _README.format(
        title=f"《{frozen.cycle.plan.title}》归档包",
        cycle=frozen.cycle,
        version=frozen.version,
        closed=format_day(frozen.closed_on),
        frozen=f"{timezone.localtime(frozen.frozen_at):%Y年%-m月%-d日 %H:%M}",
        sha256=frozen.sha256,
        evidence=kept,
    )


def _name(number: int, row: Evidence) -> str:
    """Numbered, for several files may have one name; without what a disk does not take."""
    return f"佐证材料/{number:04d}_{_UNSAFE.sub('_', row.file_name)[-120:].strip(' .')}"


def _is_there(row: Evidence) -> bool:
    """Whether its file may leave, and can."""
    return row.is_served and row.file.storage.exists(str(row.file.name))


def _pieces(row: Evidence) -> Iterator[bytes]:
    with row.file.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
