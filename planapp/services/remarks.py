"""Supporting units say what they contribute to an item that another unit leads (协办意见)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from planapp.models import Remark, ReportingCycle, Unit, User
from planapp.queries.duties import Duty
from planapp.queries.remarks import Supported, find_supported
from planapp.rights import reporting_units
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused

_NO_PART = "这一项没有请您的单位配合，或填报期未开启、已关闭；请与牵头单位或管理员联系。"


@transaction.atomic
def write_remark(*, duty: Duty, unit: Unit, text: str, by: User, at: datetime) -> Remark:
    """Say something for a unit that has a part in the item, until the round closes.

    Raises Refused where the person does not report for the unit, or the unit has no part.
    """
    text = _checked(text)
    _supported(duty.cycle, unit, by=by, at=at, indicator=duty.indicator, task=duty.task)
    remark = Remark.objects.create(
        cycle=duty.cycle,
        indicator=duty.indicator,
        task=duty.task,
        unit=unit,
        text=text,
        written_by=by,
        written_at=at,
    )
    write_audit(by=by, action="remark.written", subject=remark, at=at, changes=created(remark))
    return remark


@transaction.atomic
def change_remark(*, remark: Remark, text: str, by: User, at: datetime) -> None:
    """Write one's own remark anew while the lead has not handed the item in."""
    text = _checked(text)
    remark = _own(remark, by=by, at=at)
    before = snapshot(remark)
    remark.text, remark.written_at = text, at
    remark.save(update_fields=["text", "written_at"])
    write_audit(
        by=by, action="remark.changed", subject=remark, at=at, changes=[changed(remark, before)]
    )


@transaction.atomic
def remove_remark(*, remark: Remark, by: User, at: datetime) -> None:
    """Take one's own remark back while the lead has not handed the item in.

    Evidence goes first, one by one: its files are deleted with it.
    """
    remark = _own(remark, by=by, at=at)
    if remark.evidence.exists():
        raise Refused("请先移除这条意见的佐证材料，再删除意见。")
    before = snapshot(remark)
    Remark.objects.filter(pk=remark.pk).delete()
    change = Change(remark, before, dict.fromkeys(before))
    write_audit(by=by, action="remark.removed", subject=remark, at=at, changes=[change])


def check_remark_may_change(remark: Remark, *, by: User, at: datetime) -> None:
    """Raise Refused unless the person reports for the remark's unit and the lead still waits."""
    found = _supported(
        remark.cycle,
        remark.unit,
        by=by,
        at=at,
        indicator=remark.indicator,
        task=remark.task,
    )
    if found.duty.is_closed:
        raise Refused("牵头单位已提交这一项，已写的意见和材料不能再改；可以另写一条补充意见。")


def _own(remark: Remark, *, by: User, at: datetime) -> Remark:
    locked: Remark = Remark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if by.pk != locked.written_by_id:
        raise Refused(f"这条意见由{locked.written_by}填写，只有本人可以修改；可以另写一条。")
    check_remark_may_change(locked, by=by, at=at)
    return locked


def _supported(
    cycle: ReportingCycle,
    unit: Unit,
    *,
    by: User,
    at: datetime,
    indicator: object,
    task: object,
) -> Supported:
    day = timezone.localdate(at)
    if unit.pk not in reporting_units(by, on=day):
        raise Refused(f"只有{unit}的填报人可以代表该单位填写意见。")
    found = find_supported(
        day,
        {unit.pk},
        cycle_id=cycle.pk,
        indicator_id=getattr(indicator, "pk", None),
        task_id=getattr(task, "pk", None),
    )
    if found is None:
        raise Refused(_NO_PART)
    return found


def _checked(text: str) -> str:
    if not text.strip():
        raise Refused("请填写意见。")
    return text.strip()
