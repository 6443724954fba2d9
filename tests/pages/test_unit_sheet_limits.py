"""What may come back instead of a sheet: wrong, broken, made to harm, or simply very long."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planapp.domain.terms import Measure
from planapp.domain.unit_sheet import FIGURES, MAX_BYTES, META_TITLE, TASKS
from planapp.models import ProgressRecord, ReportingCycle, TaskReport
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
    make_task,
)
from tests.pages.sheets import (
    FIRST,
    as_bytes,
    confirm,
    download,
    fill,
    place,
    preview,
    states,
    told,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def make_duties(unit, *, number, value_unit="%"):
    """A cycle in which the unit owes as many figures as task reports."""
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    for _ in range(number):
        series = make_series(value_unit=value_unit)
        indicator = make_indicator(plan=plan, measure=Measure.QUALITATIVE, series=series)
        make_responsibility(indicator=indicator, unit=unit)
        make_responsibility(task=make_task(plan=plan), unit=unit)
    return cycle


@pytest.fixture
def cycle(unit):
    return make_duties(unit, number=1)


@pytest.fixture
def book(reporter_client, cycle, unit):
    return download(reporter_client, cycle, unit)


def why_refused(client, content, *, name="填报表.xlsx"):
    """What stands beside the field of the upload; nothing was written by then."""
    [why] = upload(client, content, name=name).context["form"].errors["file"]
    assert not ProgressRecord.objects.exists()
    return why


def repack(content, changes):
    """The workbook with parts added or changed: by name, from the old bytes to the new."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        names = dict.fromkeys([*old.namelist(), *changes])
        for name in names:
            part = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes[name](part) if name in changes else part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"a,b", "填报表.csv", "只接受 .xlsx 文件"),
        (b"", "填报表.xlsx", "《填报表.xlsx》是空文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "填报表.xls", "“另存为”.xlsx"),
        (b"PK\x03\x04", "填报表.xlsm", "只接受 .xlsx 文件"),
        (b"PK\x03\x04 broken", "填报表.xlsx", "内容与扩展名 .xlsx 不符，或文件已损坏"),
        (b"x" * (MAX_BYTES + 1), "填报表.xlsx", "文件超过上限 5 MB"),
    ],
)
def test_other_files_are_refused_in_plain_words(content, name, words, reporter_client):
    assert words in why_refused(reporter_client, content, name=name)


def test_workbook_that_is_no_sheet_of_ours_is_refused(reporter_client):
    why = why_refused(reporter_client, as_bytes(openpyxl.Workbook()))
    assert "没有工作表“_填报期、数据指标、任务进展”，不是从本系统下载的填报表" in why


def test_sheet_of_another_unit_is_refused(reporter_client, outsider_client, other_unit):
    book = download(outsider_client, make_duties(other_unit, number=1), other_unit)
    why = why_refused(reporter_client, as_bytes(book))
    assert "省交通运输厅" in why and "您不是该单位的填报人" in why


def test_sheet_of_a_closed_cycle_is_refused(reporter_client, cycle, book):
    ReportingCycle.objects.update(closed_on=date(2024, 1, 10))
    why = why_refused(reporter_client, as_bytes(book))
    assert "2023年度填报表》，它的填报期未开启或已关闭" in why


def test_cycle_that_closes_before_the_confirmation_is_told(reporter_client, cycle, book):
    fill(book, FIGURES, FIRST, value=1)
    page = preview(reporter_client, book)
    ReportingCycle.objects.update(closed_on=date(2024, 1, 10))
    answer = confirm(reporter_client, page, "save")
    assert answer["Location"] == reverse("admin:unit_sheets")
    assert not ProgressRecord.objects.exists()


def test_sheet_of_another_format_is_refused(reporter_client, book):
    book[META_TITLE]["B1"] = "0"
    assert "格式版本是“0”，现在用的是“1”" in why_refused(reporter_client, as_bytes(book))


def test_changed_head_is_refused_with_its_place(reporter_client, book):
    book["数据指标"].cell(3, place(FIGURES, "value")).value = "数"
    why = why_refused(reporter_client, as_bytes(book))
    assert why == "数据指标 第3行：缺少“本期数值”一列，表头被改动过。请重新下载填报表。"


def test_moved_columns_are_found_by_their_heads(reporter_client, book):
    book["数据指标"].insert_cols(1)
    book["数据指标"].cell(FIRST, place(FIGURES, "value") + 1).value = 12
    assert list(states(preview(reporter_client, book))) == ["新填", "未改动"]


def test_foreign_repeated_and_emptied_rows_are_refused(reporter_client, cycle, book):
    sheet = book["任务进展"]
    for number in range(1, len(TASKS.columns) + 1):
        sheet.cell(FIRST + 1, number).value = sheet.cell(FIRST, number).value
    fill(book, FIGURES, FIRST + 1, value=5)
    found = told(preview(reporter_client, book))
    assert found[0].startswith("数据指标 第5行：不在本单位本期的填报范围内")
    assert found[1:] == [
        f"任务进展 第{n}行：同一项出现了两次，只能保留一行。" for n in (FIRST, FIRST + 1)
    ]


def test_draft_is_not_deleted_by_emptying_its_row(reporter_client, cycle, unit, book):
    fill(book, FIGURES, FIRST, value=5)
    confirm(reporter_client, preview(reporter_client, book), "save")
    book = download(reporter_client, cycle, unit)
    fill(book, FIGURES, FIRST, value=None)
    [why] = told(preview(reporter_client, book))
    assert "已有草稿，不能用清空表格的办法删除" in why


