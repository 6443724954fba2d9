"""What a unit owes in a cycle, as the rows of its Excel sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from planapp.domain.day_words import day_in_words
from planapp.domain.decimals import plain
from planapp.domain.terms import Comparator, Entry, ReportState, Role, SelfAssessment, Vintage
from planapp.domain.unit_sheet import CELL_CHARACTERS, FIGURES, TASKS, Layout
from planapp.models import (
    Gap,
    Indicator,
    ProgressRecord,
    Report,
    ReportingCycle,
    Task,
    TaskReport,
    Unit,
)
from planapp.queries.duties import Duty

_PARTS = {Role.LEAD: "牵头", Role.SUPPORT: "配合"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One duty: what its columns tell, and what its inputs hold as it is stored.

    `elsewhere` says with which other plan's round a figure is sent; empty for this one's own.
    """

    duty: Duty
    layout: Layout
    key: str
    known: dict[str, Decimal | str | None]
    inputs: dict[str, str]
    elsewhere: str = ""

    @property
    def revision(self) -> int:
        return self.duty.newest.revision if self.duty.newest else 0

    @property
    def locked(self) -> str:
        """Why the row is not filled in here; empty where it is."""
        if self.duty.role == Role.SUPPORT:
            return "由牵头单位填报，配合单位不填。"
        if self.elsewhere:
            return f"{self.elsewhere}，这里不填。"
        if self.duty.state == ReportState.CONFIRMING:
            return "已提交、等待单位负责人确认，不能修改；需要修改请先撤回。"
        if self.duty.state == ReportState.SUBMITTED:
            return "已提交、等待审核，不能修改；需要修改请先撤回，或请督查退回。"
        if self.duty.state == ReportState.APPROVED:
            return "已审核，不能在表格中修改；需要更正请在“我的填报”中打开这一项，写明更正原因。"
        if any(len(text) >= CELL_CHARACTERS for text in self.inputs.values()):
            return "文字超过表格一格的容量，请在网页上修改。"
        return ""

    @property
    def return_reason(self) -> str:
        newest = self.duty.newest
        return newest.return_reason if newest and newest.state == ReportState.RETURNED else ""


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """All that one unit owes, and supports, in one cycle."""

    cycle: ReportingCycle
    unit: Unit
    rows: list[SheetRow]

    @property
    def title(self) -> str:
        return f"{self.unit} {self.cycle.plan.title} {self.cycle}填报表"

    @property
    def meta(self) -> dict[str, str]:
        """What an upload is recognised by, in any installation that has the same plan."""
        return {
            "plan": self.cycle.plan.code,
            "kind": self.cycle.kind,
            "as_of_on": self.cycle.as_of_on.isoformat(),
            "unit": self.unit.code,
            "title": self.title,
        }

    def of(self, layout: Layout) -> list[SheetRow]:
        return [row for row in self.rows if row.layout is layout]


@dataclass(frozen=True, slots=True)
class SheetOffer:
    """A sheet that can be downloaded: how many items it asks for, and how many are open."""

    cycle: ReportingCycle
    unit: Unit
    number: int
    still_open: int


def sheets_offered(duties: Collection[Duty], units: Collection[int]) -> list[SheetOffer]:
    """One for each cycle and unit that leads something in it, earliest due first. No query."""
    mine = [duty for duty in duties if duty.unit is not None and duty.unit.pk in units]
    numbers = Counter((duty.cycle, duty.unit) for duty in mine)
    still_open = Counter((duty.cycle, duty.unit) for duty in mine if duty.is_open)
    return [
        SheetOffer(cycle, unit, number, still_open[cycle, unit])
        for (cycle, unit), number in numbers.items()
        if unit is not None
    ]


def load_unit_sheet(duties: Collection[Duty], *, cycle: ReportingCycle, unit: Unit) -> UnitSheet:
    """The sheet of a unit from the duties it leads or supports. One query."""
    expected = dict(Gap.objects.filter(cycle=cycle).values_list("indicator_id", "expected_value"))
    mine = [duty for duty in duties if duty.cycle == cycle]
    leading = [duty for duty in mine if duty.role == Role.LEAD and duty.unit == unit]
    seen = [
        replace(duty, role=Role.SUPPORT)
        for duty in mine
        if duty.unit != unit and unit in duty.supporting
    ]
    rows = [
        _figure(duty, expected) if duty.indicator else _task(duty) for duty in (*leading, *seen)
    ]
    rows += [
        _elsewhere(_figure(duty, expected), cycle)
        for duty in duties
        if duty.unit == unit and is_elsewhere(duty, cycle)
    ]
    return UnitSheet(cycle, unit, rows)


