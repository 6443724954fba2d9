"""用 Excel 填报: the sheet goes out, is filled in, comes back, is looked at and written."""

from __future__ import annotations

import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from planapp.domain.terms import Measure, ReportState, Role, SelfAssessment, Vintage
from planapp.domain.unit_sheet import FIGURES, META_TITLE, TASKS
from planapp.models import AuditEvent, ProgressRecord, TaskReport
from planapp.services.reports import Figure, Words, save_record
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
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
    opened,
    place,
    preview,
    read,
    row_of,
    states,
    told,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def cycle(unit):
    """A cycle in which the unit owes one figure and one task report."""
    plan = make_plan()
    cycle = make_cycle(plan=plan)
    make_responsibility(
        indicator=make_indicator(
            plan=plan, name="装机容量", measure=Measure.QUALITATIVE, series=make_series(code="S-1")
        ),
        unit=unit,
    )
    make_responsibility(task=make_task(plan=plan, title="建设基地", code="T-1"), unit=unit)
    return cycle


@pytest.fixture
def series(cycle):
    return cycle.plan.indicators.get().series


@pytest.fixture
def book(reporter_client, cycle, unit):
    return download(reporter_client, cycle, unit)


def save(series, unit, by, *, value=70, words=""):
    return save_record(
        series=series,
        as_of_on=date(2023, 12, 31),
        unit=unit,
        figure=Figure(Decimal(value)),
        words=Words(words),
        by=by,
        at=AT,
    )


def test_sheet_tells_what_is_owed_and_locks_all_but_the_inputs(book):
    sheet = book["数据指标"]
    told_there = {
        column.label: sheet.cell(FIRST, number).value
        for number, column in enumerate(FIGURES.columns, start=1)
        if not column.is_hidden and not column.is_input
    }
    assert told_there["指标名称"] == "装机容量"
    assert (told_there["基期"], told_there["目标"]) == ("50（2020年）", "≥ 100万千瓦（2025年）")
    assert (told_there["角色"], told_there["状态"]) == ("牵头", "待填")
    open_ones = {
        column.name
        for number, column in enumerate(FIGURES.columns, start=1)
        if not sheet.cell(FIRST, number).protection.locked
    }
    assert open_ones == {column.name for column in FIGURES.inputs}
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)


