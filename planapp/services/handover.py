"""What a person has at hand passes to successors in the same unit (交接)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from planapp.models import Handling, ReportingCycle, Unit, User
from planapp.queries.handling import Staff, load_staff
from planapp.queries.handover import Passing, passing_of, units_left_by
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.handling import new_handling, removed, tell


@transaction.atomic
def hand_over(
    *,
    leaver: User,
    unit: Unit,
    successors: Mapping[str, User | None],
    by: User,
    at: datetime,
) -> int:
    """Pass what the person holds on, by `Passing.key`; to nobody is back to the unit.

    Who recorded, submitted or asked stays written where it is: the open item is handed to the
    successor, no report is touched. Both are told. Returns how many items passed. Raises Refused
    where the person who does it may not, where a successor does not report for the unit, and
    where what is at hand has changed since it was looked at.
    """
    day = timezone.localdate(at)
    if unit not in units_left_by(leaver, keeper=by, on=day):
        raise Refused(f"只有{unit}的单位管理员和管理员可以办理交接。")
    # Whoever hands out or over meanwhile comes after.
    list(ReportingCycle.objects.open_on(day).select_for_update().order_by("pk"))
    passing = passing_of(leaver, unit, on=day)
    if not passing:
        raise Refused(f"{leaver}手上没有需要交接的事项。")
    if {each.key for each in passing} != set(successors):
        raise Refused(f"{leaver}手上的事项刚刚有变化，请核对后再确认。")
    staff = {each.user.pk: each for each in load_staff(unit, on=day)}
    strangers = [to for to in successors.values() if to and (to.pk not in staff or to == leaver)]
    if strangers:
        raise Refused(f"{strangers[0]}不能接手：接手人须是本单位的另一位填报人员。")
    changes = [
        change
        for each in passing
        for change in _pass_on(each, successors[each.key], staff, by=by, at=at)
    ]
    write_audit(by=by, action="handover.done", subject=f"{unit}：{leaver}", at=at, changes=changes)
    _tell(leaver, unit, passing=passing, successors=successors, by=by, at=at)
    return len(passing)


def _pass_on(
    each: Passing, to: User | None, staff: Mapping[int, Staff], *, by: User, at: datetime
) -> list[Change]:
    """The item is the successor's from now on; without one, the office's or nobody's."""
    row = each.handed.handling
    if to is None:
        if row is None:
            return []
        if not row.office:
            change = removed(row)
            Handling.objects.filter(pk=row.pk).delete()
            return [change]
    row = row or new_handling(each.handed)
    before = snapshot(row) if row.pk else None
    row.person, row.handed_by, row.handed_at = to, by, at
    if to is not None:
        row.office = staff[to.pk].office or row.office
    row.save()
    return created(row) if before is None else [changed(row, before)]


def _tell(
    leaver: User,
    unit: Unit,
    *,
    passing: list[Passing],
    successors: Mapping[str, User | None],
    by: User,
    at: datetime,
) -> None:
    """Each learns what became of the items: the successor of theirs, the leaver of all."""
    by_person: dict[int, list[str]] = {}
    lines = []
    for each in passing:
        item, to = each.handed.duty.item, successors[each.key]
        lines.append(f"{item} → {to or '本单位待分办'}")
        if to is not None and to != by:
            by_person.setdefault(to.pk, []).append(f"{item}（{each.why}）")
    for person, own in by_person.items():
        tell(person, f"接手{leaver}的 {len(own)} 项：{unit}", own, by=by, at=at)
    if leaver != by:
        tell(leaver.pk, f"您承办的 {len(lines)} 项已交接：{unit}", lines, by=by, at=at)
