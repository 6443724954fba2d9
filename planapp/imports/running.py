"""An uploaded ledger step by step: read, previewed, written. Jobs and pages call these."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from planapp.domain.ledger import Recognised, recognise_ledgers
from planapp.domain.reading import UnreadableDocument, read_table_file
from planapp.domain.sheet import Sheet
from planapp.domain.terms import ImportPhase
from planapp.imports.intake import Intake, find_own
from planapp.imports.kinds import LEDGERS
from planapp.imports.layouts import apply_kept, from_json, table_json, to_json
from planapp.imports.names import Names
from planapp.imports.preview import preview_of
from planapp.imports.registry import RESOURCES
from planapp.imports.sheet_resource import SheetResource, SheetResult
from planapp.models import ImportRun, User
from planapp.queries.import_runs import kept_layouts, unit_of_uploader
from planapp.rights import scope_of
from planapp.services.errors import Refused
from planapp.services.import_runs import (
    Counts,
    Received,
    begin_attempt,
    fail_import,
    keep_preview,
    note_progress,
    receive_import,
    write_import,
)

logger = logging.getLogger(__name__)
Step = Callable[[ImportRun, "_Watch", datetime], bool]


def receive_file(*, kind: str, content: bytes, file_name: str, by: User, at: datetime) -> ImportRun:
    """Take a file in whose values can be read; what its columns mean is asked where not known.

    Raises Refused in the reader's words for a file that cannot be read, holds no table, or may
    not be brought in by this person.
    """
    on = timezone.localdate(at)
    resource = RESOURCES[kind]
    if not resource.may_import(by, on=on):
        raise Refused(f"您不能导入“{resource.title}”。")
    try:
        sheets = read_table_file(content, file_name)
    except UnreadableDocument as error:
        raise Refused(str(error)) from error
    unit = unit_of_uploader(by, on=on)
    tables: list[dict[str, Any]] = []
    if find_own(sheets, resource.columns) is None:
        tables = list(_ledgers(kind, sheets, kept=kept_layouts(unit, kind)))
        if not tables:
            raise Refused(_not_found(resource, file_name))
    received = Received(kind, content, file_name, tables)
    return receive_import(received=received, unit=unit, by=by, at=at)


def _ledgers(
    kind: str, sheets: Sequence[Sheet], *, kept: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The tables that may be ledgers of the kind, those that surely are first."""
    if kind not in LEDGERS:
        return
    found = [
        (number, table) for number, sheet in enumerate(sheets) for table in recognise_ledgers(sheet)
    ]
    wanted = LEDGERS[kind].kinds
    for number, table in sorted(found, key=lambda each: _unlikely(each[1], wanted)):
        told = table_json(table, sheet=number)
        if before := kept.get(told["fingerprint"]):
            told["mapping"] = to_json(apply_kept(table.mapping, before))
            told["is_kept"] = True
        yield told


def _unlikely(table: Recognised, wanted: Sequence[str]) -> tuple[bool, float]:
    return table.mapping.kind not in wanted, -table.confidence


def _not_found(resource: type[SheetResource[Any]], file_name: str) -> str:
    required = "、".join(column.header for column in resource.columns if column.required)
    return (
        f"《{file_name}》中没有认出“{resource.title}”的表格：标准表头至少要有 {required}。"
        "请下载模板，按模板填写后上传。"
    )


def preview_run(run: ImportRun, *, at: datetime) -> bool:
    """Find out what an import would do; twice does no harm. False where it is given up."""
    return _carried_on(run, _preview, at=at)


def write_run(run: ImportRun, *, at: datetime) -> bool:
    """Write what was confirmed, once; False where it is written or given up already."""
    return _carried_on(run, _write_at_once, at=at)


def _carried_on(run: ImportRun, step: Step, *, at: datetime) -> bool:
    """Take a step; whatever stops it ends the import with the reason."""
    if not begin_attempt(run=run, at=at):
        return False
    try:
        return step(run, _Watch(run), at)
    except (Refused, UnreadableDocument) as error:
        reason = str(error)
    except _GivenUp:
        return False
    except Exception:
        logger.exception("import %s stopped", run.pk)
        reason = "程序出错，没有写入任何内容；原因已记入系统日志，请联系运维。"
    fail_import(run=run, reason=reason, at=at)
    return False


def _preview(run: ImportRun, watch: _Watch, at: datetime) -> bool:
    intake = read_run(run, watch=watch, on=timezone.localdate(at))
    watch.total = len(intake.rows)
    resource = _resource(run, by=run.made_by, at=at)
    result = resource.import_data(intake.table, dry_run=True, watch=watch)
    _check_whole(result)
    preview, counts = preview_of(intake, result)
    preview["seconds"] = round(watch.seconds, 2)
    return keep_preview(run=run, preview=preview, counts=counts, at=at)


def _write_at_once(run: ImportRun, watch: _Watch, at: datetime) -> bool:
    intake = read_run(run, watch=watch, on=timezone.localdate(at))
    watch.total = len(intake.rows)
    watch(ImportPhase.WRITING)
    by = run.confirmed_by or run.made_by
    return write_import(run=run, write=lambda: _write(run, intake, by=by, at=at), at=at)


def _write(run: ImportRun, intake: Intake, *, by: User, at: datetime) -> Counts:
    result = _resource(run, by=by, at=at).import_data(
        intake.table, dry_run=False, use_transactions=True, only_good_rows=run.is_partial
    )
    _check_whole(result)
    return preview_of(intake, result)[1]


def read_run(run: ImportRun, *, watch: Callable[[ImportPhase], None], on: date) -> Intake:
    """The rows of the kept file, by its own header or as its columns were explained."""
    watch(ImportPhase.READING)
    with run.file.open("rb") as file:
        sheets = read_table_file(file.read(), run.file_name)
    if not run.layout:
        own = find_own(sheets, RESOURCES[run.kind].columns)
        if own is None:
            raise Refused("文件的表头与上传时不同，请重新上传。")
        intake = own
    else:
        intake = _read_ledger(run, sheets, on=on)
    return intake


def _read_ledger(run: ImportRun, sheets: Sequence[Sheet], *, on: date) -> Intake:
    ledgers, plan = LEDGERS[run.kind], run.plan
    scope = scope_of(run.made_by, on=on)
    region = plan.region.name if plan else ""
    items = ledgers.items(plan, scope)
    names = Names(items, run.choices, region=region, naming=ledgers.naming, on=on)
    sheet = sheets[run.layout["sheet"]]
    return ledgers.read(sheet, from_json(run.layout["mapping"]), names)


def _resource(run: ImportRun, *, by: User, at: datetime) -> SheetResource[Any]:
    return RESOURCES[run.kind](by=by, at=at)


def _check_whole(result: SheetResult) -> None:
    """Raise Refused where the table as a whole cannot be taken."""
    if result.base_errors:
        raise Refused(str(result.base_errors[0].error))


class _GivenUp(Exception):
    """Somebody cancelled the import while it was being worked on."""


class _Watch:
    """Tells the import's row what the job is at."""

    def __init__(self, run: ImportRun) -> None:
        self.run, self.total, self.began = run, 0, time.monotonic()

    def __call__(self, phase: ImportPhase) -> None:
        going_on = note_progress(run=self.run, phase=phase, total=self.total, seconds=self.seconds)
        if not going_on:
            raise _GivenUp

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began