def test_sheet_has_lists_frozen_heads_notes_and_a_print_set_up(book):
    sheet = book["数据指标"]
    rules = {(rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert ("list", '"快报,预计,初步核算,最终核实,数据修订"') in rules
    assert any(kind == "list" and "亿千瓦" in words for kind, words in rules)
    assert any(kind == "custom" and "ISNUMBER" in rule for kind, rule in rules)
    assert sheet.freeze_panes == "C4"
    assert sheet.cell(3, place(FIGURES, "value")).comment.text.startswith("只填数字")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$3")
    assert (book["填写说明"].sheet_state, book[META_TITLE].sheet_state) == ("visible", "veryHidden")


def test_what_was_filled_in_comes_to_review(reporter_client, cycle, series, unit, reporter, book):
    fill(book, FIGURES, FIRST, value="8,500", unit="千瓦", vintage="快报", source="统计快报")
    fill(book, TASKS, FIRST, self_assessment="正常推进", percent=40, narrative="已开工\n二期")
    page = preview(reporter_client, book)
    assert states(page) == {"新填": ["装机容量", "建设基地"]}
    assert "0.85 万千瓦" in page.content.decode()
    assert not ProgressRecord.objects.exists()
    answer = confirm(reporter_client, page, "submit")
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:my_work"))
    record, report = ProgressRecord.objects.get(), TaskReport.objects.get()
    assert (record.value, record.vintage, record.source, record.state, record.submitted_by) == (
        Decimal("0.85"),
        Vintage.FLASH,
        "统计快报",
        ReportState.SUBMITTED,
        reporter,
    )
    assert (report.self_assessment, report.percent, report.narrative, report.state) == (
        SelfAssessment.ON_COURSE,
        40,
        "已开工\n二期",
        ReportState.SUBMITTED,
    )
    assert AuditEvent.objects.filter(actor=reporter).count() == 4
    assert not default_storage.exists(f"unit_sheets/{reporter.pk}.xlsx")


def test_drafts_come_prefilled_and_a_round_trip_changes_nothing(
    reporter_client, cycle, series, unit, reporter
):
    save(series, unit, reporter, words="=1+1\r\n第二行")
    book = download(reporter_client, cycle, unit)
    assert read(book, FIGURES, FIRST, "value") == "70"
    narrative = book["数据指标"].cell(FIRST, place(FIGURES, "narrative"))
    assert (narrative.value, narrative.data_type) == ("=1+1\n第二行", "s")
    page = preview(reporter_client, book)
    assert states(page) == {"未改动的草稿": ["装机容量"], "未改动": ["建设基地"]}
    confirm(reporter_client, page, "submit")
    assert ProgressRecord.objects.get().state == ReportState.SUBMITTED


def test_a_changed_draft_shows_old_and_new(reporter_client, cycle, series, unit, reporter):
    save(series, unit, reporter)
    book = download(reporter_client, cycle, unit)
    fill(book, FIGURES, FIRST, value=71.5)
    page = preview(reporter_client, book)
    [group] = [group for group in page.context["groups"] if group.label == "修改"]
    [change] = group.rows[0].changes
    assert (change.label, change.before, change.after) == ("本期数值", "70 万千瓦", "71.5 万千瓦")
    confirm(reporter_client, page, "save")
    record = ProgressRecord.objects.get()
    assert (record.value, record.state) == (Decimal("71.5"), ReportState.DRAFT)


def test_errors_are_told_by_their_cells_and_nothing_is_written(reporter_client, cycle, book):
    fill(book, FIGURES, FIRST, value="约300", vintage="大概")
    fill(book, TASKS, FIRST, self_assessment="正常推进", percent=140)
    page = preview(reporter_client, book)
    assert told(page) == [
        "数据指标 第4行 本期数值：“约300”：请填写数字，例如 1200 或 3.5。",
        "数据指标 第4行 数据性质：“大概”：请从列出的几项中选择。",
        "任务进展 第4行 完成百分比：“140”：请填 0 到 100 的整数。",
    ]
    again = confirm(reporter_client, page, "save")
    assert "现在没有写入任何内容" in again.content.decode()
    assert not ProgressRecord.objects.exists() and not TaskReport.objects.exists()


def test_errors_come_back_as_notes_in_the_cells(reporter_client, book):
    fill(book, FIGURES, FIRST, value="约300")
    fill(book, TASKS, FIRST, narrative="已开工")
    preview(reporter_client, book)
    marked = opened(reporter_client.get(reverse("admin:marked_sheet")))
    cell = marked["数据指标"].cell(FIRST, place(FIGURES, "value"))
    assert (cell.value, cell.comment.text) == ("约300", "请填写数字，例如 1200 或 3.5。")
    assert read(marked, TASKS, FIRST, "narrative") == "已开工"
    fill(marked, FIGURES, FIRST, value=300)
    fill(marked, TASKS, FIRST, self_assessment="未启动")
    assert states(preview(reporter_client, marked)) == {"新填": ["装机容量", "建设基地"]}


def test_what_the_service_refuses_is_told_at_its_row_and_nothing_is_written(
    reporter_client, cycle, book
):
    fill(book, FIGURES, FIRST, value=80)
    fill(book, TASKS, FIRST, self_assessment="进度缓慢", percent=5)
    page = preview(reporter_client, book)
    assert "整张表都没有写入" in confirm(reporter_client, page, "submit").content.decode()
    refused = confirm(reporter_client, page, "submit")
    [why] = told(refused)
    assert why.startswith("任务进展 第4行：“建设基地”") and why.endswith(
        "提交前须写明存在问题、下一步措施。"
    )
    assert not ProgressRecord.objects.exists() and not TaskReport.objects.exists()
    confirm(reporter_client, refused, "save")
    assert (ProgressRecord.objects.count(), TaskReport.objects.count()) == (1, 1)


def test_unconfirmed_question_keeps_a_figure_from_being_handed_in(
    reporter_client, cycle, series, unit, book
):
    approved = ReportState.APPROVED
    make_record(series=series, unit=unit, as_of_on=date(2022, 12, 31), value=50, state=approved)
    fill(book, FIGURES, FIRST, value=5000)
    page = preview(reporter_client, book)
    [question] = page.context["groups"][2].rows[0].questions
    assert "约为上年的100倍" in question.text
    assert "请先核对" in confirm(reporter_client, page, "submit").content.decode()
    assert not ProgressRecord.objects.filter(as_of_on=cycle.as_of_on).exists()
    given = {"confirmed": question.name, f"why-{question.name}": "并网一批"}
    confirm(reporter_client, page, "submit", **given)
    record = ProgressRecord.objects.get(as_of_on=cycle.as_of_on)
    assert record.answers == {question.text: "并网一批"}


def test_newer_change_of_somebody_else_is_a_conflict_and_stays(
    reporter_client, cycle, series, unit, reporter, unit_head
):
    save(series, unit, reporter)
    book = download(reporter_client, cycle, unit)
    fill(book, FIGURES, FIRST, value=71)
    save(series, unit, unit_head, value=72)
    page = preview(reporter_client, book)
    assert states(page)["他人已改"] == ["装机容量"]
    assert "刘负责" in page.content.decode()
    assert "没有要写入的内容" in confirm(reporter_client, page, "save").content.decode()
    assert ProgressRecord.objects.get().value == 72


def test_conflict_is_written_over_only_as_it_was_looked_at(
    reporter_client, cycle, series, unit, reporter, unit_head
):
    save(series, unit, reporter)
    book = download(reporter_client, cycle, unit)
    fill(book, FIGURES, FIRST, value=71)
    save(series, unit, unit_head, value=72)
    page = preview(reporter_client, book)
    save(series, unit, unit_head, value=73)
    confirm(reporter_client, page, "save", overwrite="0-4:2")
    assert ProgressRecord.objects.get().value == 73
    confirm(reporter_client, page, "save", overwrite="0-4:3")
    assert ProgressRecord.objects.get().value == 71


def test_row_that_was_not_touched_leaves_newer_content_alone(
    reporter_client, cycle, series, unit, reporter, unit_head
):
    save(series, unit, reporter)
    book = download(reporter_client, cycle, unit)
    save(series, unit, unit_head, value=72)
    fill(book, TASKS, FIRST, self_assessment="未启动")
    page = preview(reporter_client, book)
    assert states(page) == {"新填": ["建设基地"], "未改动": ["装机容量"]}
    confirm(reporter_client, page, "save")
    assert ProgressRecord.objects.get().value == 72


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ReportState.SUBMITTED, "等待审核，不能修改"),
        (ReportState.APPROVED, "已审核，不能在表格中修改"),
    ],
)
def test_locked_row_is_grey_and_a_change_of_it_is_refused(
    state, words, reporter_client, cycle, series, unit
):
    make_record(series=series, unit=unit, state=state)
    book = download(reporter_client, cycle, unit)
    assert book["数据指标"].cell(FIRST, place(FIGURES, "value")).protection.locked
    assert states(preview(reporter_client, book)) == {"未改动": ["装机容量", "建设基地"]}
    fill(book, FIGURES, FIRST, value=99)
    [why] = told(preview(reporter_client, book))
    assert why.startswith("数据指标 第4行：") and words in why


