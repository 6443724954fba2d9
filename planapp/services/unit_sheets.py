"""A unit's sheet as a whole: every row is written, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from planapp.domain.terms import ReportState
from planapp.models import Report, User
from planapp.services.errors import Refused
from planapp.services.reports import submit
from planapp.services.states import duties_looked_up_once

# Saves one row: `save_record` or `save_task_report` with all but who and when.
Save = Callable[..., Report]


class RowsRefused(Refused):
    """Some rows cannot be written, so none was; `reasons` says why by the name of the row."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(f"有 {len(reasons)} 行不能写入，整张表都没有写入；原因见各行。")
        self.reasons = reasons


@transaction.atomic
def save_unit_sheet(
    *, rows: Mapping[str, Save | Report], hand_in: bool, by: User, at: datetime
) -> set[ReportState]:
    """Write rows by their name as drafts, and hand them in where asked; a report is only that.

    Returns where what was handed in is now. Raises RowsRefused with the reason of every row that
    its own service refuses.
    """
    reasons: dict[str, str] = {}
    reached: set[ReportState] = set()
    with duties_looked_up_once():
        for name, row in rows.items():
            try:
                with transaction.atomic():
                    report = row if isinstance(row, Report) else row(by=by, at=at)
                    if hand_in:
                        reached.add(submit(report=report, by=by, at=at))
            except Refused as refusal:
                reasons[name] = str(refusal)
    if reasons:
        raise RowsRefused(reasons)
    return reached
