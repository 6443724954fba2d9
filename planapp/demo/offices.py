"""The demonstration's items handed to offices, and what supporting units contributed."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.demo.people import head_of, reporter_of
from planapp.demo.story import BrokenStory, instant
from planapp.domain.terms import Role
from planapp.models import Handling, Remark, ReportingCycle, Unit, User
from planapp.queries.duties import Duty, duties_on
from planapp.queries.handling import key_of
from planapp.services.handling import Assignment, hand_out
from planapp.services.remarks import write_remark

Row = dict[str, Any]


def share_work(row: Row, cycles: dict[int, ReportingCycle], *, day: date) -> None:
    """All that was handed out and contributed by the day; what is there already stays."""
    for each in row.get("handlings", ()):
        if _has_come(each, cycles, day):
            _hand_out(each, cycles[each["year"]])
    for each in row.get("remarks", ()):
        if _has_come(each, cycles, day):
            _remark(each, cycles[each["year"]])


def _has_come(row: Row, cycles: dict[int, ReportingCycle], day: date) -> bool:
    return row["year"] in cycles and date.fromisoformat(row["on"]) <= day


def _hand_out(row: Row, cycle: ReportingCycle) -> None:
    unit, on = Unit.objects.get(code=row["unit"]), date.fromisoformat(row["on"])
    if Handling.objects.filter(cycle=cycle, unit=unit, handed_at=instant(on)).exists():
        return
    person = User.objects.get(username=row["person"]) if "person" in row else None
    due_on = date.fromisoformat(row["due_on"]) if "due_on" in row else None
    duties = [_duty(title, cycle, unit, role=Role.LEAD, on=on) for title in row["items"]]
    hand_out(
        cycle=cycle,
        unit=unit,
        keys=[key_of(duty) for duty in duties],
        assignment=Assignment(row["office"], person, due_on, row.get("note", "")),
        by=head_of(unit),
        at=instant(on),
    )


def _remark(row: Row, cycle: ReportingCycle) -> None:
    unit, on = Unit.objects.get(code=row["unit"]), date.fromisoformat(row["on"])
    if Remark.objects.filter(cycle=cycle, unit=unit, text=row["text"]).exists():
        return
    duty = _duty(row["item"], cycle, unit, role=Role.SUPPORT, on=on)
    write_remark(duty=duty, unit=unit, text=row["text"], by=reporter_of(unit), at=instant(on))


def _duty(title: str, cycle: ReportingCycle, unit: Unit, *, role: Role, on: date) -> Duty:
    for duty in duties_on(on, units={unit.pk}):
        if duty.cycle == cycle and duty.role == role and str(duty.item) == title:
            return duty
    raise BrokenStory(f"{unit}在{cycle}没有{role.label}的事项“{title}”。")
