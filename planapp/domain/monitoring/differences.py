"""What has changed between two reports on the same round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from planapp.domain.monitoring.values import IndicatorLine, Monitoring, TaskLine
from planapp.domain.wording import (
    NOTHING,
    format_amount,
    format_computed,
    format_day,
    format_percent,
    format_target,
)

LineT = TypeVar("LineT", IndicatorLine, TaskLine)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one item, as it was and as it is now; empty where it was not in the report."""

    id: int
    is_task: bool
    name: str
    field: str
    then: str
    now: str


def differences(then: Monitoring, now: Monitoring) -> list[Difference]:
    """Indicators first, in the order of the later report; what is gone comes last."""
    return [
        *_compare(
            {line.code: line for line in then.indicators},
            {line.code: line for line in now.indicators},
            _INDICATOR,
        ),
        *_compare(
            {line.code: line for line in then.tasks},
            {line.code: line for line in now.tasks},
            _TASK,
        ),
    ]


def _compare(
    then: Mapping[str, LineT],
    now: Mapping[str, LineT],
    fields: Mapping[str, Callable[[LineT], str]],
) -> Iterator[Difference]:
    for code, line in now.items():
        former = then.get(code)
        if former is None:
            yield _difference(line, "列入", ("", line.label))
            continue
        for field, written in fields.items():
            if written(former) != written(line):
                yield _difference(line, field, (written(former), written(line)))
    for code, line in then.items():
        if code not in now:
            yield _difference(line, "不再列入", (line.label, ""))


def _difference(line: IndicatorLine | TaskLine, field: str, words: tuple[str, str]) -> Difference:
    return Difference(line.id, isinstance(line, TaskLine), line.label, field, *words)


def _target(line: IndicatorLine) -> str:
    words = format_target(
        line.comparator, line.target, target_max=line.target_max, value_unit=line.value_unit
    )
    return f"{words}（{line.target_year}年）"


def _base(line: IndicatorLine) -> str:
    words = format_amount(line.base_value, line.series_unit)
    return f"{words}（{line.base_year}年）" if line.base_year else words


def _years(line: IndicatorLine) -> str:
    values = [f"{year}年 {format_amount(value, line.series_unit)}" for year, value in line.years]
    return "；".join(values) or NOTHING


def _verdict(line: IndicatorLine | TaskLine) -> str:
    return f"{line.decided.words}（{line.decided.reason}）" if line.decided else NOTHING


_INDICATOR: dict[str, Callable[[IndicatorLine], str]] = {
    "指标名称": lambda line: line.name,
    "目标": _target,
    "基期": _base,
    "历年实际值": _years,
    "实际值": lambda line: format_computed(line.actual, line.value_unit),
    "应达值": lambda line: format_computed(line.expected_value, line.value_unit),
    "完成进度": lambda line: format_percent(line.completion),
    "系统测算": lambda line: line.words,
    "核定结论": _verdict,
    "牵头单位": lambda line: "、".join(line.leads) or NOTHING,
}
_TASK: dict[str, Callable[[TaskLine], str]] = {
    "任务": lambda line: line.title,
    "完成时限": lambda line: format_day(line.due_on),
    "自评": lambda line: line.self_assessment.label if line.self_assessment else NOTHING,
    "完成百分比": lambda line: NOTHING if line.percent is None else f"{line.percent}%",
    "系统判定": lambda line: line.status.label,
    "核定结论": _verdict,
    "责任单位": lambda line: "、".join(line.units) or NOTHING,
}
