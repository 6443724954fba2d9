"""The pages of 导入: upload, columns, preview, confirmation, and who sees what."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planapp.models import ColumnMapping, ImportRun, ProgressRecord
from tests.factories import AT, make_cycle, make_responsibility, make_task, make_user
from tests.import_runs.conftest import ledger, sheet_of, told
from tests.ledger.making import make_csv, make_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
ROW = ["S-OUT", 2023, 5, "亿元"]
LIST = "/admin/imports/"


@pytest.fixture
def on_that_day(settings):
    settings.DEMO_DAYS = [AT.date()]


@pytest.fixture(autouse=True)
def _jobs_at_once(django_capture_on_commit_callbacks, monkeypatch):
    """What is queued after the commit is carried out with the request, as without a broker."""
    before = Client.request

    def request(self, **environ):
        with django_capture_on_commit_callbacks(execute=True):
            return before(self, **environ)

    monkeypatch.setattr(Client, "request", request)


def send(client, content, name="填报.xlsx", kind="progress"):
    return client.post(LIST, {"kind": kind, "file": SimpleUploadedFile(name, content)})


def text_of(response):
    return response.content.decode()


def page(client, run):
    return text_of(client.get(reverse("admin:import_run", args=[run.pk])))


def post(client, name, run, **data):
    return client.post(reverse(f"admin:{name}", args=[run.pk]), data)


def layout_of(run, **changes):
    """The mapping form as it was drawn, sent back."""
    mapping = run.tables[0]["mapping"]
    given = {"table": "0", "header_first": mapping["header"][0], "measure": mapping["unit"],
             "header_last": mapping["header"][1], "last_row": mapping["last_row"]}  # fmt: skip
    for column in mapping["columns"]:
        number = column["number"]
        given[f"field_{number}"] = column["field"] or ""
        given[f"year_{number}"] = column["year"] or ""
        given[f"unit_{number}"] = column["unit"]
    return given | changes


def test_own_sheet_goes_from_upload_to_drafts(round_of_2023, reporter_client):
    response = send(reporter_client, sheet_of(ROW))
    run = ImportRun.objects.get()
    assert response.url == reverse("admin:import_run", args=[run.pk])
    shown = page(reporter_client, run)
    assert "将要写入的内容" in shown
    assert "确认导入" in shown
    assert not ProgressRecord.objects.exists()
    post(reporter_client, "confirm_import", run)
    assert told(run) == ("done", 1, 0, 0, 0)
    assert ProgressRecord.objects.get().value == 5
    assert "导入完成" in page(reporter_client, run)
    assert "填报.xlsx" in text_of(reporter_client.get(LIST))


def test_sheet_that_says_what_is_stored_ends_and_says_so(round_of_2023, reporter_client):
    send(reporter_client, sheet_of(ROW))
    post(reporter_client, "confirm_import", ImportRun.objects.get())
    send(reporter_client, sheet_of(ROW))
    run = ImportRun.objects.latest("pk")
    assert told(run) == ("done", 0, 0, 1, 0)
    shown = page(reporter_client, run)
    assert "核对完成，表中的内容与系统中的相同，没有要写入的。" in shown
    assert "取消导入" not in shown


def test_unreadable_file_is_told_beside_the_field(round_of_2023, reporter_client):
    shown = text_of(send(reporter_client, b"PK\x03\x04broken"))
    assert "errorlist" in shown
    assert not ImportRun.objects.exists()


def test_ledger_asks_for_plan_and_years_and_keeps_what_was_confirmed(
    round_of_2023, reporter_client
):
    send(reporter_client, ledger([1, "总产值", None, 5]))
    run = ImportRun.objects.get()
    shown = page(reporter_client, run)
    assert "各列的内容" in shown
    url = reverse("admin:import_run", args=[run.pk])
    refused = text_of(reporter_client.post(url, layout_of(run, year_4="")))
    assert "请填写这一列是哪一年的。" in refused
    assert "这个字段是必填项" in refused
    plan = round_of_2023.plan.pk
    reporter_client.post(url, layout_of(run, plan=plan, remember="on"))
    assert told(run) == ("checked", 1, 0, 0, 0)
    assert ColumnMapping.objects.get().unit.name == "省能源局"


def test_layout_whose_round_was_closed_meanwhile_says_so(round_of_2023, unit, reporter_client):
    plan = round_of_2023.plan
    make_responsibility(task=make_task(plan=plan, title="建设新能源基地"), unit=unit)
    make_cycle(plan=plan, as_of_on=date(2022, 12, 31))
    content = make_xlsx([["序号", "重点任务", "完成情况"], [1, "建设新能源基地", "已开工。"]])

    def sent():
        send(reporter_client, content, kind="task-reports")
        run = ImportRun.objects.order_by("pk").last()
        return run, page(reporter_client, run)

    run, shown = sent()
    assert '<option value="2023年度">' in shown
    url = reverse("admin:import_run", args=[run.pk])
    reporter_client.post(url, layout_of(run, plan=plan.pk, period="2023年度", remember="on"))
    assert told(run)[0] == "checked"
    plan.cycles.filter(as_of_on__year=2023).update(closed_on=AT.date())
    _, shown = sent()
    assert "上次导入的“2023年度”已经关闭" in shown
    assert '<option value="2022年度" selected>' in shown
    plan.cycles.update(closed_on=AT.date())
    run, shown = sent()
    assert "现在没有开启的填报期" in shown
    url = reverse("admin:import_run", args=[run.pk])
    given = layout_of(run, plan=plan.pk, period="2023年度")
    assert "2023年度 不在可用的选项中" in text_of(reporter_client.post(url, given))
    assert told(run)[0] == "mapping"


def test_security_administrator_is_not_told_of_plans_to_bring_in_people(security_admin_client):
    send(
        security_admin_client,
        make_xlsx([["姓名", "单位", "手机"], ["张三", "甲局", "1"]]),
        kind="users",
    )
    shown = page(security_admin_client, ImportRun.objects.get())
    assert "各列的内容" in shown
    assert "督查分工" not in shown.partition('id="content"')[2]


def test_column_that_names_the_rows_must_be_told(round_of_2023, reporter_client):
    send(reporter_client, ledger([1, "总产值", None, 5]))
    run = ImportRun.objects.get()
    url = reverse("admin:import_run", args=[run.pk])
    given = layout_of(run, plan=round_of_2023.plan.pk, field_2="", header_last=1, last_row=1)
    shown = text_of(reporter_client.post(url, given))
    assert "请指定哪一列是“指标名称”或“编码”。" in shown
    assert "数据须在表头之下。" in shown
    assert "表头的最后一行不能在第一行之前。" in shown


def test_names_are_to_be_confirmed_before_the_import(round_of_2023, reporter_client):
    send(reporter_client, ledger([1, "总产值", None, 5]))
    run = ImportRun.objects.get()
    url = reverse("admin:import_run", args=[run.pk])
    reporter_client.post(url, layout_of(run, plan=round_of_2023.plan.pk))
    post(reporter_client, "confirm_import", run)
    assert told(run)[0] == "checked"
    assert "请先核对“名称对应”" in page(reporter_client, run)
    post(reporter_client, "confirm_import", run, names_seen="1")
    assert told(run)[0] == "done"


def test_name_that_was_not_found_can_be_left_out(round_of_2023, reporter_client):
    send(reporter_client, ledger([1, "总产值", None, 5], [2, "没有的", None, 6]))
    run = ImportRun.objects.get()
    url = reverse("admin:import_run", args=[run.pk])
    reporter_client.post(url, layout_of(run, plan=round_of_2023.plan.pk))
    assert told(run) == ("checked", 1, 0, 0, 1)
    post(reporter_client, "check_import", run, **{"name-1": "-"})
    assert told(run) == ("checked", 1, 0, 0, 0)


def test_layout_can_be_changed_and_the_import_cancelled(round_of_2023, reporter_client):
    send(reporter_client, ledger([1, "总产值", None, 5]))
    run = ImportRun.objects.get()
    url = reverse("admin:import_run", args=[run.pk])
    reporter_client.post(url, layout_of(run, plan=round_of_2023.plan.pk))
    post(reporter_client, "ask_import_layout", run)
    assert told(run)[0] == "mapping"
    post(reporter_client, "cancel_import", run)
    assert told(run)[0] == "cancelled"
    assert "没有写入任何内容" in page(reporter_client, run)


def test_running_import_refreshes_itself(round_of_2023, reporter, reporter_client):
    send(reporter_client, sheet_of(ROW))
    run = ImportRun.objects.get()
    ImportRun.objects.update(state="writing", phase="waiting", total=1)
    response = reporter_client.get(reverse("admin:import_run", args=[run.pk]))
    assert response["Refresh"] == "2"
    assert "第 1 步，共 4 步" in text_of(response)


def test_marked_workbook_has_comments_in_the_wrong_cells(round_of_2023, reporter_client):
    send(reporter_client, sheet_of(["S-OUT", 2023, "很多", "亿元"]))
    run = ImportRun.objects.get()
    response = reporter_client.get(reverse("admin:marked_import", args=[run.pk]))
    cell = openpyxl.load_workbook(BytesIO(response.content))["台账"]["C2"]
    assert cell.value == "很多"
    assert cell.comment.text.startswith("须是数字")
    headers = ("序列编码", "数据截至", "数值", "计量单位")
    send(reporter_client, make_csv([headers, ("=1+1", 2023, 5, "亿元")]), name="表.csv")
    run = ImportRun.objects.order_by("pk").last()
    response = reporter_client.get(reverse("admin:marked_import", args=[run.pk]))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    assert sheet["A2"].value == "'=1+1"
    assert "没有编码为" in sheet["A2"].comment.text


def test_import_without_problems_has_no_marked_workbook(round_of_2023, reporter_client):
    send(reporter_client, sheet_of(ROW))
    run = ImportRun.objects.get()
    assert reporter_client.get(reverse("admin:marked_import", args=[run.pk])).status_code == 404


def test_template_says_what_is_allowed_and_its_example_is_ignored(
    round_of_2023, reporter_client, supervisor_client
):
    url = reverse("admin:import_template", args=["progress"])
    response = reporter_client.get(url)
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["序列编码", "数据截至", "数值", "计量单位"]
    assert sheet["A2"].value.startswith("示例")
    lists = [each.formula1 for each in sheet.data_validations.dataValidation]
    assert lists == ['"快报,预计,初步核算,最终核实,数据修订"']
    send(reporter_client, response.content, name="模板.xlsx")
    run = ImportRun.objects.get()
    assert told(run) == ("checked", 0, 0, 0, 0)
    assert "表中没有填写内容" in page(reporter_client, run)
    assert supervisor_client.get(url).status_code == 404
    unknown = reverse("admin:import_template", args=["nothing"])
    assert reporter_client.get(unknown).status_code == 404


def test_run_is_seen_by_who_made_it_and_by_administrators_and_auditors(
    round_of_2023, reporter_client, outsider_client, administrator_client, auditor_client
):
    send(reporter_client, sheet_of(ROW))
    run = ImportRun.objects.get()
    url = reverse("admin:import_run", args=[run.pk])
    assert outsider_client.get(url).status_code == 404
    assert post(outsider_client, "confirm_import", run).status_code == 404
    assert "填报.xlsx" not in text_of(outsider_client.get(LIST))
    for client in (administrator_client, auditor_client):
        assert "填报.xlsx" in text_of(client.get(LIST))
        assert "确认导入" not in text_of(client.get(url))
        post(client, "confirm_import", run)
    assert told(run)[0] == "checked"


def test_auditor_sees_the_list_and_cannot_send_anything(round_of_2023, auditor_client):
    assert "上传并核对" not in text_of(auditor_client.get(LIST))
    assert send(auditor_client, sheet_of(ROW)).status_code == 403


def test_supervisor_has_no_imports(supervisor_client):
    response = supervisor_client.get(LIST)
    assert response.status_code == 403


def test_list_costs_the_same_for_one_run_and_for_three(
    round_of_2023, reporter, administrator_client
):
    def make():
        ImportRun.objects.create(
            kind="progress", file="imports/x.xlsx", file_name="表.xlsx", size=1, sha256="0",
            state="done", made_by=make_user(), made_at=AT, unit=reporter.memberships.get().unit,
        )  # fmt: skip

    make()
    administrator_client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        administrator_client.get(LIST)
    make()
    make()
    with CaptureQueriesContext(connection) as three:
        administrator_client.get(LIST)
    assert len(one) == len(three)


def test_list_is_narrowed_by_state(round_of_2023, reporter_client):
    send(reporter_client, sheet_of(ROW))
    assert "填报.xlsx" in text_of(reporter_client.get(f"{LIST}?state=checked"))
    assert "没有这种状态的导入" in text_of(reporter_client.get(f"{LIST}?state=done"))
