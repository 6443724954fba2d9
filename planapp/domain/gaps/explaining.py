"""怎么算的: an assessment as lines that can be checked with a pocket calculator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from planapp.domain.gaps import formulas
from planapp.domain.gaps.assessment import Assessment
from planapp.domain.gaps.formulas import Notation
from planapp.domain.gaps.grounds import annual_grounds, status_grounds, trend_grounds
from planapp.domain.gaps.targets import Scale
from planapp.domain.gaps.words import label_of, percent, summary
from planapp.domain.terms import AnnualStatus


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
    lines.append(Line("系统测算", status_grounds(words), label_of(assessment)))
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
            Line(
                "后续年均",
                formulas.required_formula(words),
                _required_text(words, found.required),
            )
        )
    # Once the target year is over, the result is known and a trend says nothing.
    if found.forecast is not None and not words.inputs.at_end:
        lines.append(
            Line("趋势预测", formulas.forecast_formula(words), words.shown(found.forecast))
        )
        if found.trend is not None:
            lines.append(Line("趋势判断", trend_grounds(words, found.forecast), found.trend.label))
    return lines


def _annual_lines(words: Notation) -> list[Line]:
    found = words.assessment
    annual = words.target.annual_targets.get(words.inputs.as_of)
    if annual is None or found.annual_status is None:
        return []
    formula = annual_grounds(words, annual.value, met=found.annual_status is AnnualStatus.MET)
    return [Line("年度目标", formula, found.annual_status.label)]


def _required_text(words: Notation, required: Decimal) -> str:
    """What each year needs; where less is better, the amount by which it has to fall."""
    if words.scale is not Scale.AMOUNT:
        return words.shown(required)
    return ("" if words.inputs.upward else "下降") + words.shown_difference(required)
