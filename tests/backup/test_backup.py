"""A backup holds all and no more, and comes back as it was, or not at all."""

from __future__ import annotations

import shutil
import stat
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from planapp import jobs
from planapp.models import AuditEvent, Evidence, User
from planapp.models.session import LoginSession
from planapp.services.archive import Archive, Damaged, kept_models
from planapp.services.audit import check_audit_trail, write_audit
from planapp.services.backups import Backup, make_backup
from planapp.services.errors import Refused
from planapp.services.restoring import restore_backup
from tests.evidence import PDF, make_evidence
from tests.factories import make_gap, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)
AT = timezone.now()
NAME = "evidence/proof.pdf"


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a backup holds."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in kept_models()
    }


def make_world(settings: Any, tmp_path: Path) -> None:
    """A gap with all it rests on, a file, groups with rights, and events of the trail."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    gap = make_gap(inputs={"值": ["1.50", None, True]})
    make_evidence(file=ContentFile(PDF, name="proof.pdf"))
    Evidence.objects.update(file=NAME)
    (tmp_path / "files" / "evidence").mkdir(exist_ok=True)
    (tmp_path / "files" / NAME).write_bytes(PDF)
    user = make_user()
    user.groups.add(Group.objects.create(name="组"))
    with transaction.atomic():
        for _ in range(3):
            write_audit(by=user, action="plan.published", subject=gap, at=timezone.now())


def back_up(tmp_path: Path, *, keep: int = 9, later: int = 0) -> Backup:
    at = AT + timedelta(seconds=later)
    return make_backup(folder=tmp_path / "backups", files=tmp_path / "files", keep=keep, at=at)


def begin_anew(tmp_path: Path) -> Path:
    """An installation as `migrate` leaves it; returns where its files will be."""
    call_command("flush", interactive=False, verbosity=0)
    return tmp_path / "new"


def test_backup_comes_back_row_for_row_and_file_for_file(settings: Any, tmp_path: Path) -> None:
    make_world(settings, tmp_path)
    before = rows()
    backup = back_up(tmp_path)
    last = AuditEvent.objects.get(action="backup.made")
    assert (last.subject, last.actor) == (str(backup), None)
    files = begin_anew(tmp_path)
    manifest = restore_backup(file=backup.path, files=files, at=AT)
    AuditEvent.objects.filter(action="backup.restored").get()
    after = rows()
    trail = AuditEvent._meta.label
    assert manifest.rows[AuditEvent._meta.label_lower] == len(before[trail]) == 3
    assert after.pop(trail)[:3] == before.pop(trail)
    assert after == before
    assert (files / NAME).read_bytes() == PDF
    assert check_audit_trail().flaw is None
    assert manifest.audit == AuditEvent.objects.order_by("pk")[2].hash
    assert make_unit().pk > max(pk for pk, *_ in before["planapp.Unit"])  # numbers go on


def test_backup_is_its_owners_alone_and_keeps_no_key_and_no_session(
    settings: Any, tmp_path: Path, reporter_client: Any
) -> None:
    make_world(settings, tmp_path)
    path = back_up(tmp_path).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    session = LoginSession.objects.get().session_key
    for secret in (settings.SECRET_KEY, session):
        assert [name for name, content in parts.items() if secret.encode() in content] == []


@pytest.mark.parametrize("part", ("rows/planapp.indicator.jsonl", f"files/{NAME}"))
def test_damage_is_told_with_its_place_and_nothing_is_written(
    part: str, settings: Any, tmp_path: Path
) -> None:
    make_world(settings, tmp_path)
    path = back_up(tmp_path).path
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(part).header_offset + 30 + len(part)
    content = bytearray(path.read_bytes())
    content[start + 25] ^= 0xFF
    path.write_bytes(content)
    files = begin_anew(tmp_path)
    with pytest.raises(Damaged, match=part):
        restore_backup(file=path, files=files, at=AT)
    assert (User.objects.count(), AuditEvent.objects.count(), files.exists()) == (0, 0, False)


def test_part_that_was_exchanged_or_left_out_is_told(settings: Any, tmp_path: Path) -> None:
    make_world(settings, tmp_path)
    path = back_up(tmp_path).path
    unit = "rows/planapp.unit.jsonl"
    for changed in (b'["id"]\n', None):
        copy = tmp_path / "copy.zip"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
            for name in old.namelist():
                content = changed if name == unit else old.read(name)
                if content is not None:
                    new.writestr(name, content)
        with pytest.raises(Damaged, match=unit), Archive(copy) as archive:
            archive.check()


@pytest.mark.parametrize("content", (b"", b"PK\x03\x04 no more", b"text"))
def test_file_that_is_no_backup_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "some.zip").write_bytes(content)
    with pytest.raises(Damaged, match="不是完整的备份文件"):
        Archive(tmp_path / "some.zip")


def test_truncated_backup_is_told(settings: Any, tmp_path: Path) -> None:
    make_world(settings, tmp_path)
    path = back_up(tmp_path).path
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Damaged, match="不是完整的备份文件"):
        Archive(path)


def test_installation_that_is_not_empty_is_left_alone(settings: Any, tmp_path: Path) -> None:
    make_world(settings, tmp_path)
    path = back_up(tmp_path).path
    before = rows()
    with pytest.raises(Refused, match="用户"):
        restore_backup(file=path, files=tmp_path / "files", at=AT)
    assert rows() == before
    files = begin_anew(tmp_path)
    files.mkdir()
    (files / "other.txt").write_text("somebody's")
    with pytest.raises(Refused, match=r"other\.txt"):
        restore_backup(file=path, files=files, at=AT)


def test_backup_of_another_version_is_refused(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(settings, tmp_path)
    path = back_up(tmp_path).path
    copy = tmp_path / "other.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"planapp.0001_first_models", b"planapp.0000_none"))
    files = begin_anew(tmp_path)
    with pytest.raises(Refused, match=r"迁移 planapp\.0000_none 只有备份有"):
        restore_backup(file=copy, files=files, at=AT)


def test_last_backups_are_kept_and_file_that_is_missing_is_named(
    settings: Any, tmp_path: Path
) -> None:
    make_world(settings, tmp_path)
    shutil.rmtree(tmp_path / "files" / "evidence")
    for number in range(3):
        backup = back_up(tmp_path, keep=2, later=number)
    assert NAME in backup.manifest.missing
    assert len(list((tmp_path / "backups").iterdir())) == 2
    assert backup.path.exists()


def test_job_makes_one_backup_a_day_where_a_folder_is_set(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    assert jobs.back_up() == 0
    settings.BACKUP_DIR = str(tmp_path / "backups")
    assert [jobs.back_up(), jobs.back_up()] == [1, 0]
    assert len(list((tmp_path / "backups").glob("*"))) == 1
