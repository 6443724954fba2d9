"""The words a reader sees for what was found."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from planapp.domain.gaps.arithmetic import ONE
from planapp.domain.gaps.assessment import Assessment
from planapp.domain.gaps.values import Period, Target
from planapp.domain.terms import Comparator, Light, Measure, Status

# The four words of the official mid-term evaluations; what is not judged by them has none.
_OFFICIAL = {
    Status.ACHIEVED: "提前实现",
    Status.EXCEEDED: "提前实现",
    Status.AHEAD: "快于预期",
    Status.ON_TRACK: "基本符合预期",
    Status.BEHIND: "滞后",
    Status.REGRESSING: "滞后",
    Status.BREACHED: "滞后",
}
_PLAIN = Context(prec=60, rounding=ROUND_HALF_UP)
_PLACES = 4


def status_label(status: Status, *, light: Light, comparator: Comparator, at_end: bool) -> str:
    """The word for a status: 滞后 sharpens to 严重滞后, 完成 before the end is 提前实现."""
    if status is Status.BEHIND and light is Light.RED:
        return "严重滞后"
    if status is Status.BREACHED and comparator is not Comparator.LE:
        return "跌破底线"
    if status is Status.ACHIEVED and not at_end:
        return "提前实现"
    return status.label


def official_label(status: Status) -> str | None:
    """The status folded into the official four words, null for what they do not cover."""
    return _OFFICIAL.get(status)


def percent(ratio: Decimal, places: int = 1) -> str:
    """A fraction of 1 as 60.0%."""
    return f"{_quantize(ratio * 100, ONE.scaleb(-places)):f}%"


def figure(value: Decimal) -> str:
    """A number with four decimals, below 1 with four digits, none of them empty."""
    places = _PLACES if not value or value.adjusted() >= -1 else _PLACES - 1 - value.adjusted()
    return f"{_quantize(value, ONE.scaleb(-places)):f}".rstrip("0").rstrip(".")


def decimal_text(value: Decimal) -> str:
    """A number as it was given, without exponent and without empty decimal places."""
    if not value:
        return "0"
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def period_label(period: Period) -> str:
    """2023年, or 2023年6月30日."""
    if isinstance(period, date):
        return f"{period.year}年{period.month}月{period.day}日"
    return f"{period}年"


def label_of(assessment: Assessment) -> str:
    """The word for the status of an assessment."""
    inputs = assessment.inputs
    return status_label(
        assessment.status,
        light=assessment.light,
        comparator=inputs.target.comparator,
        at_end=inputs.at_end,
    )


def unit_of(target: Target) -> str:
    """The unit in which the values of a target are shown: % for rates and changes in %."""
    if target.measure is Measure.MULTIPLE:
        return ""  # the factor has none, and that of its records is not known here
    changes = target.measure in (Measure.INCREASE, Measure.DECREASE)
    if target.measure is Measure.GROWTH or (changes and target.is_percent_change):
        return "%"
    return target.value_unit or ""


def summary(assessment: Assessment) -> str:
    """One sentence: 截至2023年完成60.0%，序时进度60.0%，达到序时进度."""
    inputs = assessment.inputs
    period = period_label(inputs.as_of)
    word = label_of(assessment)
    if assessment.status in (Status.NOT_DUE, Status.NO_DATA):
        return f"{period}{word}{_last_result(assessment)}"
    if assessment.reason is not None:
        word = f"{assessment.reason.label}，{word}"
    if assessment.actual is None:
        return f"{period}：{word}"
    return f"截至{period}{_standing(assessment)}，{word}"


def _last_result(assessment: Assessment) -> str:
    last = assessment.last
    return "" if last is None else f"（最近一期：{summary(last)}）"


def _standing(assessment: Assessment) -> str:
    if assessment.completion is None or assessment.inputs.ceiling:
        return _value_and_aim(assessment)
    done = f"完成{percent(assessment.completion)}"
    if assessment.inputs.at_end:
        return done
    if assessment.due_progress is not None and assessment.due_progress != assessment.time_progress:
        return f"{done}，应达进度{percent(assessment.due_progress)}"
    if assessment.time_progress is None:
        return done
    return f"{done}，序时进度{percent(assessment.time_progress)}"


def _value_and_aim(assessment: Assessment) -> str:
    """Where no share of a way would say it: nothing is to be covered, or too much may be."""
    target, actual, expected = (
        assessment.inputs.target,
        assessment.actual,
        assessment.expected_value,
    )
    stated = "" if actual is None else f"为{figure(actual)}{unit_of(target)}"
    if target.value is not None:
        stated += f"，目标{target.comparator.label}{_aim(target, target.value)}"
    if assessment.inputs.ceiling and expected is not None and not assessment.inputs.at_end:
        stated += f"，按序时应不超过{figure(expected)}{unit_of(target)}"
    return stated


def _aim(target: Target, value: Decimal) -> str:
    if target.measure is Measure.MULTIPLE:
        return f"基期的{decimal_text(value)}倍"
    text = decimal_text(value)
    if target.comparator is Comparator.RANGE and target.value_max is not None:
        text = f"{text}—{decimal_text(target.value_max)}"
    return text + unit_of(target)


def _quantize(value: Decimal, places: Decimal) -> Decimal:
    rounded = value.quantize(places, context=_PLAIN)
    return rounded if rounded else abs(rounded)  # no −0
