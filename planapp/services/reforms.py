"""Open duties of a reorganised unit, given item by item to those that took them over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.models import Responsibility, Series, Unit, User
from planapp.queries.successions import HeldPart, parts_held, reform_of
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require


@transaction.atomic
def pass_on_duties(
    *,
    unit: Unit,
    choices: Mapping[str, int],
    on: date,
    doc_number: str,
    by: User,
    at: datetime,
) -> int:
    """Give open parts of a unit to its successors from a day on; returns how many were given.

    `choices` names a part by its key (`HeldPart.key`) and the id of the successor. The unit's
    part ends the day before; what was reported under its name stays as it is. Raises Refused
    for a part that the unit does not hold (any more), for a unit that did not succeed it, and
    for a day before the reform or one that a part does not reach; then nothing is written.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以办理机构改革承接。")
    if not choices:
        raise Refused("请至少为一项选择承接单位。")
    Unit.objects.select_for_update().get(pk=unit.pk)  # two people decide one after the other
    today = timezone.localdate(at)
    reform = reform_of(unit, on=today)
    heirs = {heir.unit.pk: heir for heir in reform.heirs}
    held = {part.key: part for part in parts_held(reform, on=today)}
    changes: list[Change] = []
    for key, heir_id in choices.items():
        part, heir = held.get(key), heirs.get(heir_id)
        if part is None:
            raise Refused(f"{unit}已不再承担所选的某一项，可能刚刚有人办理过；请刷新后再试。")
        if heir is None:
            raise Refused(
                f"“{part.item}”所选的单位不是{unit}的承接单位；请先在单位的“职责转给”中登记。"
            )
        if on < heir.on:
            raise Refused(f"{heir.unit}自{day_in_words(heir.on)}起承接，承接日期不能更早。")
        changes += _pass_on(part, heir.unit, on=on, doc_number=doc_number.strip())
    write_audit(by=by, action="responsibility.passed_on", subject=unit, at=at, changes=changes)
    return len(choices)


def _pass_on(held: HeldPart, heir: Unit, *, on: date, doc_number: str) -> list[Change]:
    if held.part is not None:
        return _pass_on_part(held.part, heir, on=on, doc_number=doc_number)
    series = held.series
    assert series is not None  # noqa: S101  # a held part is one or the other
    series = Series.objects.select_for_update().get(pk=series.pk)
    before = snapshot(series)
    series.provider = heir
    series.save(update_fields=("provider",))
    return [changed(series, before)]


def _pass_on_part(part: Responsibility, heir: Unit, *, on: date, doc_number: str) -> list[Change]:
    if part.valid_from is not None and part.valid_from >= on:
        raise Refused(
            f"“{part.indicator or part.task}”由{part.unit}自 {part.valid_from} 起承担，"
            "承接日期须更晚。"
        )
    before = snapshot(part)
    part.valid_to = on - timedelta(days=1)
    part.save(update_fields=("valid_to",))
    changes = [changed(part, before)]
    same = Responsibility.objects.filter(
        indicator=part.indicator_id, task=part.task_id, unit=heir, role=part.role, valid_to=None
    )
    if not same.exists():
        new = Responsibility.objects.create(
            indicator_id=part.indicator_id,
            task_id=part.task_id,
            unit=heir,
            role=part.role,
            order=part.order,
            written_as=part.written_as,
            valid_from=on,
            doc_number=doc_number,
            took_over_from=part,
        )
        changes += created(new)
    return changes
