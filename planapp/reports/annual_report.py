"""监测评估报告: a report as an official paper, with its tables, a chart and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planapp.domain.monitoring import (
    IndicatorLine,
    MissingLine,
    Monitoring,
    TaskLine,
    count_groups,
    count_tasks,
    lagging_lines,
    missing_units,
)
from planapp.domain.terms import Light, PaperKind
from planapp.domain.wording import (
    NOTHING,
    difference_unit,
    format_amount,
    format_computed,
    format_day,
    format_percent,
    format_target,
)
from planapp.reports.charts import light_bars_svg
from planapp.reports.paper import Paper
from planapp.reports.paper_form import PaperForm
from planapp.reports.report_words import REPORT_WORDS, plans_named, rounds_named

_MOST_NAMED = 20  # of the indicators that lag, in the text; the table has all


def _title(report: Monitoring) -> str:
    when = rounds_named(report)
    return f"{plans_named(report)}实施情况监测评估报告" + (f"（{when}）" if when else "")


def overall(paper: Paper, report: Monitoring) -> None:
    """How many stand how, by words and by lights."""
    groups = count_groups(report)
    (_, whole), *by_attribute, (_, tasks) = groups
    plans = len({each.plan_code for each in report.rounds})
    paper.text(
        f"截至{format_day(report.on)}，本报告涉及{plans}份规划。"
        f"指标{whole.sentence}；任务{tasks.sentence}。"
    )
    for label, counts in by_attribute:
        if counts.total:
            paper.text(f"{label}{counts.sentence}。")
    shown = [(label, counts) for label, counts in groups if counts.total]
    if not shown:
        return
    heads = ["类别", "合计", *(light.label for light in Light)]
    rows = [
        [label, str(counts.total), *(str(number) for _, number in counts.lights)]
        for label, counts in shown
    ]
    paper.table("灯号构成", heads, rows, cm=(4, 2.4, 2.2, 2.2, 2.2, 2.2))
    svg = light_bars_svg([(label, counts.lights) for label, counts in shown])
    paper.figure("灯号构成", svg, alternative="各类指标和任务的灯号构成，数据见上表")


def _indicators(paper: Paper, report: Monitoring) -> None:
    well = [line for line in report.indicators if line.shown[1] is Light.GREEN]
    behind = lagging_lines(report)
    paper.subhead("进展较好的指标")
    paper.text("、".join(line.name for line in well) + "。" if well else "没有达到序时进度的指标。")
    paper.subhead("滞后的指标")
    for line in behind[:_MOST_NAMED]:
        paper.text(_sentence(line))
    if len(behind) > _MOST_NAMED:
        paper.text(f"其余{len(behind) - _MOST_NAMED}项见后附的指标监测表。")
    if not behind:
        paper.text("没有滞后的指标。")


def _sentence(line: IndicatorLine) -> str:
    """What lags, by how much, why, and what is done about it."""
    _, _, words = line.shown
    unit = difference_unit(line.value_unit)
    parts = [f"{line.name}：{words}"]
    if line.completion is not None:
        parts.append(
            f"完成{format_percent(line.completion)}，序时进度{format_percent(line.time_progress)}"
        )
    if line.lag is not None and line.lag > 0:
        parts.append(f"距序时差额{format_computed(line.lag)}{unit}")
    if line.decided is not None:
        parts.append(f"此为核定结论，系统测算为{line.words}")
    said = [f"原因：{line.problems}"] * bool(line.problems)
    said += [f"措施：{line.next_steps}"] * bool(line.next_steps)
    return "，".join(parts) + "。" + "".join(f"{each.rstrip('。')}。" for each in said)


def _indicator_rows(lines: Iterable[IndicatorLine]) -> Iterable[list[str]]:
    for number, line in enumerate(lines, start=1):
        target = format_target(
            line.comparator, line.target, target_max=line.target_max, value_unit=line.value_unit
        )
        base = format_amount(line.base_value, line.series_unit)
        yield [
            str(number),
            f"{line.name}（{line.attribute.label}）",
            f"{base}\n（{line.base_year}年）" if line.base_value is not None else NOTHING,
            f"{target}\n（{line.target_year}年）",
            format_computed(line.actual, line.value_unit),
            format_computed(line.expected_value, line.value_unit),
            format_percent(line.completion),
            format_percent(line.time_progress),
            f"{line.decided.words}（核定）" if line.decided else line.words,
            "、".join(line.leads) or NOTHING,
            "；".join(_remarks(line)) or NOTHING,
        ]


def _remarks(line: IndicatorLine) -> list[str]:
    found = [line.source, line.waiting]
    if line.pending is not None:
        found.append(f"已报{format_amount(line.pending, line.series_unit)}，未审核")
    if line.base_is_demo:
        found.append("基期为演示数据")
    if line.is_demo:
        found.append("演示数据")
    return list(dict.fromkeys(filter(None, found)))


def _tasks(paper: Paper, report: Monitoring) -> None:
    paper.text(f"任务{count_tasks(report.tasks).sentence}。")
    behind = [line for line in report.tasks if line.shown[1] in {Light.RED, Light.YELLOW}]
    if behind:
        heads = ("序号", "任务", "责任单位", "时限", "判定", "存在问题和措施")
        cm = (1.2, 4.2, 3, 2, 2, 3.2)
        paper.table("进展缓慢和逾期的任务", heads, _task_rows(behind), cm=cm)


def _task_rows(lines: Iterable[TaskLine]) -> Iterable[list[str]]:
    for number, line in enumerate(lines, start=1):
        said = [each.rstrip("。；") for each in (line.problems, line.next_steps) if each]
        yield [
            str(number),
            line.title,
            "、".join(line.units) or NOTHING,
            line.deadline or NOTHING,
            f"{line.shown[2]}（核定）" if line.decided else line.shown[2],
            "；".join(said) + "。" if said else NOTHING,
        ]


def silent(paper: Paper, report: Monitoring) -> None:
    """The units that have not handed in what they owe."""
    missing = missing_units(report)
    if not missing:
        paper.text("应报送的单位均已报送。")
        return
    items = sum(line.items for line in missing)
    units = len({line.unit for line in missing})
    paper.text(f"尚有{units}个单位的{items}个事项没有报送。")
    heads = ("序号", "单位", "规划和填报期", "未报事项", "截止日期", "逾期天数")
    paper.table("未报送的单位", heads, _missing_rows(missing), cm=(1.2, 3.8, 4.2, 1.8, 2.8, 1.8))


def _missing_rows(lines: Sequence[MissingLine]) -> Iterable[list[str]]:
    for number, line in enumerate(lines, start=1):
        late = str(line.days_late) if line.days_late > 0 else NOTHING
        due = format_day(line.due_on)
        where = f"《{line.plan}》{line.words}"
        yield [str(number), line.unit, where, str(line.items), due, late]


def scope_note(paper: Paper, report: Monitoring) -> None:
    """What the paper is about, and what in it is invented."""
    chosen = "；".join(f"{label}：{value}" for label, value in report.chosen)
    if chosen:
        paper.text(f"统计范围是：{chosen}。")
    if report.has_demo_figures:
        paper.text("含演示数据，标有“演示数据”的数值为虚构。")


def _reading(paper: Paper, report: Monitoring) -> None:
    scope_note(paper, report)
    paper.text(
        "完成进度为基期以来的增量进度，序时进度为已过时间占规划期的比例；有核定结论的按核定结论计数，"
        "系统测算同时列出。“—”为没有数据，不是零。未审核的数据不计入判定。"
    )
    documents = sorted({line.document for line in report.indicators})
    if documents:
        paper.text("指标和任务出自：" + "、".join(f"《{each}》" for each in documents) + "。")


def _annex(paper: Paper, report: Monitoring) -> None:
    """All indicators; the table is wide."""
    if not report.indicators:
        return
    heads = (
        "序号",
        "指标",
        "基期",
        "目标",
        "实际",
        "应达",
        "完成",
        "序时",
        "判定",
        "牵头单位",
        "来源、备注",
    )
    paper.table(
        "指标监测表", heads, _indicator_rows(report.indicators),
        cm=(1.1, 4.1, 2.5, 2.7, 2.2, 2.2, 1.7, 1.7, 2.4, 3, 2.9),
    )  # fmt: skip


ANNUAL = PaperForm(
    label=PaperKind.ANNUAL.label,
    title=_title,
    words=REPORT_WORDS,
    sections={
        "总体情况": overall,
        "指标进展": _indicators,
        "任务进展": _tasks,
        "报送情况": silent,
        "说明": _reading,
    },
    annexes={"指标监测表": _annex},
    wide_annexes=True,
)
