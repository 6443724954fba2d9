"""Files that are made in the background: asked for, made, found again, given to nobody else."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from planapp import jobs
from planapp.domain.terms import FileState, SecurityKind
from planapp.models import AuditEvent, Message, ReportRun, SecurityEvent, User
from planapp.models.job_run import ENDS_WITHIN
from planapp.pages import report_runs, reports
from planapp.queries import report_figures
from planapp.reports.running import make_file
from planapp.services.report_runs import (
    MOST_ATTEMPTS,
    begin_making,
    cancel_file,
    forget_files,
    left_waiting,
    note_done,
)
from tests.evidence import make_evidence
from tests.factories import (
    AT,
    make_cycle,
    make_frozen_report,
    make_indicator,
    make_plan,
    make_record,
    make_report_run,
    make_supervision,
)
from tests.pages.conftest import queries_of
from tests.pages.test_reports import STANDINGS, add_plan, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
LIST = "admin:report_runs"


def ask(client: Client, kind: str = "xlsx", query: str = "") -> Any:
    return client.post(reverse("admin:make_report_file") + query, {"kind": kind})


def file_of(client: Client, run: ReportRun) -> bytes:
    return b"".join(client.get(reverse("admin:made_file", args=[run.pk])).streaming_content)


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is queued instead of carried out at once, as where workers do it."""
    found: list[int] = []
    monkeypatch.setattr(report_runs, "queue_job", lambda _, pk: found.append(pk))
    return found


def test_large_report_is_made_apart_and_holds_what_the_page_would(
    supervisor_client: Client, supervisor: User, django_capture_on_commit_callbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    add_plan(3)
    at_once = [row["指标名称"] for row in workbook(supervisor_client)]
    monkeypatch.setattr(reports, "MOST_LINES", 4)
    monkeypatch.setattr(report_figures, "_PLANS_AT_ONCE", 2)
    page = supervisor_client.get(reverse("admin:reports")).content.decode()
    assert "后台生成" in page and reverse("admin:make_report_file") in page
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(supervisor_client)["Location"] == reverse(LIST)
    run = ReportRun.objects.get()
    assert (run.state, run.made_by) == (FileState.DONE, supervisor)
    assert (run.done, run.total) == (15, 15)
    content = file_of(supervisor_client, run)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (run.size, run.sha256)
    import_names = _names(content)
    assert import_names == at_once and len(at_once) == 3 * len(STANDINGS)
    assert "文件已生成" in Message.objects.get(recipient=supervisor).subject
    assert SecurityEvent.objects.filter(kind=SecurityKind.DOWNLOAD).count() == 2
    actions = AuditEvent.objects.filter(action__startswith="report_file").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "report_file.asked", "report_file.made",
    ]  # fmt: skip


def _names(content: bytes) -> list[str]:
    import openpyxl  # noqa: PLC0415  # slow library: only this test reads a workbook

    rows = openpyxl.load_workbook(BytesIO(content))["指标监测表"].iter_rows(
        min_row=5, values_only=True
    )
    return [str(row[2]) for row in rows]


def test_filter_is_kept_and_named(supervisor_client: Client, queued: list[int]) -> None:
    add_plan(2)
    plan = supervisor_client.get(reverse("admin:gap_list")).context["rows"][0][0].indicator.plan
    ask(supervisor_client, query=f"?plan={plan.pk}&light=red")
    jobs.make_report_file(*queued)
    run = ReportRun.objects.get()
    assert run.words == [["规划", plan.title], ["灯号", "红灯"]]
    assert _names(file_of(supervisor_client, run)) != []
    assert (
        f"规划：{plan.title}；灯号：红灯" in supervisor_client.get(reverse(LIST)).content.decode()
    )


@pytest.mark.parametrize(
    "query", ["?plan=abc", "?unit=99999999", "?year=0", "?light=%E6%A9%99", "?kind=x"]
)
def test_filter_that_means_nothing_is_told_and_makes_nothing(
    query: str, supervisor_client: Client, queued: list[int]
) -> None:
    add_plan()
    page = supervisor_client.get(reverse("admin:reports") + query)
    assert "筛选条件有误，没有这个选项" in page.content.decode()
    assert page.context["report"] is None
    for name, args in (("report_file", ["docx"]), ("report_paper", ["circular"])):
        answer = supervisor_client.get(reverse(f"admin:{name}", args=args) + query)
        assert answer["Location"] == reverse("admin:reports") + query
    ask(supervisor_client, query=query)
    assert queued == [] and not ReportRun.objects.exists()


@pytest.mark.parametrize("query", ["?q=%00%ED%A0%80'%25_", "?year=99999", "?parts=1&withdrawn=1"])
def test_strange_words_in_the_address_are_no_error(query: str, supervisor_client: Client) -> None:
    add_plan()
    assert supervisor_client.get(reverse("admin:reports") + query).status_code == 200


