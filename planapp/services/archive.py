"""What a backup is: one ZIP file with a part for every table and every file, and a manifest.

Rows are lines of JSON by column, the same from every database, so that an installation may move
from one to another. The manifest comes last and has the checksum of each part.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

ROWS, FILES, MANIFEST = "rows/", "files/", "manifest.json"
_FORMAT = 1
_CHUNK = 1024 * 1024
_LEFT_OUT = {"planapp.loginsession"}  # nobody stays logged in across a restoration
_APPS_LEFT_OUT = {"axes"}  # who is locked out for a quarter of an hour


class Damaged(Exception):
    """The file is no whole backup; the message says in Chinese where."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `rows` by table, `parts` the checksums by name."""

    made_at: str
    migrations: list[str]
    rows: dict[str, int]
    parts: dict[str, str]
    missing: list[str]  # files that rows name and that were not there
    audit: str  # the hash of the trail's last event
    format: int = _FORMAT

    @property
    def files(self) -> list[str]:
        return [name.removeprefix(FILES) for name in self.parts if name.startswith(FILES)]


def kept_models() -> list[type[models.Model]]:
    """Every table that a backup holds, those between two others as well."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in _LEFT_OUT
        and model._meta.app_label not in _APPS_LEFT_OUT
        and model._meta.managed
        and not model._meta.proxy
    ]


def applied_migrations() -> list[str]:
    """`app.name` of each, sorted."""
    found = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in found)


class Part:
    """One part that is being written; its checksum grows with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, hashlib.sha256()
        self.rows = 0

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._sum.update(content)

    def write_row(self, row: object) -> None:
        self.write(json.dumps(row, ensure_ascii=False, default=_as_text).encode() + b"\n")
        self.rows += 1

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


class ArchiveWriter:
    """Writes the parts one after the other, and notes their checksums."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self.parts: dict[str, str] = {}

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        with self._zip.open(name, "w", force_zip64=True) as file:
            part = Part(file)
            yield part
        self.parts[name] = part.sha256

    def finish(self, manifest: Manifest) -> None:
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


class Archive:
    """A backup that is read. Raises Damaged where it is none, or not whole."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = ZipFile(path)
            told = json.loads(self._zip.read(MANIFEST))
            if told["format"] != _FORMAT:
                raise Damaged(f"{path.name} 由更新的版本做出，这个版本不能读取。")
            self.manifest = Manifest(**told)
        except (BadZipFile, KeyError, TypeError, ValueError, zlib.error, EOFError) as error:
            raise Damaged(f"{path.name} 不是完整的备份文件：读不出备份清单。") from error

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def check(self) -> None:
        """Read every part and compare it with its checksum. Raises Damaged with the first wrong."""
        found = set(self._zip.namelist()) - {MANIFEST}
        parts = self.manifest.parts
        if found != set(parts):
            [first, *_] = sorted(found ^ set(parts))
            raise Damaged(f"{first}：备份文件里的内容与备份清单不符。")
        for name, expected in parts.items():
            total = hashlib.sha256()
            for chunk in self.chunks(name):
                total.update(chunk)
            if total.hexdigest() != expected:
                raise Damaged(f"{name}：校验和不符。")

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, a megabyte at a time."""
        try:
            with self._zip.open(name) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except (BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Damaged(f"{name}：内容损坏，读不出来。") from error

    def rows(self, model: type[models.Model]) -> Iterator[models.Model]:
        """The rows of a table, as they were."""
        with self._zip.open(f"{ROWS}{model._meta.label_lower}.jsonl") as file:
            known = {field.attname: field for field in model._meta.concrete_fields}
            fields = [known[name] for name in json.loads(file.readline())]
            for line in file:
                values = zip(fields, json.loads(line), strict=True)
                yield model(**{f.attname: f.to_python(value) for f, value in values})


def _as_text(value: Any) -> str:
    """What JSON has no kind for, as the fields read it back; an instant to the microsecond."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