@pytest.mark.parametrize(
    ("typed", "number_format", "stored"),
    [
        (12.5, "@", "12.5"),
        ("12.5%", "@", "12.5"),
        (0.125, "0.0%", "12.5"),
        ("１２．５", "@", "12.5"),
        ("-1,234.50", "@", "-1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (0, "General", "0"),
    ],
)
def test_figure_is_read_as_it_is_shown(typed, number_format, stored, reporter_client, book):
    cell = book["数据指标"].cell(FIRST, place(FIGURES, "value"))
    cell.value, cell.number_format = typed, number_format
    confirm(reporter_client, preview(reporter_client, book), "save")
    assert ProgressRecord.objects.get().value == Decimal(stored)


def test_formula_counts_by_the_number_it_gave(reporter_client, book):
    fill(book, FIGURES, FIRST, value="=6*2", narrative='=HYPERLINK("http://x/","x")')
    without = as_bytes(book)
    upload(reporter_client, without)
    assert told(reporter_client.get(reverse("admin:sheet_preview"))) == [
        f"数据指标 第4行 {label}：单元格是公式，没有算出的数字；请直接填写内容。"
        for label in ("本期数值", "进展情况")
    ]
    fill(book, FIGURES, FIRST, narrative=None)
    result = re.compile(rb"(<f>6\*2</f>)<v ?/>|(<f>6\*2</f>)<v></v>")
    computed = {"xl/worksheets/sheet1.xml": lambda xml: result.sub(rb"<f>6*2</f><v>12</v>", xml)}
    upload(reporter_client, repack(as_bytes(book), computed))
    confirm(reporter_client, reporter_client.get(reverse("admin:sheet_preview")), "save")
    assert ProgressRecord.objects.get().value == 12


def test_text_that_looks_like_a_formula_stays_text(reporter_client, cycle, unit, book):
    words = "=cmd|' /C calc'!A0"
    cell = book["数据指标"].cell(FIRST, place(FIGURES, "narrative"))
    cell.value, cell.data_type = words, "s"
    fill(book, FIGURES, FIRST, value=5, source="@SUM(A1)")
    confirm(reporter_client, preview(reporter_client, book), "save")
    book = download(reporter_client, cycle, unit)
    cells = [book["数据指标"].cell(FIRST, place(FIGURES, name)) for name in ("narrative", "source")]
    assert [(cell.value, cell.data_type) for cell in cells] == [(words, "s"), ("@SUM(A1)", "s")]


def test_macros_are_refused_and_links_do_nothing(reporter_client, book):
    content = as_bytes(book)
    macros = repack(content, {"xl/vbaProject.bin": lambda _: b"Attribute VB_Name"})
    assert "含有宏" in why_refused(reporter_client, macros)
    link = b'<Relationships><Relationship Id="r" TargetMode="External" Target="file:///etc/passwd"'
    linked = repack(
        content,
        {"xl/externalLinks/_rels/externalLink1.xml.rels": lambda _: link + b"/></Relationships>"},
    )
    assert upload(reporter_client, linked).status_code == 302


def test_bomb_is_refused_beside_the_field(reporter_client, book):
    blanks = {"xl/worksheets/sheet1.xml": lambda xml: xml + b" " * 9_000_000}
    content = repack(as_bytes(book), blanks)
    assert len(content) < 50_000
    assert "解压后超过上限 8 MB" in why_refused(reporter_client, content)


def test_three_hundred_rows_come_through(reporter_client, unit):
    cycle = make_duties(unit, number=150)
    book = download(reporter_client, cycle, unit)
    for row in range(FIRST, FIRST + 150):
        fill(book, FIGURES, row, value=row, narrative="进展" * 100)
        fill(book, TASKS, row, self_assessment="正常推进", percent=50)
    page = preview(reporter_client, book)
    assert [group.number for group in page.context["groups"] if group.rows] == [300]
    confirm(reporter_client, page, "save")
    assert (ProgressRecord.objects.count(), TaskReport.objects.count()) == (150, 150)


def test_each_row_costs_the_same_to_write_however_many_there_are(reporter_client, unit):
    costs = []
    for number in (1, 2, 3, 4):  # the first of all events in the audit trail costs less
        cycle = make_duties(unit, number=number)
        book = download(reporter_client, cycle, unit)
        for row in range(FIRST, FIRST + number):
            fill(book, FIGURES, row, value=row)
            fill(book, TASKS, row, self_assessment="未启动")
        page = preview(reporter_client, book)
        with CaptureQueriesContext(connection) as context:
            confirm(reporter_client, page, "save")
            costs.append(len(context))
        ReportingCycle.objects.update(closed_on=date(2024, 1, 10))
    assert costs[3] - costs[2] == costs[2] - costs[1]


def test_download_and_preview_cost_no_more_queries_for_more_rows(
    reporter_client, unit, count_queries
):
    costs = []
    for number in (1, 3):
        cycle = make_duties(unit, number=number)
        sheet = reverse("admin:unit_sheet", args=(cycle.pk, unit.pk))
        of_download = count_queries(reporter_client, sheet)
        book = download(reporter_client, cycle, unit)
        for row in range(FIRST, FIRST + number):
            fill(book, FIGURES, row, value=row)
            fill(book, TASKS, row, self_assessment="未启动")
        upload(reporter_client, as_bytes(book))
        costs.append((of_download, count_queries(reporter_client, reverse("admin:sheet_preview"))))
    assert costs[0] == costs[1]
