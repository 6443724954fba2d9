"""年度目标: what an indicator should reach in single years, officially issued or the unit's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from planapp.models import AnnualTarget, Indicator, User
from planapp.queries.answering import unit_answering_for
from planapp.rights import Action, may, may_report_for
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.gaps import mark_indicators_stale


@dataclass(frozen=True, slots=True)
class YearAim:
    """What one year is to reach, in the target's value unit; without a value there is no target."""

    year: int
    value: Decimal | None
    official: bool = False
    doc_number: str = ""


def may_set_annual_targets(user: User, indicator: Indicator, *, on: date) -> bool:
    """Administrators may, and who reports for the unit that answers for the indicator."""
    if may(user, Action.SET_UP, on=on):
        return True
    unit = unit_answering_for(indicator, on=on)
    return unit is not None and may_report_for(user, unit, on=on)


def locked_years(indicator: Indicator, user: User, *, on: date) -> set[int]:
    """The years that this person may not touch: what was issued, and what is already judged.

    Two queries; none for an administrator but the one for the rights.
    """
    if may(user, Action.SET_UP, on=on):
        return set()
    official = indicator.annual_targets.filter(official=True).values_list("year", flat=True)
    closed = indicator.plan.cycles.filter(closed_on__lte=on).values_list("as_of_on", flat=True)
    return {*official, *(day.year for day in closed)}


@transaction.atomic
def set_annual_targets(
    *, indicator: Indicator, aims: Iterable[YearAim], by: User, at: datetime
) -> int:
    """Write the targets of the given years; only what differs is touched. How many years changed.

    A unit's staff may set their own for years that are neither issued nor closed.
    """
    today = timezone.localdate(at)
    if not may_set_annual_targets(by, indicator, on=today):
        raise Refused("只有管理员和牵头单位的填报人员可以设定年度目标。")
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    stored = {row.year: row for row in indicator.annual_targets.all()}
    changing = [aim for aim in aims if _differs(aim, stored.get(aim.year))]
    _check_rights(indicator, changing, by=by, on=today)
    changes = [_write(indicator, aim, stored.get(aim.year)) for aim in changing]
    if changes:
        mark_indicators_stale(indicator_ids=[indicator.pk])
        write_audit(by=by, action="annual_targets.set", subject=indicator, at=at, changes=changes)
    return len(changes)


def _differs(aim: YearAim, row: AnnualTarget | None) -> bool:
    if row is None or aim.value is None:
        return (row is None) != (aim.value is None)
    return (aim.value, aim.official, aim.doc_number) != (row.value, row.official, row.doc_number)


def _check_rights(indicator: Indicator, changing: list[YearAim], *, by: User, on: date) -> None:
    locked = locked_years(indicator, by, on=on)
    only_own = not may(by, Action.SET_UP, on=on)
    for aim in changing:
        if aim.year in locked:
            raise Refused(f"{aim.year}年的年度目标已正式下达或该年已关闭，只有管理员可以修改。")
        if only_own and aim.official:
            raise Refused("正式下达的年度目标由管理员登记。")


def _write(indicator: Indicator, aim: YearAim, row: AnnualTarget | None) -> Change:
    if row is not None and aim.value is None:
        change = Change(row, before := snapshot(row), dict.fromkeys(before))
        AnnualTarget.objects.filter(pk=row.pk).delete()
        return change
    check_aim(indicator, aim)
    before_row = snapshot(row) if row else None
    row = row or AnnualTarget(indicator=indicator, year=aim.year)
    assert aim.value is not None  # noqa: S101  # taken away above
    row.value, row.official, row.is_demo = aim.value, aim.official, False
    row.doc_number = aim.doc_number
    try:
        row.clean_fields(exclude=("indicator",))
    except ValidationError as error:
        raise Refused(f"{aim.year}年：{'；'.join(error.messages)}") from error
    row.save()
    return created(row)[0] if before_row is None else changed(row, before_row)


def check_aim(indicator: Indicator, aim: YearAim) -> None:
    """Raise Refused for a year outside the indicator's time, and where an order has no number."""
    first, last = indicator.plan.period_start, indicator.target_year
    if not first <= aim.year <= last:
        raise Refused(f"年度目标只能设在{first}年至{last}年，没有{aim.year}年。")
    if aim.official and not aim.doc_number:
        raise Refused(f"{aim.year}年的年度目标为正式下达，须写明文号。")