def test_unknown_kind_and_too_large_a_report_are_refused(
    supervisor_client: Client, queued: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_plan()
    ask(supervisor_client, kind="exe")
    monkeypatch.setattr(report_runs, "MOST_IN_JOB", 2)
    ask(supervisor_client)
    assert not ReportRun.objects.exists()


def test_nobody_fills_the_queue(supervisor_client: Client, supervisor: User) -> None:
    add_plan()
    for _ in range(5):
        make_report_run(made_by=supervisor)
    answer = ask(supervisor_client)
    assert answer["Location"].startswith(reverse("admin:reports"))
    assert ReportRun.objects.count() == 5


def test_progress_is_shown_and_can_be_left(supervisor_client: Client, supervisor: User) -> None:
    run = make_report_run(made_by=supervisor)
    assert begin_making(run=run, at=AT)
    assert note_done(run=run, done=20, total=80)
    page = supervisor_client.get(reverse(LIST))
    assert page["Refresh"] == "3"
    assert '<progress value="20" max="80"' in page.content.decode()


def test_cancelled_file_is_not_made(supervisor_client: Client, supervisor: User) -> None:
    run = make_report_run(made_by=supervisor)
    begin_making(run=run, at=AT)
    supervisor_client.post(reverse("admin:cancel_report_file", args=[run.pk]))
    assert not note_done(run=run, done=1, total=2)  # so the job stops
    jobs.make_report_file(run.pk)
    run.refresh_from_db()
    assert (run.state, bool(run.file)) == (FileState.CANCELLED, False)
    supervisor_client.post(reverse("admin:cancel_report_file", args=[run.pk]))
    assert AuditEvent.objects.filter(action="report_file.cancelled").count() == 1
    assert supervisor_client.get(reverse("admin:made_file", args=[run.pk])).status_code == 404


def test_job_of_a_dead_worker_is_taken_up_again_and_in_the_end_given_up(
    supervisor: User,
) -> None:
    run = make_report_run(made_by=supervisor)
    assert left_waiting(at=AT) == [run.pk]
    begin_making(run=run, at=AT)
    assert left_waiting(at=AT + ENDS_WITHIN) == []
    assert left_waiting(at=AT + ENDS_WITHIN + timedelta(seconds=1)) == [run.pk]
    for _ in range(MOST_ATTEMPTS - 1):
        assert begin_making(run=run, at=AT)
    assert not make_file(run, at=AT)
    run.refresh_from_db()
    assert (run.state, "缩小范围" in run.error) == (FileState.FAILED, True)
    assert "未能生成" in Message.objects.get().subject


def test_sweep_makes_what_waits(supervisor: User) -> None:
    run = make_report_run(made_by=supervisor)
    assert jobs.sweep_report_files() == 1
    run.refresh_from_db()
    assert run.state == FileState.DONE


def test_failed_file_can_be_made_again(
    supervisor_client: Client, supervisor: User, queued: list[int]
) -> None:
    run = make_report_run(made_by=supervisor, state=FileState.FAILED, error="程序出错", attempts=3)
    assert "程序出错" in supervisor_client.get(reverse(LIST)).content.decode()
    supervisor_client.post(reverse("admin:make_again", args=[run.pk]))
    supervisor_client.post(reverse("admin:make_again", args=[run.pk]))  # a second click
    assert queued == [run.pk]
    jobs.make_report_file(run.pk)
    assert file_of(supervisor_client, run)


def test_file_is_served_only_while_the_rights_are_what_they_were(
    supervisor_client: Client, supervisor: User, auditor_client: Client
) -> None:
    run = make_report_run(made_by=supervisor)
    jobs.make_report_file(run.pk)
    url = reverse("admin:made_file", args=[run.pk])
    assert file_of(supervisor_client, run)
    assert auditor_client.get(url).status_code == 404
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=make_plan())
    assert supervisor_client.get(url).status_code == 403
    assert "可见范围有变化" in supervisor_client.get(reverse(LIST)).content.decode()
    supervisor.memberships.all().delete()
    assert supervisor_client.get(url).status_code == 403


def test_job_has_the_rights_of_its_moment(supervisor: User) -> None:
    add_plan()
    run, other = make_report_run(made_by=supervisor), make_report_run(made_by=supervisor)
    supervisor.supervisions.all().delete()
    make_file(run, at=AT)
    run.refresh_from_db()
    assert (run.state, run.total) == (FileState.DONE, 0)
    supervisor.memberships.all().delete()
    make_file(other, at=AT)
    other.refresh_from_db()
    assert (other.state, other.error) == (FileState.FAILED, "您现在没有查看报告的权限。")


