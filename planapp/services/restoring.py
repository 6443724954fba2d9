"""Bringing a backup into an empty installation: everything, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction

from planapp.models import AuditEvent, SecurityEvent, User
from planapp.services.archive import (
    FILES,
    Archive,
    Damaged,
    Manifest,
    applied_migrations,
    kept_models,
)
from planapp.services.audit import write_audit
from planapp.services.errors import Refused

_BATCH = 1000


def restore_backup(*, file: Path, files: Path, at: datetime) -> Manifest:
    """Read the backup into the database and its files into the folder `files`.

    Raises Damaged where the backup is not whole, Refused where the installation is not empty or
    of another version: then no row was written.
    """
    with Archive(file) as archive:
        archive.check()
        _require_same_version(archive.manifest)
        _require_empty(archive.manifest, files=files)
        with transaction.atomic():
            _bring_rows(archive)
            write_audit(by=None, action="backup.restored", subject=file.name, at=at)
            _bring_files(archive, folder=files)
    ContentType.objects.clear_cache()
    return archive.manifest


def _require_same_version(manifest: Manifest) -> None:
    ours, theirs = set(applied_migrations()), set(manifest.migrations)
    if ours == theirs:
        return
    [first, *_] = sorted(ours ^ theirs)
    where = "本系统" if first in ours else "备份"
    raise Refused(
        f"备份由另一个版本做出：迁移 {first} 只有{where}有。"
        "请先安装做备份时的版本，执行 migrate，恢复，再升级。"
    )


def _require_empty(manifest: Manifest, *, files: Path) -> None:
    for model in (User, AuditEvent, SecurityEvent):
        if number := model._base_manager.count():
            raise Refused(
                f"这里已有 {number} 条{model._meta.verbose_name}；"
                "只能恢复到刚执行过 migrate 的空系统。"
            )
    found = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    if unknown := sorted(found - set(manifest.files)):
        raise Refused(f"上传文件目录不是空的：有 {unknown[0]} 等 {len(unknown)} 个文件。")


def _bring_rows(archive: Archive) -> None:
    for model in kept_models():  # what migrations put there; foreign keys are checked at the end
        model._base_manager.all()._raw_delete(connection.alias)
    for model in kept_models():
        _insert(model, archive.rows(model))
        name, number = model._meta.label_lower, model._base_manager.count()
        if number != (expected := archive.manifest.rows[name]):
            raise Damaged(f"{name}：应有 {expected} 行，恢复了 {number} 行。")
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)


def _insert(model: type[models.Model], rows: Iterator[models.Model]) -> None:
    """As they are: a field that stamps its own time must not do so again."""
    fields = model._meta.concrete_fields
    while batch := list(islice(rows, _BATCH)):
        size = max(connection.ops.bulk_batch_size(fields, batch), 1)
        for start in range(0, len(batch), size):
            model._base_manager._insert(  # type: ignore[attr-defined]  # Django's own
                batch[start : start + size], fields=fields, using=connection.alias, raw=True
            )


def _bring_files(archive: Archive, *, folder: Path) -> None:
    for name in archive.manifest.files:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise Damaged(f"{name}：文件名不在上传文件目录之内。")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for chunk in archive.chunks(f"{FILES}{name}"):
                file.write(chunk)
