"""怎么算的: an assessment as lines that can be checked with a pocket calculator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps import formulas
from planapp.domain.gaps.arithmetic import ZERO, divide
from planapp.domain.gaps.assessment import Assessment
from planapp.domain.gaps.formulas import Notation
from planapp.domain.gaps.words import (
    decimal_text,
    figure,
    label_of,
    percent,
    summary,
)
from planapp.domain.terms import Comparator, LightMode, Status


class Line(NamedTuple):
    """One step: what is computed, the formula with its numbers, and what comes out."""

    label: str
    formula: str
    result: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sentence that says how far, and the lines that say how it was computed."""

    sentence: str
    lines: tuple[Line, ...]


def explain(assessment: Assessment) -> Explanation:
    """The steps of an assessment; only those whose result exists. Nothing is decided anew."""
    words = Notation(assessment)
    lines = [*_value_lines(words), *_progress_lines(words), *_gap_lines(words)]
    if assessment.missing_years:
        years = "、".join(str(year) for year in assessment.missing_years)
        lines.append(Line("缺报年份", years, f"{len(assessment.missing_years)}年"))
    lines.extend(_annual_lines(words))
    lines.append(Line("系统测算", _status_formula(words), label_of(assessment)))
    return Explanation(summary(assessment), tuple(lines))


def _value_lines(words: Notation) -> list[Line]:
    found = words.assessment
    lines = []
    if found.actual is not None:
        lines.append(Line("实际值", formulas.actual_formula(words), words.shown(found.actual)))
    if found.expected_value is not None:
        lines.append(
            Line("应达值", formulas.expected_formula(words), words.shown(found.expected_value))
        )
    return lines


def _progress_lines(words: Notation) -> list[Line]:
    found = words.assessment
    lines = []
    if found.completion is not None:
        formula = formulas.completion_formula(words, words.actual)
        lines.append(Line("增量进度", formula, percent(found.completion)))
    if found.time_progress is not None and words.inputs.elapsed is not None:
        formula = f"{words.gone} ÷ {words.years}"
        lines.append(Line("序时进度", formula, percent(found.time_progress)))
    if found.due_progress is not None and found.due_progress != found.time_progress:
        formula = formulas.completion_formula(words, words.expected)
        lines.append(Line("应达进度", formula, percent(found.due_progress)))
    if found.attainment is not None:
        formula = formulas.attainment_formula(words)
        lines.append(Line("目标完成度", formula, percent(found.attainment)))
    return lines


def _gap_lines(words: Notation) -> list[Line]:
    found = words.assessment
    lines = []
    if found.gap is not None:
        lines.append(
            Line("距目标差额", words.difference(words.aim), words.shown_difference(found.gap))
        )
    if found.lag is not None:
        lines.append(
            Line("距序时差额", words.difference(words.expected), words.shown_difference(found.lag))
        )
    if found.required is not None:
        lines.append(
            Line("后续年均", formulas.required_formula(words), words.shown(found.required))
        )
    # Once the target year is over, the result is known and a trend says nothing.
    if found.forecast is not None and not words.inputs.at_end:
        lines.append(
            Line("趋势预测", formulas.forecast_formula(words), words.shown(found.forecast))
        )
    return lines


def _annual_lines(words: Notation) -> list[Line]:
    found = words.assessment
    annual = words.target.annual_targets.get(words.inputs.as_of)
    if annual is None or found.annual_status is None:
        return []
    sign = "≥" if words.inputs.upward else "≤"
    formula = f"{words.actual} {sign} {decimal_text(annual.value)}？"
    return [Line("年度目标", formula, found.annual_status.label)]


def _status_formula(words: Notation) -> str:
    found, inputs = words.assessment, words.inputs
    if found.reason is not None:
        return found.reason.label
    if found.status in _FIXED:
        return _FIXED[found.status]
    met = found.status in (Status.ACHIEVED, Status.EXCEEDED)
    if found.completion is None or inputs.ceiling or met:
        return _compare_values(words)
    if inputs.at_end:
        sign = "≥" if found.status is Status.NEARLY else "<"
        return f"{percent(found.completion)} {sign} {percent(inputs.policy.nearly_from)}"
    return _compare_progress(words, done=found.completion, due=found.due_progress or ZERO)


_FIXED = {
    Status.NOT_DUE: "填报期未到或未截止",
    Status.NO_DATA: "填报期已截止，本期无已审核数据",
    Status.REGRESSING: "实际值比基期更差，且未达应达值",
}


def _compare_values(words: Notation) -> str:
    """The actual value beside what it was held against, and whether it is good enough."""
    found = words.assessment
    due_only = not found.met and found.status is not Status.BREACHED
    under_way = words.inputs.ceiling and not words.inputs.at_end and bool(found.met)
    tolerance = percent(words.target.approx_tolerance)
    against = words.expected if words.expected and (due_only or under_way) else words.aim
    missing = found.missing_years and found.status is Status.BEHIND
    if missing:
        return f"{words.actual}（缺报年份未计），与{against}比较"
    good = found.status not in (Status.BREACHED, Status.MISSED, Status.BEHIND)
    sign = ("≥" if good else "<") if words.inputs.upward else ("≤" if good else ">")
    if found.met and words.target.comparator is Comparator.APPROX:
        against += f" {'−' if words.inputs.upward else '+'} 左右的容差{tolerance}"
    return f"{words.actual} {sign} {against}"


def _compare_progress(words: Notation, *, done: Decimal, due: Decimal) -> str:
    found, policy = words.assessment, words.inputs.policy
    if found.status is Status.AHEAD:
        return f"{percent(done)} ≥ {percent(due)} + 10个百分点"
    if found.status is Status.ON_TRACK:
        return f"{percent(done)} ≥ {percent(due)} − {figure(policy.tolerance_points)}个百分点"
    if found.missing_years:
        return f"{percent(done)}，应达{percent(due)}，缺报年份未计"
    if policy.mode is LightMode.POINTS:
        points = figure(policy.red_points)
        return f"{percent(due)} − {percent(done)}，超过{points}个百分点为严重滞后"
    ratio = percent(divide(done, due))
    return f"{percent(done)} ÷ {percent(due)} = {ratio}，低于{percent(policy.red_below)}为严重滞后"
