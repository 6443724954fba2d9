"""监测表: a report as a workbook, to be handed in and worked on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import IO, Any

import xlsxwriter

from planapp.domain.cell_text import to_cell
from planapp.domain.monitoring import (
    IndicatorLine,
    Monitoring,
    TaskLine,
    count_groups,
    missing_units,
)
from planapp.domain.terms import Light
from planapp.domain.wording import format_day, format_target, text_width
from planapp.reports.charts import COLOURS

TITLE = "规划实施监测表"
PENDING = "未审核"
_A3 = 8  # the paper
_LINE, _MOST_HIGH = 13.5, 409  # points of a line, and of a row at most
_HEAD_ROW = 3  # below the title, the filter and the notes
Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    width: int
    format: str = "text"


def write_monitoring(out: IO[bytes], report: Monitoring) -> None:
    """Four sheets: 汇总 with a chart, 指标监测表, 任务进展表, 未报送单位; figures are numbers."""
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        workbook = _Workbook(book, report)
        workbook.add_summary()
        for title, columns, rows in tables_of(report):
            workbook.add_table(title, columns, rows)


def tables_of(report: Monitoring) -> list[tuple[str, Sequence[Column], Iterable[list[Cell]]]]:
    """What the sheets hold, by title, columns and rows."""
    return [
        ("指标监测表", _indicator_columns(report.years), _indicator_rows(report)),
        ("任务进展表", _TASK_COLUMNS, _task_rows(report)),
        ("未报送单位", _MISSING_COLUMNS, _missing_rows(report)),
    ]


class _Workbook:
    """The sheets of a report, alike in their heads, frames and print set-up."""

    def __init__(self, book: Any, report: Monitoring) -> None:
        self.book, self.report = book, report
        cell = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 10}
        number = {**cell, "text_wrap": False}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "note": book.add_format({"font_color": "#57606A", "font_size": 10}),
            "head": book.add_format(
                {**cell, "bold": True, "bg_color": "#E8F0F9", "align": "center"}
            ),
            "text": book.add_format(cell),
            "number": book.add_format({**number, "num_format": "#,##0.######"}),
            "whole": book.add_format({**number, "num_format": "#,##0"}),
            "computed": book.add_format({**number, "num_format": "#,##0.00"}),
            "year": book.add_format({**number, "num_format": "0"}),
            "percent": book.add_format({**number, "num_format": "0.0%"}),
        }

    def add_table(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
    ) -> None:
        sheet = self._add_sheet(name, f"{TITLE}（{name}）")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(_HEAD_ROW, place, column.label, self.formats["head"])
        sheet.set_row(_HEAD_ROW, _height(columns, [column.label for column in columns]))
        last = _HEAD_ROW
        for last, row in enumerate(rows, start=_HEAD_ROW + 1):
            sheet.set_row(last, _height(columns, row))
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, (last, place), value, style=self._style(column.format, value))
        if last == _HEAD_ROW:
            sheet.write_string(last + 1, 0, "没有符合条件的内容。", self.formats["note"])
        sheet.autofilter(_HEAD_ROW, 0, max(last, _HEAD_ROW + 1), len(columns) - 1)
        sheet.freeze_panes(_HEAD_ROW + 1, 3)

    def _style(self, name: str, value: Cell) -> Any:
        """Of a column; whole numbers are written without the point that would end them."""
        is_whole = name == "number" and value is not None and value == int(value)
        return self.formats["whole" if is_whole else name]

    def add_summary(self) -> None:
        groups = count_groups(self.report)
        sheet = self._add_sheet("汇总", TITLE)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1 + len(Light), 12)
        for place, label in enumerate(["", "合计", *(light.label for light in Light)]):
            sheet.write_string(_HEAD_ROW, place, label, self.formats["head"])
        for row, (label, counts) in enumerate(groups, start=_HEAD_ROW + 1):
            sheet.write_string(row, 0, label, self.formats["text"])
            for place, number in enumerate([counts.total, *(n for _, n in counts.lights)], start=1):
                sheet.write_number(row, place, number, self.formats["whole"])
        below = _HEAD_ROW + len(groups) + 2
        for row, (label, counts) in enumerate(groups, start=below):
            sheet.write_string(row, 0, f"{label}：{counts.sentence}。", self.formats["note"])
        described = {"description": "各类指标和任务的灯号构成，数据见上表"}
        sheet.insert_chart(below + len(groups) + 1, 0, self._chart(len(groups)), described)

    def _chart(self, groups: int) -> Any:
        """Bars of lights, one for each group."""
        chart = self.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        first, last = _HEAD_ROW + 1, _HEAD_ROW + groups
        for place, light in enumerate(Light, start=2):
            chart.add_series(
                {
                    "name": light.label,
                    "categories": ["汇总", first, 0, last, 0],
                    "values": ["汇总", first, place, last, place],
                    "fill": {"color": COLOURS[light]},
                }
            )
        chart.set_title({"name": "灯号构成", "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 720, "height": 300})
        return chart

    def _add_sheet(self, name: str, title: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.formats["title"])
        for row, note in enumerate(_notes(self.report), start=1):
            sheet.write_string(row, 0, note, self.formats["note"])
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet


def _height(columns: Sequence[Column], row: Sequence[Cell]) -> float:
    """Points for the longest text: not every program fits a row to its wrapped text by itself."""
    texts = [(str(value or ""), column.width) for column, value in zip(columns, row, strict=True)]
    lines = (
        sum(ceil(text_width(part) / (width - 1)) or 1 for part in text.splitlines())
        for text, width in texts
    )
    return min(_MOST_HIGH, _LINE * (max(lines) + 0.4))


def _notes(report: Monitoring) -> tuple[str, str]:
    chosen = "；".join(f"{label}：{value}" for label, value in report.chosen) or "全部可见的规划"
    reading = "比率按增量进度计；空白为没有数据，不是零；未审核的数据不计入判定。"
    if report.has_demo_figures:
        reading += "标有“演示数据”的为虚构。"
    return f"范围：{chosen}。截至{format_day(report.on)}。", reading


def _write(sheet: Any, at: tuple[int, int], value: Cell, *, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(*at, None, style)
    elif isinstance(value, str):
        sheet.write_string(*at, to_cell(value), style)
    else:
        sheet.write_number(*at, value, style)


_TASK_COLUMNS = [
    Column("序号", 6, "number"), Column("规划", 26), Column("编号", 8), Column("任务", 40),
    Column("责任单位", 24), Column("时限", 14), Column("自评", 10),
    Column("完成百分比", 10, "percent"), Column("判定", 14), Column("进展情况", 48),
    Column("存在问题", 30), Column("下一步措施", 30), Column("备注", 20),
]  # fmt: skip
_MISSING_COLUMNS = [
    Column("序号", 6, "number"), Column("单位", 28), Column("规划", 40), Column("填报期", 16),
    Column("未报事项", 10, "number"), Column("截止日期", 16), Column("逾期天数", 10, "number"),
]  # fmt: skip


def _indicator_columns(years: Sequence[int]) -> list[Column]:
    return [
        Column("序号", 5, "number"), Column("规划", 18), Column("指标名称", 22),
        Column("计量单位", 7), Column("属性", 7), Column("基期年", 7, "year"),
        Column("基期值", 9, "number"), Column("目标年", 7, "year"), Column("目标值", 11),
        *(Column(f"{year}年实际值", 9, "number") for year in years),
        Column("应达值", 9, "computed"), Column("完成进度", 8, "percent"),
        Column("序时进度", 8, "percent"), Column("距序时差额", 9, "computed"),
        Column("距目标差额", 9, "computed"), Column("是否达到", 11), Column("核定结论", 9),
        Column("趋势判断", 11), Column("原因及措施", 34), Column("牵头单位", 14),
        Column("数据来源", 12), Column("备注", 16),
    ]  # fmt: skip


def _indicator_rows(report: Monitoring) -> Iterable[list[Cell]]:
    for number, line in enumerate(report.indicators, start=1):
        values = dict(line.years)
        yield [
            number, line.plan, line.name, line.series_unit, line.attribute.label, line.base_year,
            line.base_value, line.target_year, _target(line),
            *(values.get(year) for year in report.years),
            line.expected_value, line.completion, line.time_progress, line.lag, line.gap,
            line.words, line.decided.words if line.decided else None,
            line.trend.label if line.trend else None, _causes(line), "、".join(line.leads),
            line.source, "；".join(_remarks(line)),
        ]  # fmt: skip


def _target(line: IndicatorLine) -> str:
    return format_target(
        line.comparator, line.target, target_max=line.target_max, value_unit=line.value_unit
    )


def _causes(line: IndicatorLine | TaskLine) -> str:
    parts = (("问题：", line.problems), ("措施：", line.next_steps))
    return "\n".join(f"{label}{text}" for label, text in parts if text)


def _remarks(line: IndicatorLine) -> list[str]:
    """What a reader must know of the line besides its figures."""
    found = [line.waiting] if line.waiting else []
    if line.pending is not None:
        found.append(f"已报{line.pending.normalize():f}{line.series_unit}，{PENDING}")
    if line.value_unit != line.series_unit:
        found.append(f"应达值和差额以{line.value_unit}计" if line.value_unit else "")
    if line.base_is_demo:
        found.append("基期为演示数据")
    if line.is_demo:
        found.append("演示数据")
    return [each for each in found if each]


def _task_rows(report: Monitoring) -> Iterable[list[Cell]]:
    for number, line in enumerate(report.tasks, start=1):
        _, _, words = line.shown
        remarks = [PENDING] * line.is_pending + ["演示数据"] * line.is_demo
        yield [
            number, line.plan, line.number, line.title, "、".join(line.units), line.deadline,
            line.self_assessment.label if line.self_assessment else None,
            Decimal(line.percent) / 100 if line.percent is not None else None,
            f"{words}（核定）" if line.decided else words, line.narrative, line.problems,
            line.next_steps, "；".join(remarks),
        ]  # fmt: skip


def _missing_rows(report: Monitoring) -> Iterable[list[Cell]]:
    for number, line in enumerate(missing_units(report), start=1):
        late = line.days_late if line.days_late > 0 else None
        yield [number, line.unit, line.plan, line.words, line.items, format_day(line.due_on), late]
