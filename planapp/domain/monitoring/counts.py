"""How many stand how, in the words of official evaluations; never averages of unlike things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from planapp.domain.monitoring.values import IndicatorLine, Monitoring, TaskLine
from planapp.domain.terms import Attribute, Light, Status
from planapp.domain.wording import UNPUBLISHED

# The order in which a report names them.
_ORDER = (
    Status.EXCEEDED, Status.ACHIEVED, Status.AHEAD, Status.ON_TRACK, Status.NEARLY, Status.BEHIND,
    Status.REGRESSING, Status.BREACHED, Status.MISSED, Status.NO_DATA, Status.UNASSESSABLE,
    Status.NOT_DUE,
)  # fmt: skip

_LIGHTS = tuple(Light)


@dataclass(frozen=True, slots=True)
class Counts:
    """Items by the words they are shown with, and by light; in the order of a report."""

    total: int
    words: tuple[tuple[str, int], ...]
    lights: tuple[tuple[Light, int], ...]
    unpublished: int = 0  # of those without data

    @property
    def sentence(self) -> str:
        """`共15项，其中达到序时进度9项，滞后4项，未填报2项`."""
        parts = [f"{word}{number}项" for word, number in self.words]
        more = f"（含{UNPUBLISHED}{self.unpublished}项）" if self.unpublished else ""
        return f"共{self.total}项" + (f"，其中{'，'.join(parts)}" if parts else "") + more


def count_indicators(
    lines: Iterable[IndicatorLine], *, attribute: Attribute | None = None
) -> Counts:
    """All of them, or those of one attribute (约束性 and 预期性 are never thrown together)."""
    chosen = [line for line in lines if attribute in {None, line.attribute}]
    return replace(_count(chosen), unpublished=sum(line.is_unpublished for line in chosen))


def count_tasks(lines: Iterable[TaskLine]) -> Counts:
    return _count(lines)


def count_groups(report: Monitoring) -> list[tuple[str, Counts]]:
    """全部指标, those of each attribute, 任务."""
    return [
        ("全部指标", count_indicators(report.indicators)),
        *(
            (f"{each.label}指标", count_indicators(report.indicators, attribute=each))
            for each in Attribute
        ),
        ("任务", count_tasks(report.tasks)),
    ]


def _count(lines: Iterable[IndicatorLine | TaskLine]) -> Counts:
    shown = [line.shown for line in lines]
    lights = Counter(light for _, light, _ in shown)
    ranks = {word: (_ORDER.index(status), _LIGHTS.index(light)) for status, light, word in shown}
    by_word = Counter(sorted((word for *_, word in shown), key=ranks.__getitem__))
    return Counts(
        total=len(shown),
        words=tuple(by_word.items()),
        lights=tuple((light, lights[light]) for light in Light),
    )
