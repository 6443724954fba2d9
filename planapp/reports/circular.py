"""情况通报: who is ahead, who is behind and who has not reported, sent to all units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planapp.domain.monitoring import (
    Group,
    Monitoring,
    count_indicators,
    count_tasks,
    leading,
    missing_units,
    rank_plans,
    rank_units,
    share_words,
    trailing,
)
from planapp.domain.ranking import Placed
from planapp.domain.terms import Light, PaperKind
from planapp.domain.wording import NOTHING, UNPUBLISHED, format_day
from planapp.reports.annual_report import scope_note, silent
from planapp.reports.paper import Paper
from planapp.reports.paper_form import PaperForm
from planapp.reports.report_words import REPORT_WORDS, plans_named, rounds_named

_MOST_NAMED = 3  # items of a unit, in its row
_COUNTED = ("应计", "达到序时", "占比", Light.YELLOW.label, Light.RED.label, "未填报")
_COUNTED_CM = (1.3, 1.9, 1.8, 1.3, 1.3, 1.6)


def _title(report: Monitoring) -> str:
    return f"关于{plans_named(report)}{rounds_named(report)}实施进展情况的通报"


def _kinds(report: Monitoring) -> Iterator[tuple[str, list[Placed[Group]]]]:
    """指标 and 任务 apart, each with the units that answer for any."""
    for label, lines in (("指标", report.indicators), ("任务", report.tasks)):
        if lines:
            yield label, rank_units(lines)


def _overall(paper: Paper, report: Monitoring) -> None:
    plans = len({each.plan_code for each in report.rounds})
    paper.text(
        f"截至{format_day(report.on)}，纳入跟踪的{plans}份规划中，"
        f"指标{count_indicators(report.indicators).sentence}；"
        f"任务{count_tasks(report.tasks).sentence}。"
    )
    for label, units in _kinds(report):
        paper.text(
            f"承担{label}的单位共{len(units)}个，其中应计{label}全部达到序时进度的{len(leading(units))}个，"
            f"有滞后{label}的{len(trailing(units))}个。"
        )


def _ahead(paper: Paper, report: Monitoring) -> None:
    for label, units in _kinds(report):
        first = leading(units)
        named = "、".join(f"{each.what.name}（{each.score.counted}项）" for each in first)
        found = f"应计{label}全部达到序时进度的单位有{len(first)}个：{named}。"
        paper.text(found if first else f"没有应计{label}全部达到序时进度的单位。")
    if not (report.indicators or report.tasks):
        paper.text("没有纳入统计的指标和任务。")


def _behind(paper: Paper, report: Monitoring) -> None:
    for label, units in _kinds(report):
        last = trailing(units)
        if not last:
            paper.text(f"没有单位有滞后的{label}。")
            continue
        paper.text(f"有滞后{label}的单位有{len(last)}个，按红灯、黄灯项数由多到少列出。")
        heads = ("单位", *_COUNTED, f"滞后的{label}")
        rows = ([_named(each.what), *_counted(each), _lagging(each.what)] for each in last)
        paper.table(f"{label}滞后的单位", heads, rows, cm=(3, *_COUNTED_CM, 3.4))
    if not (report.indicators or report.tasks):
        paper.text("没有纳入统计的指标和任务。")


def _named(group: Group) -> str:
    """With what is not counted, for nobody is late with it."""
    more = f"\n（另有{group.unpublished}项{UNPUBLISHED}）" if group.unpublished else ""
    return group.name + more


def _counted(placed: Placed[Group]) -> list[str]:
    group, score = placed.what, placed.score
    lights = (str(group.of_light(light)) for light in (Light.YELLOW, Light.RED))
    return [str(score.counted), str(score.reached), share_words(placed), *lights, str(group.silent)]


def _lagging(group: Group) -> str:
    """The red ones first."""
    names = [
        line.label
        for light in (Light.RED, Light.YELLOW)
        for line in group.lines
        if line.shown[1] is light
    ]
    more = f"等{len(names)}项" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def _plans(paper: Paper, report: Monitoring) -> None:
    for label, lines in (("指标", report.indicators), ("任务", report.tasks)):
        if lines:
            heads = ("规划", *_COUNTED)
            rows = ([_named(each.what), *_counted(each)] for each in rank_plans(lines))
            paper.table(f"各规划{label}进展", heads, rows, cm=(6.4, *_COUNTED_CM))
    paper.text(
        f"占比为绿灯项数占应计项数的比例；未填报的计入应计项数，未到期、{UNPUBLISHED}和无法评估的不计；"
        "一项由几个单位牵头或提供数据的，各计一次。有核定结论的按核定结论计数。"
    )
    scope_note(paper, report)


def _asked(paper: Paper, report: Monitoring) -> None:
    wanted = []
    if any(trailing(units) for _, units in _kinds(report)):
        wanted.append(
            "有滞后事项的单位要逐项分析原因，明确改进措施、责任人和完成时限，加快推进，"
            "确保年度目标如期完成。"
        )
    if missing_units(report):
        wanted.append("尚未报送的单位要抓紧补报；确有困难的，按程序申请延期并说明理由。")
    wanted.append("各单位要对报送数据的真实性、准确性负责，及时更新进展并附佐证材料。")
    for words in wanted:
        paper.text(words)


def _ranking(paper: Paper, report: Monitoring) -> None:
    """Every unit with its place, below the signature."""
    for label, units in _kinds(report):
        heads = ("名次", "单位", *_COUNTED)
        paper.table(
            f"各单位{label}进展排名", heads, _ranked_rows(units), cm=(1.3, 5.1, *_COUNTED_CM)
        )


def _ranked_rows(units: Sequence[Placed[Group]]) -> Iterable[list[str]]:
    for each in units:
        yield [str(each.place or NOTHING), _named(each.what), *_counted(each)]


CIRCULAR = PaperForm(
    label=PaperKind.CIRCULAR.label,
    title=_title,
    words=REPORT_WORDS,
    sections={
        "总体情况": _overall,
        "进展较快的单位": _ahead,
        "进展滞后的单位": _behind,
        "尚未报送的单位": silent,
        "各规划进展": _plans,
        "有关要求": _asked,
    },
    annexes={"进展排名": _ranking},
    addressed_to="各有关单位：",
)
