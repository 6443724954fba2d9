"""The demonstration's papers of 督办: what supervisors drafted and signed, what units answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.demo.people import reporter_of
from planapp.demo.story import BrokenStory, instant
from planapp.models import Plan, SupervisionNotice, Unit, User
from planapp.queries.notice_items import candidates
from planapp.services.notice_answers import acknowledge, answer
from planapp.services.supervision_notices import Office, draft_by_hand, sign_notice

OFFICE = Office("省人民政府办公厅督查室（演示）", "督办")


def urge_units(plan: Plan, row: dict[str, Any], *, day: date, supervisor: User) -> None:
    """What the story tells up to the day; what is there already stays."""
    for each in row.get("notices", ()):
        on = date.fromisoformat(each["on"])
        cycle = plan.cycles.filter(as_of_on__year=each["year"]).select_related("plan").first()
        if cycle is None or on > day:
            continue
        unit, at = Unit.objects.get(code=each["unit"]), instant(on)
        if SupervisionNotice.objects.filter(unit=unit, cycle=cycle, drafted_at=at).exists():
            continue
        offered = candidates(unit, cycle, on=on)
        chosen = [one.name for one in offered if one.matter == each["matter"]]
        if not chosen:
            raise BrokenStory(f"{unit}在{cycle}没有可以督办的事项（{each['matter']}）。")
        drafted = draft_by_hand(
            unit=unit,
            cycle=cycle,
            chosen=chosen[: each["items"]],
            by=supervisor,
            at=at,
            is_demo=True,
        )
        _carry_on(drafted, each, day=day, supervisor=supervisor)


def _carry_on(
    notice: SupervisionNotice, row: dict[str, Any], *, day: date, supervisor: User
) -> None:
    """The steps that the story has for the paper, each on its day."""
    people = {"signed": supervisor, "acknowledged": None, "answered": None}
    for step, person in people.items():
        on = row.get(f"{step}_on")
        if on is None or date.fromisoformat(on) > day:
            return
        at, by = instant(date.fromisoformat(on)), person or reporter_of(notice.unit)
        if step == "signed":
            sign_notice(notice=notice, office=OFFICE, seen=notice.revision, by=by, at=at)
        elif step == "acknowledged":
            acknowledge(notice=notice, by=by, at=at)
        else:
            answer(notice=notice, words=row["answer"], by=by, at=at)
