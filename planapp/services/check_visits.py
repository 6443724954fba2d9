"""What supervisors found where they checked a figure or a task report on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import CheckFinding
from planapp.models import CheckVisit, ProgressRecord, TaskReport, User
from planapp.rights import Action
from planapp.services.audit import created, write_audit
from planapp.services.errors import Refused, require, require_in_scope
from planapp.services.inbox import send_message
from planapp.services.notices import whom_to_tell


@dataclass(frozen=True, slots=True)
class VisitNotes:
    """What was checked, when, by whom; `found_value` is in the series' value unit."""

    visited_on: date
    visitors: str
    finding: CheckFinding
    details: str
    place: str = ""
    found_value: Decimal | None = None


@transaction.atomic
def record_visit(
    *, report: ProgressRecord | TaskReport, notes: VisitNotes, by: User, at: datetime
) -> CheckVisit:
    """Keep what was found beside what was reported, and tell who reported it where they differ.

    Nothing reported changes by it: a figure that was wrong is returned or corrected. Raises
    Refused for what is not handed in or not theirs to watch over, for a day to come, and for a
    figure said to differ without the figure that was found.
    """
    require(Action.REVIEW, by=by, at=at, refusal="只有督查人员可以记录核查情况。")
    require_in_scope(report, by=by, on=timezone.localdate(at))
    _check(report, notes, on=timezone.localdate(at))
    is_figure = isinstance(report, ProgressRecord)
    visit = CheckVisit.objects.create(
        record=report if isinstance(report, ProgressRecord) else None,
        task_report=report if isinstance(report, TaskReport) else None,
        visited_on=notes.visited_on,
        place=notes.place.strip(),
        visitors=notes.visitors.strip(),
        finding=notes.finding,
        found_value=notes.found_value if is_figure else None,
        details=notes.details.strip(),
        written_by=by,
        written_at=at,
    )
    if notes.finding is CheckFinding.DIFFERS:
        _tell(report, visit, at=at)
    write_audit(by=by, action="visit.recorded", subject=visit, at=at, changes=created(visit))
    return visit


def _check(report: ProgressRecord | TaskReport, notes: VisitNotes, *, on: date) -> None:
    if notes.visited_on > on:
        raise Refused("核查日期不能晚于今天。")
    if not notes.visitors.strip() or not notes.details.strip():
        raise Refused("请写明核查人员和核查情况。")
    differs = notes.finding is CheckFinding.DIFFERS
    if differs and isinstance(report, ProgressRecord) and notes.found_value is None:
        raise Refused("核查有出入的，请填写核查到的数值。")


def _tell(report: ProgressRecord | TaskReport, visit: CheckVisit, *, at: datetime) -> None:
    reported = (pk for pk in (report.recorded_by_id, report.submitted_by_id) if pk is not None)
    for person in whom_to_tell(report.unit, reported, on=timezone.localdate(at)):
        send_message(
            recipient_id=person,
            subject=f"核查有出入：{report}",
            body=f"{day_in_words(visit.visited_on)}核查“{report}”有出入：{visit.details}"
            "\n需要更正的，请在“我的填报”中打开这一项，写明更正原因后重新提交。",
            at=at,
        )
