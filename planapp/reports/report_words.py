"""What of a report is told in a few words, in a title or in the middle of a sentence."""

from __future__ import annotations

from planapp.domain.briefing import silence_words
from planapp.domain.monitoring import Monitoring, count_indicators, count_tasks
from planapp.domain.terms import Attribute
from planapp.domain.wording import format_day
from planapp.reports.paper_form import Words


def plans_named(report: Monitoring) -> str:
    """《医药规划》, or 规划 where there are several."""
    plans = list(dict.fromkeys(each.plan for each in report.rounds))
    return f"《{plans[0]}》" if len(plans) == 1 else "规划"


def rounds_named(report: Monitoring) -> str:
    """2023年度 where all plans are judged in such a round, else nothing."""
    words = {each.words for each in report.rounds}
    return words.pop() if len(words) == 1 else ""


REPORT_WORDS: Words[Monitoring] = {
    "规划": (
        "涉及的规划，有几份的用顿号隔开",
        lambda report: "、".join(f"《{each.plan}》" for each in report.rounds),
    ),
    "填报期": (
        "如“2024年度”；各规划不同的，写“各规划最近一期”",
        lambda report: rounds_named(report) or "各规划最近一期",
    ),
    "统计日期": ("如“2024年3月1日”", lambda report: format_day(report.on)),
    "统计范围": (
        "筛选条件；没有筛选的，写“全部”",
        lambda report: "；".join(f"{a}：{b}" for a, b in report.chosen) or "全部",
    ),
    "规划数": ("几份规划", lambda report: str(len(report.rounds))),
    "指标数": ("几项指标", lambda report: str(len(report.indicators))),
    "任务数": ("几项任务", lambda report: str(len(report.tasks))),
    "指标情况": (
        "如“共15项，其中达到序时进度9项，滞后4项”",
        lambda report: count_indicators(report.indicators).sentence,
    ),
    "约束性指标情况": (
        "同上，只计约束性指标",
        lambda report: _of_attribute(report, Attribute.BINDING),
    ),
    "预期性指标情况": (
        "同上，只计预期性指标",
        lambda report: _of_attribute(report, Attribute.EXPECTED),
    ),
    "任务情况": ("同上，计任务", lambda report: count_tasks(report.tasks).sentence),
    "未报送情况": (
        "如“尚有2个单位的3个事项未报送”",
        lambda report: silence_words(report) or "应报送的单位均已报送",
    ),
}


def _of_attribute(report: Monitoring, attribute: Attribute) -> str:
    return count_indicators(report.indicators, attribute=attribute).sentence
