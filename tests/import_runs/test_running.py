"""An uploaded file from its arrival to what it writes: figures, all or none, and once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planapp import jobs
from planapp.domain.terms import ImportState, ReportState
from planapp.imports.running import preview_run, receive_file, write_run
from planapp.models import AuditEvent, ColumnMapping, ImportRun, Message, ProgressRecord
from planapp.services.errors import Refused
from planapp.services.import_runs import (
    MOST_ATTEMPTS,
    ask_layout_again,
    cancel_import,
    check_again,
    confirm_import,
    confirm_layout,
    remember_layout,
)
from tests.factories import AT, make_record
from tests.import_runs.conftest import ledger, messages_of, sheet_of, told
from tests.ledger.making import Share, make_csv, make_xls, make_xlsx

pytestmark = pytest.mark.django_db
HEADERS = ("序列编码", "数据截至", "数值", "计量单位")
ROW = ["S-OUT", 2023, 5, "亿元"]


def receive(content, by, *, name="填报.xlsx", kind="progress"):
    return receive_file(kind=kind, content=content, file_name=name, by=by, at=AT)


def previewed(content, by, **more):
    run = receive(content, by, **more)
    assert preview_run(run, at=AT)
    return run


def mapped(run, plan, by, **changes):
    """The first table as it was recognised."""
    table = run.tables[0]
    layout = {"sheet": table["sheet"], "fingerprint": table["fingerprint"],
              "mapping": table["mapping"] | changes}  # fmt: skip
    confirm_layout(run=run, layout=layout, plan=plan, by=by, at=AT)
    assert preview_run(run, at=AT)
    return run


def written(run, by, *, is_partial=False):
    confirm_import(run=run, is_partial=is_partial, by=by, at=AT)
    return write_run(run, at=AT)


def values():
    return dict(ProgressRecord.objects.values_list("series__code", "value"))


def test_own_header_is_previewed_without_a_question_and_writes_nothing_yet(round_of_2023, reporter):
    run = previewed(sheet_of(ROW), reporter)
    assert run.tables == []
    assert told(run) == ("checked", 1, 0, 0, 0)
    assert (run.made_by, run.unit.name, run.file_name) == (reporter, "省能源局", "填报.xlsx")
    assert "填报" not in run.file.name
    assert values() == {}


def test_confirmed_import_writes_drafts_and_tells_who_sent_it(round_of_2023, reporter):
    run = previewed(sheet_of(ROW), reporter)
    assert written(run, reporter)
    record = ProgressRecord.objects.get()
    assert (record.value, record.state, record.recorded_by) == (5, ReportState.DRAFT, reporter)
    assert told(run) == ("done", 1, 0, 0, 0)
    message = Message.objects.get(recipient=reporter)
    assert message.subject == "导入完成：填报.xlsx"
    assert message.body == f"新增 1 行，改动 0 行，不变 0 行。\n/admin/imports/{run.pk}/"
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "import.received", "import.confirmed", "progress.imported", "import.finished",
    ]  # fmt: skip


def test_second_worker_finds_the_import_written(round_of_2023, reporter):
    run = previewed(sheet_of(ROW), reporter)
    confirm_import(run=run, is_partial=False, by=reporter, at=AT)
    second = ImportRun.objects.get(pk=run.pk)
    assert write_run(run, at=AT)
    assert not write_run(second, at=AT)
    assert ProgressRecord.objects.count() == 1
    assert Message.objects.count() == 1


def test_changed_figure_shows_the_old_value_beside_the_new(round_of_2023, reporter, unit):
    make_record(series=round_of_2023.output, unit=unit, value=Decimal(3))
    run = previewed(sheet_of(ROW), reporter)
    assert told(run) == ("checked", 0, 1, 0, 0)
    [change] = run.preview["changes"]
    assert ["数值", "3", "5"] in change["cells"]
    assert change["row"] == 2


def test_same_again_ends_by_itself(round_of_2023, reporter):
    written(previewed(sheet_of(ROW), reporter), reporter)
    again = previewed(sheet_of(ROW), reporter)
    assert told(again) == ("done", 0, 0, 1, 0)
    assert (again.ended_at, again.confirmed_by) == (AT, None)
    assert AuditEvent.objects.latest("pk").action == "import.finished"
    assert Message.objects.count() == 1  # of the first: who sent it again sees what came of it


def test_empty_table_waits_and_cannot_be_confirmed(round_of_2023, reporter):
    run = previewed(sheet_of(), reporter)
    assert told(run) == ("checked", 0, 0, 0, 0)
    with pytest.raises(Refused, match="没有要写入的内容"):
        confirm_import(run=run, is_partial=False, by=reporter, at=AT)


def test_wrong_rows_are_told_with_their_cell_and_written_around_only_if_asked(
    round_of_2023, reporter
):
    rows = (ROW, ["S-FIRM", 2023, 7, "家"], ["S-OUT", 2022, "很多", "亿元"])
    run = previewed(sheet_of(*rows), reporter)
    assert told(run) == ("checked", 1, 0, 0, 2)
    assert messages_of(run) == [
        ("“台账”A3", "由省交通运输厅填报，您不是它的填报人。"),
        ("“台账”C4", "须是数字，例如 1234.5；计量单位写在“计量单位”一列。"),
    ]
    with pytest.raises(Refused, match="有 2 行有误"):
        confirm_import(run=run, is_partial=False, by=reporter, at=AT)
    assert written(run, reporter, is_partial=True)
    assert values() == {"S-OUT": 5}
    assert told(run) == ("done", 1, 0, 0, 2)


def test_data_that_changed_since_the_preview_is_not_written_over(round_of_2023, reporter, unit):
    run = previewed(sheet_of(ROW), reporter)
    make_record(series=round_of_2023.output, unit=unit, value=Decimal(3))
    assert not written(run, reporter)
    assert told(run)[0] == "failed"
    assert "请重新预览" in run.error
    assert values() == {"S-OUT": 3}
    check_again(run=run, choices=None, by=reporter)
    assert preview_run(run, at=AT)
    assert told(run) == ("checked", 0, 1, 0, 0)


def test_cancelled_import_is_not_written(round_of_2023, reporter):
    run = previewed(sheet_of(ROW), reporter)
    confirm_import(run=run, is_partial=False, by=reporter, at=AT)
    taken = ImportRun.objects.get(pk=run.pk)
    cancel_import(run=run, by=reporter, at=AT)
    assert not write_run(taken, at=AT)
    assert told(run)[0] == "cancelled"
    assert values() == {}
    with pytest.raises(Refused, match="已取消"):
        cancel_import(run=run, by=reporter, at=AT)


def test_cancelled_preview_stays_cancelled(round_of_2023, reporter):
    run = receive(sheet_of(ROW), reporter)
    taken = ImportRun.objects.get(pk=run.pk)
    cancel_import(run=run, by=reporter, at=AT)
    assert not preview_run(taken, at=AT)
    assert told(run)[0] == "cancelled"


def test_others_cannot_go_on_with_an_import(round_of_2023, reporter, administrator):
    run = previewed(sheet_of(ROW), reporter)
    with pytest.raises(Refused, match="张填报上传"):
        confirm_import(run=run, is_partial=False, by=administrator, at=AT)
    with pytest.raises(Refused, match="张填报上传"):
        cancel_import(run=run, by=administrator, at=AT)


def test_person_without_the_right_cannot_send_anything_in(round_of_2023, supervisor):
    with pytest.raises(Refused, match="不能导入“数据填报”"):
        receive(sheet_of(ROW), supervisor)


def test_import_that_brings_workers_down_is_given_up(round_of_2023, reporter):
    run = receive(sheet_of(ROW), reporter)
    ImportRun.objects.filter(pk=run.pk).update(attempts=MOST_ATTEMPTS)
    assert not preview_run(run, at=AT)
    assert told(run)[0] == "failed"
    assert run.error == "处理了 5 次都中途停止；请拆分文件后重新上传。"
    assert Message.objects.get().subject == "导入失败：填报.xlsx"


def test_file_that_is_gone_ends_the_import_with_words(round_of_2023, reporter):
    run = receive(sheet_of(ROW), reporter)
    run.file.storage.delete(run.file.name)
    assert not preview_run(run, at=AT)
    assert told(run)[0] == "failed"
    assert run.error.startswith("程序出错，没有写入任何内容")


def test_sweep_carries_on_what_a_lost_message_left(round_of_2023, reporter):
    run = receive(sheet_of(ROW), reporter)
    assert jobs.sweep_imports() == 1
    assert told(run) == ("checked", 1, 0, 0, 0)
    confirm_import(run=run, is_partial=False, by=reporter, at=AT)
    assert jobs.sweep_imports() == 1
    assert told(run) == ("done", 1, 0, 0, 0)
    assert jobs.sweep_imports() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (
            make_csv([HEADERS, ROW], encoding="gb18030"),
            "表.csv",
        ),
        (
            make_csv([HEADERS, ROW], encoding="utf-8-sig"),
            "表.csv",
        ),
        (make_xls([HEADERS, ROW]), "表.xls"),
    ],
)
def test_other_formats_are_read_as_well(round_of_2023, reporter, content, name):
    run = previewed(content, reporter, name=name)
    assert told(run) == ("checked", 1, 0, 0, 0)
    assert written(run, reporter)
    assert values() == {"S-OUT": 5}


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"PK\x03\x04broken", "表.xlsx", "表.xlsx"),
        (b"<html><table></table></html>", "表.xls", "实际是网页"),
        (sheet_of(ROW), "表.xlsm", "含宏的工作簿"),
        (make_xlsx([["随便", "写写"], [1, 2]]), "表.xlsx", "下载模板"),
    ],
)
def test_file_that_cannot_be_taken_is_refused_in_words_and_not_kept(
    round_of_2023, reporter, content, name, reason
):
    with pytest.raises(Refused, match=reason):
        receive(content, reporter, name=name)
    assert not ImportRun.objects.exists()


def test_example_row_of_a_template_is_left_out(round_of_2023, reporter):
    run = previewed(sheet_of(["示例：S-OUT", 2023, 1, "亿元"], ROW), reporter)
    assert told(run) == ("checked", 1, 0, 0, 0)


def test_share_is_not_taken_for_its_hundredth(round_of_2023, reporter):
    content = make_xlsx([HEADERS, ["S-OUT", 2023, Share(0.125), "亿元"]])
    run = previewed(content, reporter)
    [(place, message)] = messages_of(run)
    assert place == "“台账”C2"
    assert message.startswith("须是数字")


def test_ledger_with_a_column_per_year_asks_for_its_columns_first(round_of_2023, reporter):
    run = receive(ledger([1, "总产值", None, 5]), reporter)
    assert run.state == ImportState.MAPPING
    mapped(run, round_of_2023.plan, reporter)
    assert told(run) == ("checked", 1, 0, 0, 0)
    [name] = run.preview["names"]
    assert (name["written"], name["how"], name["code"]) == ("总产值", "名称相同", "S-OUT")
    assert not name["is_sure"]
    assert written(run, reporter)
    record = ProgressRecord.objects.get()
    assert (record.as_of_on, record.value) == (date(2023, 12, 31), 5)


def test_name_that_means_nothing_in_the_plan_is_refused_until_somebody_says(
    round_of_2023, reporter
):
    run = receive(ledger([1, "产值情况", None, 5]), reporter)
    mapped(run, round_of_2023.plan, reporter)
    assert told(run) == ("checked", 0, 0, 0, 1)
    assert messages_of(run) == [("“台账”B4", "规划中没有找到。请在“名称对应”中选定。")]
    check_again(run=run, choices={"产值情况": "S-OUT"}, by=reporter)
    assert preview_run(run, at=AT)
    assert told(run) == ("checked", 1, 0, 0, 0)
    check_again(run=run, choices={"产值情况": "-"}, by=reporter)
    assert preview_run(run, at=AT)
    assert told(run) == ("checked", 0, 0, 0, 0)


def test_unit_staff_find_only_their_own_items_by_name(round_of_2023, reporter):
    run = receive(ledger([1, "规上企业数（家）", None, 9]), reporter)
    mapped(run, round_of_2023.plan, reporter, unit="")
    assert told(run) == ("checked", 0, 0, 0, 1)
    assert messages_of(run)[0][1] == "规划中没有找到。请在“名称对应”中选定。"


def test_approximate_figure_is_refused(round_of_2023, reporter):
    run = receive(ledger([1, "总产值", None, "约5"]), reporter)
    mapped(run, round_of_2023.plan, reporter)
    assert messages_of(run) == [("“台账”D4", "写有“约”；请改为确定的数值。")]


def test_kept_layout_is_proposed_the_next_time(round_of_2023, reporter):
    first = receive(ledger([1, "总产值", None, 5]), reporter)
    table = first.tables[0]
    changed = table["mapping"] | {"first_leads": True}
    for mapping in (table["mapping"], changed):
        remember_layout(
            run=first, fingerprint=table["fingerprint"], mapping=mapping, by=reporter, at=AT
        )
    assert ColumnMapping.objects.count() == 1
    second = receive(ledger([1, "总产值", 4, 6], [2, "别的", 1, 2]), reporter)
    assert second.tables[0]["is_kept"]
    assert second.tables[0]["mapping"]["first_leads"]
    assert second.tables[0]["mapping"]["last_row"] == 5


def test_kept_layout_leaves_years_and_a_stated_unit_to_the_ledger(round_of_2023, reporter):
    def yearly(measure):
        head = [[f"计量单位：{measure}"], ["序号", "指标名称", "完成值"]]
        return receive(make_xlsx([*head, [1, "总产值", 5]]), reporter)

    table = yearly("亿元").tables[0]
    table["mapping"]["columns"][2] |= {"year": 2022, "unit": "亿元"}
    kept = {"fingerprint": table["fingerprint"], "mapping": table["mapping"]}
    remember_layout(run=ImportRun.objects.get(), **kept, by=reporter, at=AT)
    for measure, unit in (("亿元", "亿元"), ("万元", "")):
        [again] = yearly(measure).tables
        value = again["mapping"]["columns"][2]
        assert again["is_kept"]
        assert (again["mapping"]["unit"], value["year"], value["unit"]) == (measure, None, unit)


def test_columns_can_be_asked_about_again_after_the_preview(round_of_2023, reporter):
    run = receive(ledger([1, "总产值", None, 5]), reporter)
    mapped(run, round_of_2023.plan, reporter)
    ask_layout_again(run=run, by=reporter)
    assert told(run)[0] == "mapping"
    own = previewed(sheet_of(ROW), reporter)
    with pytest.raises(Refused, match="标准表头"):
        ask_layout_again(run=own, by=reporter)
