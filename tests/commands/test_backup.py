"""manage.py backup: what it says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.evidence import make_evidence

pytestmark = pytest.mark.django_db(transaction=True)


def test_backup_says_what_it_holds_and_which_files_were_not_there(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    evidence = make_evidence()
    out, err = StringIO(), StringIO()
    call_command("backup", str(tmp_path), stdout=out, stderr=err)
    [backup] = tmp_path.glob("*.zip")
    assert out.getvalue().startswith(f"已备份并核对：{backup.name}（")
    assert err.getvalue() == f"数据里登记了、目录里没有的文件：{evidence.file.name}\n"


def test_backup_into_what_is_no_folder_or_of_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="没有备份成"):
        call_command("backup", str(tmp_path / "file"))
    with pytest.raises(CommandError, match="至少保留一份"):
        call_command("backup", str(tmp_path), "--keep", "0")