def test_old_files_go_and_that_they_were_made_stays_known(
    supervisor_client: Client, supervisor: User
) -> None:
    run = make_report_run(made_by=supervisor)
    make_file(run, at=AT)
    run.refresh_from_db()
    name, keep = run.file.name, timedelta(days=14)
    assert forget_files(keep=keep, at=AT + keep) == 0
    assert forget_files(keep=keep, at=AT + keep + timedelta(seconds=1)) == 1
    assert not default_storage.exists(name)
    assert forget_files(keep=keep, at=AT + 2 * keep) == 0
    page = supervisor_client.get(reverse(LIST)).content.decode()
    assert "文件已按保存期限清除" in page and "重新生成" in page
    assert supervisor_client.get(reverse("admin:made_file", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("rows", (1, 3))
def test_list_costs_the_same_for_any_number(
    rows: int, supervisor_client: Client, supervisor: User
) -> None:
    for _ in range(rows):
        make_report_run(made_by=supervisor, state=FileState.DONE)
    assert queries_of(supervisor_client, reverse(LIST)) == 7


def test_nothing_made_yet_says_what_to_do(supervisor_client: Client) -> None:
    assert "还没有在后台生成过文件" in supervisor_client.get(reverse(LIST)).content.decode()


def archive_of(client: Client, frozen: Any, callbacks: Any, **data: str) -> zipfile.ZipFile:
    with callbacks(execute=True):
        client.post(reverse("admin:make_archive", args=[frozen.pk]), data)
    return zipfile.ZipFile(BytesIO(file_of(client, ReportRun.objects.latest("pk"))))


def test_package_of_a_round_holds_reports_data_and_evidence_with_checksums(
    supervisor_client: Client, django_capture_on_commit_callbacks, tmp_path: Path
) -> None:
    cycle = make_cycle(plan=make_plan(title="能源/规划"))
    record = make_record(series=make_indicator(plan=cycle.plan).series, state="approved")
    make_evidence(record=record, file=ContentFile(b"%PDF-1", name="a.pdf"), file_name="../批复.pdf")
    make_evidence(record=record, scan="infected")
    make_evidence(record=record, url="https://a.example/")
    make_evidence()  # of another plan
    frozen = make_frozen_report(cycle=cycle)
    archive = archive_of(
        supervisor_client, frozen, django_capture_on_commit_callbacks, evidence="1"
    )
    names = set(archive.namelist())
    assert {"报告/规划实施监测表.xlsx", "报告/规划实施进展情况通报.pdf", "数据/指标监测表.csv",
            "佐证材料/0001__批复.pdf", "SHA256SUMS"} <= names  # fmt: skip
    assert not any(name.startswith("/") or "/../" in f"/{name}/" for name in names)
    assert archive.read("数据/归档数据.json").decode() == frozen.content
    listed = list(csv.reader(StringIO(archive.read("佐证材料清单.csv").decode("utf-8-sig"))))
    assert [row[9] for row in listed[1:]] == ["佐证材料/0001__批复.pdf", "", ""]
    archive.extractall(tmp_path)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert checked.stdout.count(": OK") == len(names) - 1
    assert frozen.sha256 in archive.read("说明.txt").decode()


def test_package_without_evidence_has_the_list_only(
    supervisor_client: Client, django_capture_on_commit_callbacks
) -> None:
    cycle = make_cycle()
    record = make_record(series=make_indicator(plan=cycle.plan).series, state="approved")
    make_evidence(record=record, file=ContentFile(b"%PDF-1", name="a.pdf"))
    archive = archive_of(
        supervisor_client, make_frozen_report(cycle=cycle), django_capture_on_commit_callbacks
    )
    assert not any(name.startswith("佐证材料/") for name in archive.namelist())
    assert len(archive.read("佐证材料清单.csv").splitlines()) == 2


def test_package_of_a_report_that_was_tampered_with_fails_with_the_reason(
    supervisor_client: Client, django_capture_on_commit_callbacks
) -> None:
    frozen = make_frozen_report(sha256="0" * 64)
    with django_capture_on_commit_callbacks(execute=True):
        supervisor_client.post(reverse("admin:make_archive", args=[frozen.pk]))
    run = ReportRun.objects.get()
    assert (run.state, "校验和不符" in run.error) == (FileState.FAILED, True)


def test_package_of_a_plan_that_is_no_longer_seen_is_not_made(supervisor: User) -> None:
    run = make_report_run(made_by=supervisor, kind="archive", frozen=make_frozen_report())
    supervisor.supervisions.all().delete()
    make_file(run, at=AT)
    run.refresh_from_db()
    assert (run.state, "可见范围" in run.error) == (FileState.FAILED, True)
    with pytest.raises(Exception, match="已经生成完毕或已取消"):
        cancel_file(run=run, by=supervisor, at=AT)
