"""The demonstration's sheets that units sent, and letters that are being entered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from planapp.demo.people import head_of, reporter_of
from planapp.demo.story import instant
from planapp.domain.terms import ReportState
from planapp.models import Plan, Report, ReportingCycle, Submission, Unit, User
from planapp.services.confirming import confirm
from planapp.services.head_rule import ask_head
from planapp.services.submissions import begin_on_behalf, prepare_submission, send_submission

Row = dict[str, Any]
_FACTOR = Decimal(1000)  # the story's figures are asked nothing back


def set_head_rule(plan: Plan, row: Row, *, by: User, day: date) -> None:
    """Whether the plan's items go past the head of their unit."""
    ask_head(plan=plan, asks=row.get("confirm_by_head", False), by=by, at=instant(day))


def bring_past_head(report: Report, state: ReportState, *, on: date) -> None:
    """Where the plan asks for it, the head confirms; unless the story stops there."""
    if state != ReportState.CONFIRMING:
        confirm(report=report, by=head_of(report.unit), at=instant(on))


def send_sheets(
    row: Row, cycles: dict[int, ReportingCycle], *, day: date, administrator: User
) -> None:
    """All that units had sent by the day, and the letters begun; what is there already stays."""
    for each in row.get("sheets", ()):
        place = _place(each, cycles, day=day)
        if place is None:
            continue
        cycle, unit, at = *place, instant(date.fromisoformat(each["on"]))
        by = reporter_of(unit)
        prepared = prepare_submission(cycle=cycle, unit=unit, note=each["note"], by=by, at=at)
        send_submission(submission=prepared, may_leave_out=True, factor=_FACTOR, by=by, at=at)
    for each in row.get("letters", ()):
        place = _place(each, cycles, day=day)
        if place is not None:
            begin_on_behalf(
                cycle=place[0],
                unit=place[1],
                letter_number=each["letter_number"],
                by=administrator,
                at=instant(date.fromisoformat(each["on"])),
            )


def _place(
    row: Row, cycles: dict[int, ReportingCycle], *, day: date
) -> tuple[ReportingCycle, Unit] | None:
    """Where it belongs; None where it has not come to that, or is there already."""
    if row["year"] not in cycles or date.fromisoformat(row["on"]) > day:
        return None
    cycle, unit = cycles[row["year"]], Unit.objects.get(code=row["unit"])
    if Submission.objects.filter(cycle=cycle, unit=unit).exists():
        return None
    return cycle, unit
