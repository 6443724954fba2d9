"""Backups: all rows of one instant and all files, while people go on writing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, models, transaction
from django.utils import timezone

from planapp.models import AuditEvent
from planapp.services.archive import (
    FILES,
    ROWS,
    Archive,
    ArchiveWriter,
    Manifest,
    applied_migrations,
    kept_models,
)
from planapp.services.audit import write_audit
from planapp.services.chain import GENESIS

_BATCH = 2000
_PATTERN = "tracker-*.zip"
_LEFT_BEHIND = timedelta(days=1)  # what a backup that was killed began


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and read again."""

    path: Path
    manifest: Manifest

    def __str__(self) -> str:
        rows, files = sum(self.manifest.rows.values()), len(self.manifest.files)
        return f"{self.path.name}（{rows:,} 行数据，{files:,} 个文件）"


def make_backup(*, folder: Path, files: Path, keep: int, at: datetime) -> Backup:
    """Write a backup of everything into the folder and remove all but the last `keep`.

    `files` is where uploads are kept. The file appears under its name only when it is whole and
    was read again; it belongs to its owner alone. Raises Damaged, OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"tracker-{timezone.localtime(at):%Y%m%d-%H%M%S}.zip"
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        _write(partial, files=files, at=at)
        with Archive(partial) as archive:
            archive.check()
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    backup = Backup(path, archive.manifest)
    with transaction.atomic():
        write_audit(by=None, action="backup.made", subject=backup, at=at)
    _forget_old(folder, keep=keep)
    return backup


def made_on(folder: Path, *, at: datetime) -> bool:
    """Whether the folder has a backup of that day."""
    return any(folder.glob(f"tracker-{timezone.localtime(at):%Y%m%d}-*.zip"))


def _write(path: Path, *, files: Path, at: datetime) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with ArchiveWriter(file) as writer:
            _put_all(writer, files=files, at=at)
        file.flush()
        os.fsync(file.fileno())


def _put_all(writer: ArchiveWriter, *, files: Path, at: datetime) -> None:
    with _one_instant():
        rows = {model._meta.label_lower: _put_rows(writer, model) for model in kept_models()}
        named = _named_files()
        last = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
        migrations = applied_migrations()
    # Only now: what the rows name was stored before them.
    stored = _put_files(writer, files)
    writer.finish(
        Manifest(
            made_at=at.isoformat(),
            migrations=migrations,
            rows=rows,
            parts=writer.parts,
            missing=sorted(named - stored),
            audit=last or GENESIS,
        )
    )


@contextmanager
def _one_instant() -> Iterator[None]:
    """Read all tables as they stand now, and keep nobody from writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:  # Django's own transactions take SQLite's lock for writing
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _put_rows(writer: ArchiveWriter, model: type[models.Model]) -> int:
    names = [field.attname for field in model._meta.concrete_fields]
    with writer.part(f"{ROWS}{model._meta.label_lower}.jsonl") as part:
        part.write_row(names)
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(_BATCH):
            part.write_row(row)
    return part.rows - 1  # the first names the columns


def _put_files(writer: ArchiveWriter, folder: Path) -> set[str]:
    stored = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        try:
            source = path.open("rb")
        except FileNotFoundError:  # taken away meanwhile
            continue
        with source, writer.part(f"{FILES}{name}") as part:
            shutil.copyfileobj(source, part)
        stored.add(name)
    return stored


def _named_files() -> set[str]:
    """What rows say is stored."""
    return {
        name
        for model in kept_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(
            field.name, flat=True
        )
    }


def _forget_old(folder: Path, *, keep: int) -> None:
    for path in sorted(folder.glob(_PATTERN))[:-keep]:
        path.unlink(missing_ok=True)
    limit = (timezone.now() - _LEFT_BEHIND).timestamp()
    for path in folder.glob("tracker-*.part"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
