"""manage.py restore: brings back, checks the trail, and says why it does not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from planapp.models import Unit
from tests.factories import make_unit

pytestmark = pytest.mark.django_db(transaction=True)


def test_restore_brings_back_and_checks_the_trail(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    make_unit(name="省能源局")
    call_command("backup", str(tmp_path), stdout=StringIO())
    call_command("flush", interactive=False, verbosity=0)
    [backup] = tmp_path.glob("*.zip")
    out = StringIO()
    call_command("restore", str(backup), stdout=out)
    restored, trail, _ = out.getvalue().splitlines()
    assert restored.startswith("已恢复 ") and restored.endswith("，0 个文件。")
    assert "核对 1 条，全部相符" in trail
    assert Unit.objects.get().name == "省能源局"
    with pytest.raises(CommandError, match="没有恢复，数据库未改动：这里已有 1 条审计日志"):
        call_command("restore", str(backup))


def test_restore_of_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"没有恢复，数据库未改动：.*missing\.zip"):
        call_command("restore", str(tmp_path / "missing.zip"))
