"""数据填报 and 历史数据 as sheets: what comes in, what goes out, and the way there and back."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from tablib import Dataset

from planapp.domain.terms import ImportPhase, PlanStatus, ReportState, Role, Vintage
from planapp.imports.formats import CsvFormat, XlsxFormat, read_tables
from planapp.imports.history import HistoryResource
from planapp.imports.progress import ProgressResource
from planapp.imports.registry import RESOURCES, exportable, importable
from planapp.imports.table_in import TableIn
from planapp.models import AuditEvent, ProgressRecord
from planapp.reports.csv_lines import csv_lines
from planapp.reports.table_out import write_table
from planapp.services.audit import check_audit_trail
from tests.factories import (
    AT,
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
)

pytestmark = pytest.mark.django_db
DAY = date(2023, 12, 31)
TODAY = date(2024, 1, 15)
HEADERS = ("序列编码", "数据截至", "数值", "计量单位", "数据来源")


@pytest.fixture
def plan():
    plan = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=plan)
    return plan


@pytest.fixture
def series(plan, unit):
    return owed(plan, unit, code="S1")


def owed(plan, unit, **changes):
    series = make_series(**{"value_unit": "亿元"} | changes)
    make_responsibility(
        indicator=make_indicator(plan=plan, series=series), unit=unit, role=Role.LEAD
    )
    return series


def sheet(*rows, headers=HEADERS, numbers=()):
    return TableIn(headers, rows, numbers)


def bring(table, by, *, resource=ProgressResource, **options):
    return resource(by=by, at=AT).import_data(table, use_transactions=True, **options)


def counts(result):
    return (result.new, result.changed, result.unchanged, result.refused)


def told(result):
    return [(each.row, each.header, each.value, each.reason) for each in result.problems]


def as_csv(resource, rows=None):
    head = [column.header for column in resource.columns]
    return b"".join(csv_lines([head, *resource.export_rows(rows)]))


def as_xlsx(resource):
    out = io.BytesIO()
    columns = [(column.header, column.width) for column in resource.columns]
    write_table(out, title=resource.title, columns=columns, rows=resource.export_rows())
    return out.getvalue()


def test_csv_saved_by_a_chinese_excel_is_taken_in(series, reporter):
    text = '序列编码,数据截至,数值,计量单位,数据来源\r\nS1,2023年,"1,234.5",亿元,省统计局\r\n'
    [table] = read_tables(text.encode("gb18030"), "数据.csv")
    assert counts(bring(table, reporter)) == (1, 0, 0, 0)
    record = ProgressRecord.objects.get()
    assert (record.value, record.source, record.as_of_on) == (Decimal("1234.5"), "省统计局", DAY)


def test_tablib_dataset_is_taken_in_like_a_table(series, reporter):
    dataset = Dataset(("S1", "2023", "7", "万元", "局"), headers=HEADERS)
    assert counts(bring(dataset, reporter)) == (1, 0, 0, 0)
    assert ProgressRecord.objects.get().value == Decimal("0.0007")


def test_preview_tells_changes_cell_by_cell_and_writes_nothing(series, unit, reporter):
    make_record(series=series, unit=unit, value=Decimal(4), source="旧")
    result = bring(
        sheet(("S1", "2023", "50000", "万元", "新"), numbers=[9]), reporter, dry_run=True
    )
    [row] = result.shown
    cells = [(cell.header, cell.old, cell.new) for cell in row.diff]
    assert (row.number, cells) == (9, [("数值", "4", "5"), ("数据来源", "旧", "新")])
    assert (counts(result), ProgressRecord.objects.get().value) == ((0, 1, 0, 0), Decimal(4))


def test_problems_of_cells_and_rows_are_told_together(plan, series, reporter):
    rows = (
        ("S1", "2023", "五", "亿元", "局"),
        ("S9", "2023", "5", "亿元", "局"),
        ("S1", "2023", "5", "公里", "局"),
        ("S1", "2023-02-30", "", "亿元", "局"),
    )
    result = bring(sheet(*rows), reporter, dry_run=True)
    assert told(result) == [
        (2, "数值", "五", "须是数字，例如 1234.5；计量单位写在“计量单位”一列。"),
        (3, "序列编码", "S9", "没有编码为“S9”的数据序列。"),
        (4, "计量单位", "公里", "计量单位“公里”不能换算为“亿元”。"),
        (5, "数据截至", "2023-02-30", "没有这一天。"),
        (5, "数值", "", "必须填写。"),
    ]
    assert (result.refused, result.has_errors(), result.has_validation_errors()) == (4, False, True)


def test_value_that_is_not_exact_in_the_unit_of_the_series_is_refused(series, reporter):
    result = bring(sheet(("S1", "2023", "0.001", "万元", "局")), reporter, dry_run=True)
    assert told(result) == [(2, "数值", "0.001", "换算为亿元后是 0.0000001，超过 6 位小数。")]


def test_bad_cell_keeps_all_rows_out_unless_only_good_ones_are_wanted(plan, series, unit, reporter):
    owed(plan, unit, code="S2")
    rows = sheet(
        ("S1", "2023", "x", "亿元", "局"),
        ("没有", "2023", "1", "亿元", "局"),
        ("S2", "2023", "6", "亿元", "局"),
    )
    refused = bring(rows, reporter)
    assert (counts(refused), ProgressRecord.objects.count()) == ((0, 0, 0, 1), 0)
    partial = bring(rows, reporter, only_good_rows=True)
    assert (counts(partial), [each.row for each in partial.problems]) == ((1, 0, 0, 2), [2, 3])
    assert ProgressRecord.objects.get().series.code == "S2"


def test_row_that_the_service_refuses_keeps_all_out(series, reporter):
    result = bring(sheet(("S1", "2023", "1", "亿元", ""), ("没有", "2023", "1", "", "")), reporter)
    assert [str(error.error) for error in result.base_errors] == [
        "有 1 行不能写入，整张表都没有写入；第一处是第 2 行：没有编码为“没有”的数据序列。"
    ]
    assert (ProgressRecord.objects.count(), AuditEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (("序列编码", "数据截至"), "缺少必需的列：数值。"),
        (("序列编码", "数据截至", "数值", "数值"), "列名重复：数值。"),
    ],
)
def test_wrong_headers_are_told(reporter, headers, reason):
    result = bring(sheet(headers=headers), reporter)
    assert [str(error.error) for error in result.base_errors] == [reason]


def test_unknown_header_is_told_with_those_that_are_known(reporter):
    result = bring(sheet(headers=("序列编码", "数据截至", "数值", "备注一")), reporter)
    [error] = result.base_errors
    assert str(error.error).startswith("不认识的列：备注一；可用的列：序列编码、数据截至、数值、")


def test_who_may_not_import_is_told(auditor, supervisor):
    for person in (auditor, supervisor):
        [error] = bring(sheet(), person).base_errors
        assert str(error.error).startswith("您不能导入“数据填报”")


def test_phases_are_told_and_may_end_the_import(series, reporter):
    seen = []
    bring(sheet(("S1", "2023", "1", "亿元", "")), reporter, watch=seen.append)
    assert seen == [ImportPhase.CHECKING, ImportPhase.WRITING]

    def cancel(phase):
        raise InterruptedError(phase)

    with pytest.raises(InterruptedError):
        bring(sheet(("S1", "2023", "2", "亿元", "")), reporter, watch=cancel)
    assert ProgressRecord.objects.get().value == Decimal(1)


TEXTS = ("=1+1", "'=1+1", "''-2", "+86 电话", "-5", "@我", "\t缩进", "第一行\n第二行", "'引号")


@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_what_goes_out_comes_back_unchanged(plan, unit, reporter, administrator, write):
    for number, text in enumerate(TEXTS):
        make_record(
            series=owed(plan, unit, code=f"S{number}"), unit=unit, value=Decimal("-0.100001"),
            source="'=A1", narrative=text, problems=f"{text}\r\n末行",
            state=ReportState.APPROVED if number % 2 else ReportState.RETURNED,
        )  # fmt: skip
    make_record(
        series=owed(plan, unit, code="大数", value_unit=""), unit=unit, value=Decimal("1e9"),
        as_of_on=date(2020, 6, 30), vintage=Vintage.FLASH, state=ReportState.SUBMITTED,
    )  # fmt: skip
    name = "数据.xlsx" if write is as_xlsx else "数据.csv"
    for person in (reporter, administrator):
        [table] = read_tables(write(ProgressResource(by=person, at=AT)), name)
        result = bring(table, person, dry_run=True)
        assert (told(result), counts(result)) == ([], (0, 0, len(TEXTS) + 1, 0))
    before = ProgressRecord.objects.get(series__code="S0").narrative
    bring(table, administrator)
    assert (ProgressRecord.objects.get(series__code="S0").narrative, before) == ("=1+1", "=1+1")


def test_no_text_that_goes_out_is_a_formula(plan, unit, reporter):
    record = make_record(
        series=owed(plan, unit, code="S1", name="=HYPERLINK(1)"), unit=unit, narrative="=cmd()"
    )
    resource = ProgressResource(by=reporter, at=AT)
    text = as_csv(resource).decode("utf-8-sig")
    assert "'=cmd()" in text and ",=" not in text
    cells = openpyxl.load_workbook(io.BytesIO(as_xlsx(resource))).active
    assert {cell.data_type for row in cells.iter_rows(min_row=2) for cell in row} == {"s", "n", "d"}
    assert cells["G2"].value == f"'{record.narrative}"
    assert (cells.freeze_panes, cells.auto_filter.ref) == ("A2", "A1:N2")


def test_newest_version_that_one_sees_goes_out(series, unit, reporter, administrator):
    make_record(series=series, unit=unit, state=ReportState.APPROVED, value=Decimal(4))
    make_record(series=series, unit=unit, version=2, value=Decimal(5))
    values = {
        person: [row[2] for row in ProgressResource(by=person, at=AT).export_rows()]
        for person in (reporter, administrator)
    }
    assert values == {reporter: [Decimal(5)], administrator: [Decimal(4)]}


def test_draft_that_an_administrator_does_not_see_is_not_written_over(
    series, unit, reporter, administrator
):
    make_record(series=series, unit=unit, value=Decimal(5), recorded_by=reporter)
    rows = sheet(("S1", "2023", "5", "亿元", ""))
    [problem] = bring(rows, administrator, dry_run=True).problems
    assert problem.reason == f"{unit}正在填报，草稿只能由该单位自己修改。"


def test_formats_of_import_export_read_with_our_readers(series):
    [table] = [CsvFormat().create_dataset("序列编码,数值\r\nS1,1\r\n".encode("gb18030"))]
    assert (table.headers, table.rows) == (["序列编码", "数值"], (("S1", "1"),))
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["数值"])
    book.active.cell(row=4, column=1, value=0.1)
    book.save(out)
    table = XlsxFormat().create_dataset(out.getvalue())
    assert (table.rows, table.numbers) == ([(Decimal("0.1"),)], [4])


def test_tables_are_offered_by_right(reporter, administrator, auditor):
    assert {"progress", "history"} <= set(RESOURCES)
    own = {person: _offered(person) for person in (reporter, administrator, auditor)}
    assert own == {
        reporter: ({"progress"}, {"progress", "history"}),
        administrator: ({"progress", "history"}, {"progress", "history"}),
        auditor: (set(), {"progress", "history"}),
    }


def _offered(person):
    ours = {"progress", "history"}
    return tuple(
        {each.slug for each in offer(person, on=TODAY)} & ours for offer in (importable, exportable)
    )


PAST = ("序列编码", "年份", "数值", "计量单位", "数据性质", "数据来源")


def bring_history(by, *rows, **options):
    return bring(sheet(*rows, headers=PAST), by, resource=HistoryResource, **options)


def test_history_is_kept_as_approved_and_marks_gaps(plan, series, administrator, unit):
    gap = make_gap(indicator=series.indicators.get(), cycle=plan.cycles.get(), stale=False)
    result = bring_history(
        administrator,
        ("S1", "2018", "40000", "万元", "", "《2018年公报》"),
        ("S1", 2019, 5, "亿元", "数据修订", "《2019年公报》"),
    )
    assert counts(result) == (2, 0, 0, 0)
    kept = ProgressRecord.objects.order_by("as_of_on").values_list(
        "as_of_on", "value", "vintage", "state", "unit", "source"
    )
    state = ReportState.APPROVED
    assert list(kept) == [
        (date(2018, 12, 31), 4, Vintage.FINAL, state, unit.pk, "《2018年公报》"),
        (date(2019, 12, 31), 5, Vintage.REVISED, state, unit.pk, "《2019年公报》"),
    ]
    gap.refresh_from_db()
    [event] = AuditEvent.objects.all()
    assert (gap.stale, event.action, check_audit_trail().flaw) == (
        True, "progress.history_imported", None,
    )  # fmt: skip
    [table] = read_tables(as_csv(HistoryResource(by=administrator, at=AT)), "历史.csv")
    again = bring(table, administrator, resource=HistoryResource)
    assert (counts(again), AuditEvent.objects.count()) == ((0, 0, 2, 0), 1)


def test_history_that_is_not_to_be_kept_says_why(plan, series, administrator, unit):
    make_record(series=series, unit=unit, as_of_on=date(2017, 6, 30), state=ReportState.APPROVED)
    source = "《公报》"
    result = bring_history(
        administrator,
        ("S1", "2022", "1", "亿元", "", source),
        ("S1", "2018", "1", "亿元", "快报", source),
        ("S1", "2017", "1", "亿元", "", source),
        ("S1", "2016", "1", "亿元", "", ""),
        ("S1", "2015-06-30", "1", "亿元", "", source),
        dry_run=True,
    )
    assert [(each.row, each.header, each.reason) for each in result.problems] == [
        (2, "年份", "2022年的数据由单位填报，不能记为历史数据。"),
        (3, "数据性质", "历史数据只能记为“最终核实”或“数据修订”。"),
        (4, "年份", "2017年已有数据，历史数据不覆盖；请在填报中更正。"),
        (5, "数据来源", "必须填写。"),
        (6, "年份", "历史数据按年，只写年份（2019）。"),
    ]


def test_history_is_for_administrators(reporter):
    [error] = bring_history(reporter, ("S1", "2018", "1", "亿元", "", "《公报》")).base_errors
    assert str(error.error).startswith("您不能导入“历史数据”")


@pytest.mark.parametrize("rows", [1, 30])
def test_cost_of_history_does_not_depend_on_the_rows(
    plan, unit, administrator, rows, django_assert_max_num_queries
):
    several = [owed(plan, unit, code=f"S{number}") for number in range(rows)]
    with django_assert_max_num_queries(40):
        bring_history(
            administrator, *((one.code, "2018", "1", "亿元", "", "公报") for one in several)
        )
    assert ProgressRecord.objects.count() == rows
