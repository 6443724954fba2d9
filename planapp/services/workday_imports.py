"""The work calendar from a sheet: the year's days off and days worked, as they are announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from planapp.models import User, Workday
from planapp.rights import Action
from planapp.services.audit import Change, created
from planapp.services.table_imports import save_table
from planapp.services.tables import Line, Row, Table, TablePlan, write_rows


class WorkdayTable(Table[Workday]):
    """工作日历: days are entered and changed; one that is as usual again is taken out by hand."""

    model = Workday
    key = ("day",)
    names = ("day", "is_working", "note", "source")
    needs = sees = Action.KEEP_SYSTEM
    who_may: ClassVar[str] = "只有系统管理员可以导入工作日历。"

    def write(self, lines: Sequence[Line[Workday]]) -> list[Change]:
        """The day itself is the key, so that a new row has one, too."""
        new = [line.stored for line in lines if line.is_new]
        Workday.objects.bulk_create(new)
        old = write_rows(Workday, [line for line in lines if not line.is_new])
        return [*created(*new), *old]


@transaction.atomic
def import_workdays(*, rows: Sequence[Row], by: User, at: datetime) -> TablePlan[Workday]:
    """Enter and change days of the work calendar, all rows or none."""
    return save_table(WorkdayTable(by=by, at=at), rows, action="register.workdays_imported")
