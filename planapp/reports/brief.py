"""简报: what one page says of an indicator, a plan or a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planapp.domain.briefing import indicator_sentence, period_words, report_sentence
from planapp.domain.monitoring import (
    IndicatorLine,
    Monitoring,
    count_indicators,
    count_tasks,
    lagging_lines,
    missing_units,
)
from planapp.domain.terms import Measure
from planapp.domain.wording import (
    NOTHING,
    difference_unit,
    format_amount,
    format_computed,
    format_percent,
    format_target,
)
from planapp.reports.charts import light_bars_svg, svg_as_address, years_svg

WORST, SILENT = 10, 5  # lines of a brief, so that it is one page; the report has all
_HEADS = ("指标", "目标", "实际", "完成", "序时", "判定")
UNREVIEWED = "未审核"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, its caption, and what it shows in words."""

    svg: str
    caption: str
    alternative: str

    @property
    def address(self) -> str:
        return svg_as_address(self.svg)


@dataclass(frozen=True, slots=True)
class Brief:
    """The page in words; page and file show the same.

    `facts` are pairs of label and figure, `years` of year and figure, `rows` lines of `heads`,
    `said` headings with their paragraphs.
    """

    name: str
    sentence: str
    on: date
    facts: tuple[tuple[str, str], ...] = ()
    years: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()
    heads: tuple[str, ...] = _HEADS
    figure: Figure | None = None

    @property
    def title(self) -> str:
        return f"{self.name}简报"


def indicator_brief(
    line: IndicatorLine, *, measure: Measure, as_of_on: date, cycle: str, on: date
) -> Brief:
    """The brief of one indicator in one round."""
    return Brief(
        name=line.name,
        sentence=indicator_sentence(line, measure=measure, as_of_on=as_of_on),
        on=on,
        facts=tuple(_facts(line, cycle)),
        years=tuple((f"{year}年", format_amount(value, line.series_unit))
                    for year, value in line.years),
        said=(
            ("原因", (line.problems or "没有报送原因。",)),
            ("措施", (line.next_steps or "没有报送措施。",)),
            ("责任单位", ("、".join(line.leads) or "还没有确定牵头单位。",)),
            ("规划原文", (f"《{line.document}》：“{line.quote}”",)),
        ),
        figure=_course(line, measure, as_of_on=as_of_on),
    )  # fmt: skip


def report_brief(report: Monitoring, *, name: str, subject: str) -> Brief:
    """The brief of what a report holds: how many stand how, what lags, who is silent."""
    missing = missing_units(report)
    silent = [
        f"{each.unit}：《{each.plan}》{each.words}{each.items}项"
        + (f"，已逾期{each.days_late}天" if each.days_late > 0 else "")
        for each in missing[:SILENT]
    ]
    if len(missing) > SILENT:
        silent.append(f"另有{len(missing) - SILENT}项见报告。")
    documents = sorted({line.document for line in report.indicators})
    return Brief(
        name=name,
        sentence=report_sentence(report, subject=subject),
        on=report.on,
        rows=tuple(_row(line) for line in lagging_lines(report)[:WORST]),
        said=(
            ("尚未报送", tuple(silent) or ("应报送的均已报送。",)),
            ("依据", ("、".join(f"《{each}》" for each in documents) or NOTHING,)),
        ),
        figure=_lights(report),
    )


def _course(line: IndicatorLine, measure: Measure, *, as_of_on: date) -> Figure | None:
    """Base, approved years and what awaits review; the target where it is of the same kind."""
    years = [(f"{year}年", value) for year, value in line.years if year != line.base_year]
    pending = f"{period_words(as_of_on)}{UNREVIEWED}"
    if line.pending is not None:
        years.append((pending, line.pending))
    base = f"{line.base_year}年" if line.base_year and line.base_value is not None else ""
    if line.base_value is not None and base:
        years.insert(0, (base, line.base_value))
    if len(years) < 2:  # no line leads anywhere
        return None
    alike = measure is Measure.LEVEL and line.value_unit == line.series_unit
    aim = (f"{line.target_year}年目标 {format_amount(line.target)}", line.target) if alike else None
    caption = f"{line.name}历年数据" + (f"（{line.series_unit}）" if line.series_unit else "")
    said = "，".join(f"{year}{format_amount(value, line.series_unit)}" for year, value in years)
    return Figure(years_svg(years, base=base, pending=pending, aim=aim), caption, said)


def _lights(report: Monitoring) -> Figure | None:
    groups = [
        ("指标", count_indicators(report.indicators)),
        ("任务", count_tasks(report.tasks)),
    ]
    shown = [(label, counts) for label, counts in groups if counts.total]
    if not shown:
        return None
    svg = light_bars_svg([(label, counts.lights) for label, counts in shown])
    said = "；".join(f"{label}{counts.sentence}" for label, counts in shown)
    return Figure(svg, "灯号构成", said)


def _facts(line: IndicatorLine, cycle: str) -> list[tuple[str, str]]:
    target = format_target(
        line.comparator, line.target, target_max=line.target_max, value_unit=line.value_unit
    )
    base = _marked(format_amount(line.base_value, line.series_unit), is_demo=line.base_is_demo)
    points = difference_unit(line.value_unit)
    facts = [
        ("规划", f"《{line.plan}》"),
        ("填报期", cycle),
        (
            "判定",
            f"{line.shown[2]}（核定，系统测算为{line.words}）" if line.decided else line.words,
        ),
        (f"基期（{line.base_year}年）" if line.base_year else "基期", base),
        (f"目标（{line.target_year}年）", target),
        ("实际", _marked(format_computed(line.actual, line.value_unit), is_demo=line.is_demo)),
        ("应达", format_computed(line.expected_value, line.value_unit)),
        ("完成进度", format_percent(line.completion)),
        ("序时进度", format_percent(line.time_progress)),
        ("距目标差额", format_computed(line.gap, points)),
        ("距序时差额", format_computed(line.lag, points)),
    ]
    if line.pending is not None:
        facts.append(
            ("新报数据", f"{format_amount(line.pending, line.series_unit)}（{UNREVIEWED}）")
        )
    if line.forecast is not None:
        trend = f"（{line.trend.label}）" if line.trend else ""
        words = format_computed(line.forecast, line.value_unit)
        facts.append((f"按趋势{line.target_year}年", f"{words}{trend}"))
    return facts


def _row(line: IndicatorLine) -> tuple[str, ...]:
    target = format_target(
        line.comparator, line.target, target_max=line.target_max, value_unit=line.value_unit
    )
    actual = format_computed(line.actual, line.value_unit)
    if line.actual is None and line.pending is not None:
        actual = f"{format_amount(line.pending, line.series_unit)}（{UNREVIEWED}）"
    return (
        line.name,
        f"{target}\n（{line.target_year}年）",
        _marked(actual, is_demo=line.is_demo),
        format_percent(line.completion),
        format_percent(line.time_progress),
        line.shown[2],
    )


def _marked(words: str, *, is_demo: bool) -> str:
    return f"{words}\n（演示数据）" if is_demo and words != NOTHING else words