def is_elsewhere(duty: Duty, cycle: ReportingCycle) -> bool:
    """Whether a round asks for a figure that is filled in once, with another plan's."""
    plans = {indicator.plan_id for indicator in duty.indicators}
    same_day = duty.cycle.as_of_on == cycle.as_of_on
    return duty.cycle != cycle and same_day and cycle.plan_id in plans


def _elsewhere(row: SheetRow, cycle: ReportingCycle) -> SheetRow:
    """Named as this plan names it."""
    duty = row.duty
    own = next(one for one in duty.indicators if one.plan_id == cycle.plan_id)
    where = f"已在《{duty.cycle.plan.title}》{duty.cycle}报送"
    return replace(row, known={**row.known, "code": own.code, "name": own.name}, elsewhere=where)


def _figure(duty: Duty, expected: Mapping[int, Decimal | None]) -> SheetRow:
    indicator, newest = duty.indicators[0], _shown(duty)
    series = indicator.series
    record = newest if isinstance(newest, ProgressRecord) else None
    due = expected.get(indicator.pk)
    known: dict[str, Decimal | str | None] = {
        "code": indicator.code,
        "name": indicator.name,
        "plan": "、".join(dict.fromkeys(one.plan.title for one in duty.indicators)),
        "unit_of_series": series.value_unit,
        "entry": Entry(series.entry).label,
        "last_year": duty.last_year,
        "base": _base(indicator),
        "target": _target(indicator),
        "expected": _rounded(due, indicator.value_unit),
        "role": _PARTS[duty.role],
        "state": _state(duty),
    }
    vintage = Vintage(record.vintage) if record else Vintage.PRELIMINARY
    inputs = {
        "value": plain(record.value) if record else "",
        "unit": series.value_unit,
        "vintage": vintage.label,
        "source": record.source if record else "",
        **_words(record),
    }
    return SheetRow(duty, FIGURES, series.code, known, inputs)


def _task(duty: Duty) -> SheetRow:
    task, newest = duty.item, _shown(duty)
    assert isinstance(task, Task)  # noqa: S101  # the other kind has an indicator
    report = newest if isinstance(newest, TaskReport) else None
    known: dict[str, Decimal | str | None] = {
        "code": task.code,
        "name": task.title or task.quote,
        "plan": task.plan.title,
        "deadline": task.deadline or (task.due_on.isoformat() if task.due_on else ""),
        "role": _PARTS[duty.role],
        "state": _state(duty),
    }
    inputs = {
        "self_assessment": SelfAssessment(report.self_assessment).label if report else "",
        "percent": "" if report is None or report.percent is None else str(report.percent),
        **_words(report),
    }
    return SheetRow(duty, TASKS, task.code, known, inputs)


def _shown(duty: Duty) -> Report | None:
    """Another unit's draft is its own until it counts."""
    return duty.approved if duty.role == Role.SUPPORT else duty.newest


def _words(report: Report | None) -> dict[str, str]:
    names = ("narrative", "problems", "next_steps")
    return {name: tidy(getattr(report, name))[:CELL_CHARACTERS] if report else "" for name in names}


def _state(duty: Duty) -> str:
    if duty.role == Role.SUPPORT:
        return "只供了解"
    if duty.state:
        return duty.state.label
    if duty.published_in and not duty.published:
        return f"数据未公布，预计{duty.published_in.year}年{duty.published_in.month}月公布"
    return "待填" if duty.due_on == duty.cycle.due_on else f"待填，截止{day_in_words(duty.due_on)}"


def _base(indicator: Indicator) -> str:
    if indicator.base_value is None:
        return ""
    year = f"（{indicator.base_year}年）" if indicator.base_year else ""
    return f"{plain(indicator.base_value)}{year}"


def _target(indicator: Indicator) -> str:
    comparator = Comparator(indicator.comparator)
    if comparator is Comparator.RANGE and indicator.target_max is not None:
        amount = f"{plain(indicator.target)}–{plain(indicator.target_max)}"
    else:
        amount = f"{comparator.label} {plain(indicator.target)}"
    return f"{amount}{indicator.value_unit}（{indicator.target_year}年）"


def _rounded(value: Decimal | None, value_unit: str) -> str:
    """A computed figure, to two decimals unless nothing would be left of it."""
    if value is None:
        return ""
    return f"{plain(round(value, 2) or value)}{value_unit}"


def tidy(text: str) -> str:
    """Words as a cell gives them back, however a browser ended their lines."""
    return text.replace("\r\n", "\n").strip()
