"""监测表 as its reader opens it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl

from planapp.domain.monitoring import Monitoring
from planapp.reports.monitoring_xlsx import write_monitoring
from tests.monitoring import DECIDED, LINE, TASK, report

HEAD = 4  # the row of the headers, as a spreadsheet counts


def opened(whole: Monitoring) -> Any:
    out = BytesIO()
    write_monitoring(out, whole)
    return openpyxl.load_workbook(out)


def lines(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_indicators_stand_in_the_columns_of_the_monitoring_sheet() -> None:
    [line] = lines(opened(report(replace(LINE, decided=DECIDED)))["指标监测表"])
    assert line == {
        "序号": 1, "规划": "医药规划", "指标名称": "产值", "计量单位": "万元", "属性": "预期性",
        "基期年": 2020, "基期值": 3439000.5, "目标年": 2025, "目标值": "≥ 1,200 亿元",
        "2021年实际值": 1, "2022年实际值": 2.5, "应达值": 857.5, "完成进度": 0.382,
        "序时进度": 0.6, "距序时差额": 186.6, "距目标差额": 529.1, "是否达到": "严重滞后",
        "核定结论": "达到序时进度", "趋势判断": "实现难度较大",
        "原因及措施": "问题：原料涨价\n措施：扩产", "牵头单位": "省工信厅、省药监局",
        "数据来源": "统计快报", "备注": "应达值和差额以亿元计",
    }  # fmt: skip


def test_what_is_not_known_is_blank_and_what_waits_is_named() -> None:
    bare = replace(
        LINE,
        base_value=None,
        completion=None,
        pending=Decimal("5.0"),
        is_demo=True,
        base_is_demo=True,
        series_unit="亿元",
        waiting="数据未公布，预计2024年6月公布",
    )
    [line] = lines(opened(report(bare))["指标监测表"])
    assert (line["基期值"], line["完成进度"]) == (None, None)
    assert (
        line["备注"] == "数据未公布，预计2024年6月公布；已报5亿元，未审核；基期为演示数据；演示数据"
    )


def test_tasks_and_silent_units_have_their_sheets() -> None:
    book = opened(report(tasks=(TASK, replace(TASK, self_assessment=None))))
    said, silent = lines(book["任务进展表"])
    assert (said["自评"], said["完成百分比"], silent["自评"]) == ("正常推进", 0.4, None)
    [missing] = lines(book["未报送单位"])
    assert (missing["单位"], missing["未报事项"], missing["逾期天数"]) == ("省发改委", 1, 10)


def test_rows_are_as_high_as_their_longest_text() -> None:
    """LibreOffice fits no row to wrapped text by itself."""
    long = replace(LINE, problems="原料涨价，" * 20)
    sheet = opened(report(LINE, long))["指标监测表"]
    usual, high = (sheet.row_dimensions[row].height for row in (HEAD + 1, HEAD + 2))
    assert usual < 3 * 13.5 < 6 * 13.5 < high


def test_sheets_are_ready_to_be_read_and_printed() -> None:
    book = opened(report(LINE))
    sheet = book["指标监测表"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D5", "A4:W5")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$4:$4"
    assert len(book["汇总"]._charts) == 1


def test_text_that_looks_like_a_formula_stays_text() -> None:
    [line] = lines(opened(report(replace(LINE, name="=1+1")))["指标监测表"])
    assert line["指标名称"] == "'=1+1"


def test_empty_report_says_so() -> None:
    assert opened(report())["指标监测表"]["A5"].value == "没有符合条件的内容。"
