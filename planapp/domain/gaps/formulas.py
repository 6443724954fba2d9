"""The formulas of an assessment as a supervisor writes them, with its numbers in them."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.gaps.actuals import yearly_periods
from planapp.domain.gaps.arithmetic import ZERO, Years
from planapp.domain.gaps.assessment import Assessment
from planapp.domain.gaps.targets import Scale, scale_of
from planapp.domain.gaps.timing import fraction_of_year, years_between
from planapp.domain.gaps.words import decimal_text, figure, period_label, unit_of
from planapp.domain.terms import Comparator, DuePath, Entry, Measure
from planapp.domain.wording import POINTS, format_amount


class Notation:
    """The numbers of one assessment, written out once for all its formulas."""

    def __init__(self, assessment: Assessment) -> None:
        inputs = assessment.inputs
        target = inputs.target
        self.assessment = assessment
        self.inputs = inputs
        self.target = target
        self.scale = scale_of(target)
        self.starts_at_base = target.measure is Measure.LEVEL or target.measure is Measure.MULTIPLE
        self.base = _given(target.base_value)
        self.aim = _given(target.value)
        self.value = target.value or ZERO
        in_range = target.comparator is Comparator.RANGE and target.value_max is not None
        self.upper = _given(target.value_max) if in_range else self.aim
        if target.measure is Measure.MULTIPLE:
            self.aim = f"{self.aim} × {self.base}"
            self.upper = f"{self.upper} × {self.base}"
            self.value *= target.base_value or ZERO
        self.actual = _number(assessment.actual)
        self.expected = _number(assessment.expected_value)
        self.gone = _number(None if inputs.elapsed is None else Decimal(max(inputs.elapsed, 0)))
        self.years = str(inputs.years)
        self.left = "" if inputs.elapsed is None else f"({self.years} − {self.gone})"
        if isinstance(inputs.elapsed, int) and inputs.years is not None:
            self.left = str(inputs.years - inputs.elapsed)

    def shown(self, value: Decimal) -> str:
        """A result with its unit."""
        return _result(value, unit_of(self.target))

    def shown_difference(self, value: Decimal) -> str:
        """A difference with its unit: between percentages lie percentage points."""
        unit = unit_of(self.target)
        return _result(value, POINTS.get(unit, unit))

    def difference(self, wanted: str) -> str:
        """What is missing to a wanted value, whichever way is better."""
        first, second = (wanted, self.actual) if self.inputs.upward else (self.actual, wanted)
        return f"{first} − {_bracket(second)}"

    def factor(self, value: str) -> str:
        """A percent figure as the factor of one period: 8 is (1 + 8%)."""
        falls = self.scale is Scale.FALL
        if value.startswith("-"):
            falls, value = not falls, value[1:]
        return f"(1 {'−' if falls else '+'} {value}%)"


def actual_formula(words: Notation) -> str:
    """How the actual value follows from the records."""
    entry = words.target.read_as
    records = words.inputs.used_records()
    if entry is Entry.LEVEL or entry is Entry.RUNNING:
        record = decimal_text(records[words.inputs.as_of])
        return _from_level(words, record) if entry is Entry.LEVEL else _from_total(words, record)
    periods = yearly_periods(words.inputs.as_of, records)
    if entry is Entry.FLOW:
        total = " + ".join(_bracket(decimal_text(records[period])) for period in periods)
        return _from_total(words, total)
    factors = [
        words.factor(decimal_text(records[period]))
        + ("" if isinstance(period, int) else f"^{figure(fraction_of_year(period))}")
        for period in periods
    ]
    return _from_factor(words, " × ".join(factors))


def _from_level(words: Notation, record: str) -> str:
    measure = words.target.measure
    if words.starts_at_base or not words.base:
        inside = not isinstance(words.inputs.as_of, int)
        return f"{period_label(words.inputs.as_of)}{'数' if inside else Entry.LEVEL.label}"
    if words.scale is not Scale.AMOUNT:
        return _from_factor(words, f"({record} ÷ {words.base})")
    if measure is Measure.DECREASE:
        return f"{words.base} − {_bracket(record)}"
    return f"{record} − {_bracket(words.base)}"


def _from_total(words: Notation, total: str) -> str:
    if words.starts_at_base:
        return f"{words.base} + {total}"
    if words.scale is Scale.GROWTH:
        return _from_factor(words, words.factor(total))
    if words.target.read_as is Entry.FLOW and " + " in total:
        return total
    return f"{period_label(words.inputs.as_of)}{words.target.read_as.label}"


def _from_factor(words: Notation, factor: str) -> str:
    if words.starts_at_base:
        return f"{words.base} × {factor}"
    if words.scale is Scale.FALL:
        return f"1 − {factor}"
    if words.scale is Scale.RISE or words.gone == "1":
        return f"{factor} − 1"
    whole = factor if " × " not in factor else f"[{factor}]"
    return f"{whole}^(1 ÷ {words.gone}) − 1"


def expected_formula(words: Notation) -> str:
    """How the value due now follows from the plan."""
    if words.assessment.uses_official_annual:
        return f"下达的{period_label(words.inputs.as_of)}目标"
    if words.inputs.at_end or words.scale is Scale.GROWTH:
        return "目标值"
    share = f"{words.gone} ÷ {words.years}"
    if words.scale is Scale.FALL:
        return f"1 − {words.factor(words.aim)}^({share})"
    if words.scale is Scale.RISE:
        return f"{words.factor(words.aim)}^({share}) − 1"
    if not words.starts_at_base:
        return f"{words.aim} × {share}"
    if words.target.path is DuePath.GEOMETRIC:
        return f"{words.base} × ({words.aim} ÷ {words.base})^({share})"
    return f"{words.base} + ({words.aim} − {_bracket(words.base)}) × {share}"


def completion_formula(words: Notation, value: str) -> str:
    """The share of the way that a value has covered."""
    if words.starts_at_base:
        base = _bracket(words.base)
        return f"({value} − {base}) ÷ ({words.aim} − {base})"
    if words.scale is Scale.AMOUNT:
        return f"{_bracket(value)} ÷ {words.aim}"
    done, aim = words.factor(value), words.factor(words.aim)
    if words.scale is Scale.GROWTH:
        return f"({words.gone} × ln{done}) ÷ ({words.years} × ln{aim})"
    return f"ln{done} ÷ ln{aim}"


def attainment_formula(words: Notation) -> str:
    """Actual ÷ target, the other way round where the level is to fall."""
    if words.target.measure is Measure.LEVEL and not words.inputs.upward:
        return f"{words.aim} ÷ {words.actual}"
    aim = f"({words.aim})" if " " in words.aim else words.aim
    return f"{_bracket(words.actual)} ÷ {aim}"


def required_formula(words: Notation) -> str:
    """What each remaining year needs."""
    if words.scale is Scale.AMOUNT:
        gap = words.assessment.gap
        return f"{_bracket(_number(gap))} ÷ {words.left}"
    aim, done = words.factor(words.aim), words.factor(words.actual)
    if words.scale is Scale.GROWTH:
        aim, done = f"{aim}^{words.years}", f"{done}^{words.gone}"
    rate = f"({aim} ÷ {done})^(1 ÷ {words.left})"
    return f"1 − {rate}" if words.scale is Scale.FALL else f"{rate} − 1"


def forecast_formula(words: Notation) -> str:
    """By what trend the target year is foreseen."""
    entry = words.target.read_as
    if entry is Entry.FLOW:
        return _repeated_flows(words)
    if entry is Entry.RATE:
        rate = words.inputs.readings.by_period[words.inputs.as_of]
        return f"其余年份均按{decimal_text(rate)}%"
    return _extended_line(words, start="0" if entry is Entry.RUNNING else words.base)


def _repeated_flows(words: Notation) -> str:
    records = words.inputs.used_records()
    periods = yearly_periods(words.inputs.as_of, records)
    total = " + ".join(_bracket(decimal_text(records[period])) for period in periods)
    reported: Years = sum(isinstance(period, int) for period in periods)
    if not isinstance(words.inputs.as_of, int):
        reported += fraction_of_year(words.inputs.as_of)
    mean = f"({total}) ÷ {figure(Decimal(reported))} × {words.years}"
    return f"{words.base} + {mean}" if words.starts_at_base else mean


def _extended_line(words: Notation, *, start: str) -> str:
    """The points of the line of least squares, each with the years since the base."""
    origin = words.target.origin_year or 0
    points = [("0", start)] if start else []
    for period, value in words.inputs.used_records().items():
        gone = figure(Decimal(years_between(origin, period)))
        points.append((gone, decimal_text(value)))
    listed = "、".join(f"({gone}, {value})" for gone, value in points)
    return f"{listed}的最小二乘直线，取第{words.years}年"


def _given(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


def _result(value: Decimal, unit: str) -> str:
    """As pages write an amount: the formulas keep their numbers as a calculator takes them."""
    return format_amount(Decimal(figure(value)), unit)


def _number(value: Decimal | None) -> str:
    return "" if value is None else figure(value)


def _bracket(number: str) -> str:
    """A negative number in brackets, so that no two signs meet."""
    return f"({number})" if number.startswith("-") else number
