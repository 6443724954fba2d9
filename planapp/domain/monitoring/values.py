"""The lines of a report: frozen, every figure with its unit, every line with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planapp.domain.standing import FINISHED, WITHOUT_DATA
from planapp.domain.terms import (
    Attribute,
    Comparator,
    Light,
    SelfAssessment,
    Status,
    Trend,
)
from planapp.domain.wording import UNPUBLISHED


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided (核定结论), beside what was computed."""

    status: Status
    light: Light
    words: str  # the status as this item has it read: 严重滞后, 提前实现
    reason: str


@dataclass(frozen=True, slots=True)
class RoundLine:
    """The round in which a plan is judged."""

    plan_code: str
    plan: str
    words: str  # 2024年度
    as_of_on: date
    due_on: date
    is_closed: bool


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in the round of its plan.

    `base_value`, `years` (approved year-end figures) and `pending` (handed in, not approved) are in
    `series_unit`, everything computed in `value_unit`; ratios are fractions of 1.
    """

    id: int
    code: str
    plan_code: str
    plan: str
    name: str
    attribute: Attribute
    comparator: Comparator
    target: Decimal
    target_max: Decimal | None
    target_year: int
    value_unit: str
    series_unit: str
    base_year: int | None
    base_value: Decimal | None
    years: tuple[tuple[int, Decimal], ...]
    pending: Decimal | None
    waiting: str  # 数据未公布，预计2025年6月公布; empty where nothing is waited for
    status: Status
    light: Light
    words: str
    decided: Decided | None
    actual: Decimal | None
    expected_value: Decimal | None
    completion: Decimal | None
    time_progress: Decimal | None
    due_progress: Decimal | None
    gap: Decimal | None
    lag: Decimal | None
    required: Decimal | None
    forecast: Decimal | None
    trend: Trend | None
    met: bool | None
    problems: str
    next_steps: str
    leads: tuple[str, ...]
    source: str
    quote: str
    document: str
    is_demo: bool
    rule: str
    # Reports that were kept before these were noted have none.
    provider: str = ""  # 数据提供单位
    base_is_demo: bool = False

    @property
    def label(self) -> str:
        return self.name

    @property
    def answering(self) -> tuple[str, ...]:
        """The units that lead it or provide its figure, each once."""
        return tuple(dict.fromkeys((*self.leads, *([self.provider] if self.provider else ()))))

    @property
    def shown(self) -> tuple[Status, Light, str]:
        """What counts: what was decided, or else computed."""
        if self.decided is not None:
            return self.decided.status, self.decided.light, self.decided.words
        return self.status, self.light, self.words

    @property
    def is_unpublished(self) -> bool:
        """Whether it has no figure because none is published yet."""
        return self.waiting.startswith(UNPUBLISHED)

    @property
    def is_left_out(self) -> bool:
        """Whether it counts for nobody: its figure is not published, and nobody decided on it."""
        return self.is_unpublished and self.shown[0] in WITHOUT_DATA

    @property
    def is_missing(self) -> bool:
        """Whether nobody has handed anything in, and nothing is waited for."""
        return self.actual is None and self.pending is None and not self.waiting


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in the round of its plan; `is_pending`: its report is not approved."""

    id: int
    code: str
    plan_code: str
    plan: str
    number: str
    title: str
    units: tuple[str, ...]
    deadline: str
    due_on: date | None
    self_assessment: SelfAssessment | None
    percent: int | None
    narrative: str
    problems: str
    next_steps: str
    is_pending: bool
    status: Status
    light: Light
    decided: Decided | None
    quote: str
    is_demo: bool

    @property
    def label(self) -> str:
        return self.title

    @property
    def answering(self) -> tuple[str, ...]:
        """The units that answer for it."""
        return self.units

    @property
    def shown(self) -> tuple[Status, Light, str]:
        """What counts: what was decided, or else computed."""
        if self.decided is not None:
            return self.decided.status, self.decided.light, self.decided.words
        return self.status, self.light, self.status.label

    @property
    def is_left_out(self) -> bool:
        """Never: a report is not published by anybody."""
        return False

    @property
    def is_missing(self) -> bool:
        """Whether nobody has handed in anything on what is not finished."""
        finished = self.shown[0] in FINISHED
        return self.self_assessment is None and not self.is_pending and not finished


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A whole report, as of a day; `chosen` are the words of its filter, by pairs."""

    on: date
    chosen: tuple[tuple[str, str], ...]
    rounds: tuple[RoundLine, ...]
    indicators: tuple[IndicatorLine, ...]
    tasks: tuple[TaskLine, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which any indicator has a figure."""
        return tuple(sorted({year for line in self.indicators for year, _ in line.years}))

    @property
    def has_demo_figures(self) -> bool:
        return any(each.is_demo or each.base_is_demo for each in self.indicators) or any(
            each.is_demo for each in self.tasks
        )


def joined(
    parts: Sequence[Monitoring], *, on: date, chosen: Iterable[tuple[str, str]]
) -> Monitoring:
    """Reports on different plans as one, in the order in which they are given."""
    return Monitoring(
        on=on,
        chosen=tuple(chosen),
        rounds=tuple(each for part in parts for each in part.rounds),
        indicators=tuple(each for part in parts for each in part.indicators),
        tasks=tuple(each for part in parts for each in part.tasks),
    )
