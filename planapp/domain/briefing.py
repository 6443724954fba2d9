"""One sentence on an indicator, a plan or a unit, as an official report would put it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from planapp.domain.day_words import day_in_words
from planapp.domain.monitoring import (
    IndicatorLine,
    Monitoring,
    count_indicators,
    count_tasks,
    missing_units,
)
from planapp.domain.standing import WITHOUT_DATA
from planapp.domain.terms import Attribute, Comparator, Measure
from planapp.domain.wording import (
    difference_unit,
    format_amount,
    format_computed,
    format_percent,
)

_DECEMBER_31 = (12, 31)
_BOUNDS = {
    Comparator.GE: "不低于{}",
    Comparator.LE: "不超过{}",
    Comparator.APPROX: "为{}左右",
    Comparator.RANGE: "为{}",
}
# How a change is told: gone the way that is meant, and the other way.
_CHANGES = {
    Measure.GROWTH: ("年均增长", "年均下降"),
    Measure.INCREASE: ("增加", "减少"),
    Measure.DECREASE: ("下降", "上升"),
}
_TELLING = ("增速", "增长", "增加", "提高", "下降", "降低", "减少")  # names that say it themselves


def indicator_sentence(line: IndicatorLine, *, measure: Measure, as_of_on: date) -> str:
    """截至2023年，全省医药工业产值为670.9亿元，2025年目标不低于1,200亿元，完成进度38.2%……

    What was decided takes the place of what was computed, which is named as well.
    """
    parts = [f"截至{period_words(as_of_on)}"]
    parts += _silence(line) if line.actual is None else [_value(line, measure, line.actual)]
    parts.append(f"{line.target_year}年目标{target_words(line, measure)}")
    if line.actual is not None:
        parts += _standing(line, at_end=_is_over(line, as_of_on))
    return "，".join(parts) + "".join(_remarks(line)) + "。"


def period_words(day: date) -> str:
    """2023年, or 2023年6月30日."""
    return f"{day.year}年" if (day.month, day.day) == _DECEMBER_31 else day_in_words(day)


def target_words(line: IndicatorLine, measure: Measure) -> str:
    """不低于1,200亿元, 为3–5个, 不低于基期的3倍."""
    if measure is Measure.MULTIPLE:
        return _BOUNDS[line.comparator].format(f"基期的{format_amount(line.target)}倍")
    amount = format_amount(line.target)
    if line.comparator is Comparator.RANGE and line.target_max is not None:
        amount = f"{amount}–{format_amount(line.target_max)}"
    return _BOUNDS[line.comparator].format(f"{amount}{line.value_unit}")


def report_sentence(report: Monitoring, *, subject: str) -> str:
    """《规划》……跟踪的指标共15项，其中……；任务共……；尚有2个单位的3个事项未报送。"""
    periods = list(dict.fromkeys(each.as_of_on for each in report.rounds))
    since = f"截至{period_words(periods[0])}，" if len(periods) == 1 else "按各规划最近一期，"
    parts = [f"{since}{subject}跟踪的指标{count_indicators(report.indicators).sentence}"]
    binding = count_indicators(report.indicators, attribute=Attribute.BINDING)
    if binding.total:
        parts.append(f"约束性指标{binding.sentence}")
    if report.tasks:
        parts.append(f"任务{count_tasks(report.tasks).sentence}")
    parts += filter(None, [silence_words(report)])
    demo = "（含演示数据）" if report.has_demo_figures else ""
    return "；".join(parts) + f"{demo}。"


def silence_words(report: Monitoring) -> str:
    """尚有2个单位的3个事项未报送; empty where nobody was silent."""
    missing = missing_units(report)
    units = len({each.unit for each in missing})
    return f"尚有{units}个单位的{sum(each.items for each in missing)}个事项未报送" if units else ""


def _is_over(line: IndicatorLine, as_of_on: date) -> bool:
    return as_of_on >= date(line.target_year, *_DECEMBER_31)


def _value(line: IndicatorLine, measure: Measure, actual: Decimal) -> str:
    unit = line.series_unit if measure is Measure.MULTIPLE else line.value_unit
    told = any(word in line.name for word in _TELLING)
    if measure in _CHANGES and not told:
        meant, contrary = _CHANGES[measure]
        since = f"较{line.base_year}年" if measure is not Measure.GROWTH and line.base_year else ""
        return f"{line.name}{since}{meant if actual >= 0 else contrary}{_figure(abs(actual), unit)}"
    verb = "累计" if measure is Measure.CUMULATIVE and "累计" not in line.name else "为"
    return f"{line.name}{verb}{_figure(actual, unit)}"


def _silence(line: IndicatorLine) -> list[str]:
    if line.pending is not None:
        return [f"{line.name}已报{_figure(line.pending, line.series_unit)}（未审核）"]
    if line.waiting:
        return [f"{line.name}{line.waiting}"]
    return [f"{line.name}{line.words if line.status in WITHOUT_DATA else '没有数据'}"]


def _standing(line: IndicatorLine, *, at_end: bool) -> list[str]:
    parts = []
    if line.completion is not None:
        parts.append(f"完成进度{format_percent(line.completion)}")
        if not at_end and line.time_progress is not None:
            parts.append(f"序时进度{format_percent(line.time_progress)}")
            if line.due_progress not in {None, line.time_progress}:
                parts.append(f"应达进度{format_percent(line.due_progress)}")
    parts.append(line.shown[2])
    unit = difference_unit(line.value_unit)
    if at_end and line.gap is not None and line.gap > 0:
        parts.append(f"距目标差额{_figure(line.gap, unit)}")
    elif not at_end and line.lag:
        label = "距序时差额" if line.lag > 0 else "优于应达值"
        parts.append(f"{label}{_figure(abs(line.lag), unit)}")
    return parts


def _remarks(line: IndicatorLine) -> Sequence[str]:
    found = []
    if line.decided is not None and line.decided.words != line.words:
        found.append(f"核定结论，系统测算为{line.words}")
    if line.pending is not None and line.actual is not None:
        found.append(f"另有新报{_figure(line.pending, line.series_unit)}未审核")
    if line.is_demo:
        found.append("演示数据")
    return [f"（{'；'.join(found)}）"] if found else []


def _figure(value: Decimal, unit: str) -> str:
    """Without the blank of tables: 670.9亿元."""
    return f"{format_computed(value)}{unit}"
