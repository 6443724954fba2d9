"""What a status rests on, in words: the comparison that decided, with its numbers."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.gaps.arithmetic import ZERO, divide
from planapp.domain.gaps.formulas import Notation
from planapp.domain.gaps.targets import Scale
from planapp.domain.gaps.words import decimal_text, figure, percent
from planapp.domain.terms import Comparator, Light, LightMode, Status, Trend

_AT_RISK_UP_TO = Decimal("0.1")
_HOLE = "有缺报年份，最高评为滞后"


def status_grounds(words: Notation) -> str:
    """Why the status is what it is."""
    found, inputs = words.assessment, words.inputs
    if found.reason is not None:
        return found.reason.label
    if found.status is Status.NOT_DUE:
        closed = inputs.window_closed
        return "未到首个填报年度" if closed else "填报尚未截止，本期暂无已审核数据"
    if found.status in _FIXED:
        return _FIXED[found.status]
    if inputs.held or inputs.ceiling:
        return _kept_grounds(words)
    if found.met:
        return _met_grounds(words)
    if found.completion is None:
        return _ratio_of_values(words)
    if inputs.at_end:
        sign = "≥" if found.status is Status.NEARLY else "<"
        return _percentages(found.completion, sign, inputs.policy.nearly_from)
    return _progress_grounds(words, done=found.completion, due=found.due_progress or ZERO)


_FIXED = {
    Status.NO_DATA: "填报期已截止，本期无已审核数据",
    Status.REGRESSING: "实际值比基期更差，且未达应达值",
}


def annual_grounds(words: Notation, annual: Decimal, *, met: bool) -> str:
    """The actual value beside the year's own target."""
    return _compare(words, decimal_text(annual), good=met)


def trend_grounds(words: Notation, forecast: Decimal) -> str:
    """The forecast beside the target, and how much of the way it misses."""
    found, target = words.assessment, words.target
    text = figure(forecast)
    if found.trend is Trend.LIKELY:
        return f"{text} {_sign(words, good=True)} {words.aim}{_tolerance(words, short=True)}"
    way = value = words.value
    if words.starts_at_base and target.base_value is not None:
        way = value - target.base_value
    missed = value - forecast if words.inputs.upward else forecast - value
    if not way:
        return f"还差{figure(missed)}"
    share, line = _beside(divide(missed, abs(way)), _AT_RISK_UP_TO)
    whole = "目标与基期之差" if way is not value else "目标"
    within = "不超过" if found.trend is Trend.AT_RISK else "超过"
    return f"还差{figure(missed)}，为{whole}{figure(abs(way))}的{share}，{within}{line}"


def _kept_grounds(words: Notation) -> str:
    """A target to be kept: held against itself, a ceiling on its way against what is due."""
    found, inputs = words.assessment, words.inputs
    on_its_way = inputs.ceiling and not inputs.at_end and bool(found.met)
    wanted = words.expected if on_its_way and words.expected else words.aim
    within = found.lag is None or found.lag <= 0
    good = within if on_its_way and words.expected else bool(found.met)
    grounds = _compare(words, wanted, good=good)
    if inputs.held and words.base:
        grounds += "，基期已达目标，须保持"
    if good and found.status is Status.BEHIND:
        grounds += f"，但{_HOLE}"
    return grounds


def _met_grounds(words: Notation) -> str:
    over = words.assessment.status is Status.EXCEEDED
    if over:
        sign = ">" if words.inputs.upward else "<"
        return f"{words.actual} {sign} {words.upper}{_tolerance(words, short=False)}"
    if words.scale is Scale.GROWTH and not words.inputs.at_end:
        return _products(words)
    return _compare(words, words.aim, good=True)


def _products(words: Notation) -> str:
    """Growth is done early when the years gone have brought what all years were to bring."""
    target, aim, tolerated = words.target, words.aim, ""
    if target.comparator is Comparator.APPROX and target.value is not None:
        aim = figure(target.value - abs(target.value) * target.approx_tolerance)
        tolerated = f"（已扣左右的容差{percent(target.approx_tolerance)}）"
    done = words.factor(words.actual)
    return f"{done}^{words.gone} ≥ {words.factor(aim)}^{words.years}{tolerated}"


def _compare(words: Notation, wanted: str, *, good: bool) -> str:
    """The actual value beside the wanted one, with what 左右 tolerates."""
    return f"{words.actual} {_sign(words, good=good)} {wanted}{_tolerance(words, short=True)}"


def _tolerance(words: Notation, *, short: bool) -> str:
    if words.target.comparator is not Comparator.APPROX:
        return ""
    sign = "−" if words.inputs.upward is short else "+"
    return f" {sign} 左右的容差{percent(words.target.approx_tolerance)}"


def _sign(words: Notation, *, good: bool) -> str:
    if words.inputs.upward:
        return "≥" if good else "<"
    return "≤" if good else ">"


def _ratio_of_values(words: Notation) -> str:
    """Without a base: the actual value beside what was due, red where too small a part of it."""
    found = words.assessment
    due = words.expected and not words.inputs.at_end
    grounds = _compare(words, words.expected if due else words.aim, good=found.light is Light.GREEN)
    if not due or found.status is not Status.BEHIND:
        return grounds
    part, whole = found.actual or ZERO, found.expected_value or ZERO
    texts = words.actual, words.expected
    if not words.inputs.upward:
        part, whole, texts = whole, part, texts[::-1]
    if whole <= 0:
        return grounds
    ratio, line = _beside(divide(part, whole), words.inputs.policy.red_below)
    return f"{texts[0]} ÷ {texts[1]} = {ratio}，低于{line}为严重滞后"


def _progress_grounds(words: Notation, *, done: Decimal, due: Decimal) -> str:
    found, policy = words.assessment, words.inputs.policy
    if found.status is Status.AHEAD:
        return f"{_percentages(done, '≥', due)} + 10个百分点"
    tolerance = policy.tolerance_points
    if found.status is Status.ON_TRACK:
        return f"{_percentages(done, '≥', due)} − {figure(tolerance)}个百分点"
    if found.missing_years and done >= due - tolerance.scaleb(-2):
        return f"{percent(done)}，应达{percent(due)}，但{_HOLE}"
    if policy.mode is LightMode.POINTS:
        points, _ = _beside(due - done, policy.red_points.scaleb(-2))
        behind = f"{percent(due)} − {percent(done)} = {points.rstrip('%')}个百分点"
        return f"{behind}，超过{figure(policy.red_points)}个百分点为严重滞后"
    if due <= 0:
        return f"{percent(done)} < {percent(due)}"
    ratio, line = _beside(divide(done, due), policy.red_below)
    return f"{percent(done)} ÷ {percent(due)} = {ratio}，低于{line}为严重滞后"


def _percentages(first: Decimal, sign: str, second: Decimal) -> str:
    return f" {sign} ".join(_beside(first, second))


def _beside(first: Decimal, second: Decimal) -> tuple[str, str]:
    """Two ratios as percentages, with so many places that what differs looks different."""
    for places in range(1, 7):
        texts = percent(first, places), percent(second, places)
        if texts[0] != texts[1]:
            return texts
    return percent(first), percent(second)