def test_supporting_unit_sees_the_item_but_not_another_units_draft(
    reporter_client, cycle, unit, other_unit
):
    indicator = make_indicator(plan=cycle.plan, series=make_series(code="S-2"))
    make_responsibility(indicator=indicator, unit=other_unit)
    make_responsibility(indicator=indicator, unit=unit, role=Role.SUPPORT)
    make_record(series=indicator.series, unit=other_unit, value=77)
    book = download(reporter_client, cycle, unit)
    row = row_of(book, FIGURES, "S-2")
    assert (read(book, FIGURES, row, "role"), read(book, FIGURES, row, "value")) == ("配合", None)
    fill(book, FIGURES, row, value=1)
    [why] = told(preview(reporter_client, book))
    assert why.endswith("由牵头单位填报，配合单位不填。")


def test_file_of_somebody_else_cannot_be_confirmed(
    reporter_client, outsider_client, cycle, book, other_unit
):
    fill(book, FIGURES, FIRST, value=80)
    page = preview(reporter_client, book)
    answer = confirm(outsider_client, page, "save")
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:unit_sheets"))
    assert not ProgressRecord.objects.exists()


def test_only_what_was_looked_at_is_confirmed(reporter_client, cycle, book):
    fill(book, FIGURES, FIRST, value=80)
    first = preview(reporter_client, book)
    fill(book, FIGURES, FIRST, value=81)
    preview(reporter_client, book)
    assert "又上传了一份" in confirm(reporter_client, first, "save").content.decode()
    assert not ProgressRecord.objects.exists()


def test_upload_is_forgotten_after_a_day(reporter_client, reporter, book):
    page = preview(reporter_client, book)
    path = Path(default_storage.path(f"unit_sheets/{reporter.pk}.xlsx"))
    before = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(path, (before, before))
    assert confirm(reporter_client, page, "save")["Location"] == reverse("admin:unit_sheets")
    book_of_another = as_bytes(book)
    upload(reporter_client, book_of_another)
    assert path.exists()


def test_upload_clears_away_what_others_forgot(reporter_client, book, files_dir):
    forgotten = files_dir / "unit_sheets" / "987654.xlsx"
    forgotten.parent.mkdir(exist_ok=True)
    forgotten.write_bytes(b"")
    os.utime(forgotten, (0, 0))
    upload(reporter_client, as_bytes(book))
    assert not forgotten.exists()


def test_page_without_a_duty_says_so(reporter_client):
    assert "现在没有填报表" in reporter_client.get(reverse("admin:unit_sheets")).content.decode()


def test_my_work_offers_the_sheet(reporter_client, cycle, unit):
    page = reporter_client.get(reverse("admin:my_work")).content.decode()
    assert reverse("admin:unit_sheet", args=(cycle.pk, unit.pk)) in page
