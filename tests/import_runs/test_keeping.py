"""Files of imports are kept for a time, and what office programs make of a sheet is read."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from planapp.imports.running import preview_run, receive_file
from planapp.models import AuditEvent, ImportRun
from planapp.services.errors import Refused
from planapp.services.import_runs import cancel_import, check_again, fail_import, forget_files
from tests.factories import AT
from tests.import_runs.conftest import sheet_of, told

pytestmark = pytest.mark.django_db
KEEP = timedelta(days=90)
ROW = ("S-OUT", 2023, 5, "亿元")
CSV_AS_TYPED = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"


def received(by, *rows, at=AT):
    content = sheet_of(*rows or [ROW])
    return receive_file(kind="progress", content=content, file_name="填报.xlsx", by=by, at=at)


def test_files_of_imports_that_are_over_go_after_their_time_and_records_stay(
    round_of_2023, reporter
):
    over, failed, waiting, running, young = (received(reporter) for _ in range(5))
    cancel_import(run=over, by=reporter, at=AT)
    fail_import(run=failed, reason="程序出错", at=AT)
    assert preview_run(waiting, at=AT)
    later = AT + KEEP + timedelta(seconds=1)
    ImportRun.objects.filter(pk=young.pk).update(made_at=later, state="checked")
    names = [each.file.name for each in (over, failed, waiting, running, young)]
    assert forget_files(keep=KEEP, at=AT + KEEP) == 0
    assert forget_files(keep=KEEP, at=later) == 3
    assert [default_storage.exists(name) for name in names] == [False] * 3 + [True] * 2
    assert told(waiting) == ("cancelled", 1, 0, 0, 0)
    assert [told(each)[0] for each in (over, failed, running)] == [
        "cancelled", "failed", "checking",
    ]  # fmt: skip
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_name) == ("import.files_removed", "系统")
    assert forget_files(keep=KEEP, at=later) == 0
    with pytest.raises(Refused, match="保存期限"):
        check_again(run=failed, choices=None, by=reporter)


def test_page_of_an_import_whose_file_is_gone_offers_a_new_upload(
    round_of_2023, reporter, reporter_client
):
    run = received(reporter)
    fail_import(run=run, reason="程序出错", at=AT)
    forget_files(keep=KEEP, at=AT + 2 * KEEP)
    page = reporter_client.get(reverse("admin:import_run", args=(run.pk,))).text
    assert "上传的文件已按保存期限清除" in page
    assert "重新核对" not in page
    marked = reporter_client.get(reverse("admin:marked_import", args=(run.pk,)))
    assert marked.status_code == 404


@pytest.mark.services
def test_sheet_that_libreoffice_saved_is_taken_in_as_it_was_typed(
    round_of_2023, reporter, tmp_path: Path
):
    lines = "序列编码,数据截至,数值,计量单位,进展情况\nS-OUT,2023-12-31,1234.50,亿元,'=1+1\n"
    source, profile = tmp_path / "填报.csv", f"-env:UserInstallation=file://{tmp_path}/profile"
    source.write_text(lines, encoding="utf-8")
    for ending in ("xlsx", "xls"):
        target = ["--convert-to", ending, "--outdir", str(tmp_path)]
        command = ["soffice", profile, "--headless", CSV_AS_TYPED, *target, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        content = (tmp_path / f"填报.{ending}").read_bytes()
        run = receive_file(
            kind="progress", content=content, file_name=f"填报.{ending}", by=reporter, at=AT
        )
        assert preview_run(run, at=AT)
        assert told(run) == ("checked", 1, 0, 0, 0)
        [change] = run.preview["changes"]
        assert {header: new for header, _, new in change["cells"]} == {
            "数值": "1234.5", "数据性质": "初步核算", "进展情况": "=1+1",
        }  # fmt: skip
