"""Until when a task is to be done."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.models import AuditEvent
from planapp.services.errors import Refused
from planapp.services.tasks import set_due_on
from tests.factories import AT, make_task

pytestmark = pytest.mark.django_db


def correct(task, by, due_on=date(2024, 6, 30), reason="原文为上半年"):
    set_due_on(task=task, due_on=due_on, reason=reason, by=by, at=AT)
    task.refresh_from_db()


@pytest.mark.parametrize("due_on", (date(2024, 6, 30), date(2031, 1, 1), None))
def test_corrected_day_is_kept_and_the_wording_stays(administrator, due_on):
    task = make_task(deadline="2024年上半年", due_on=date(2024, 12, 31))
    correct(task, administrator, due_on)
    assert (task.due_on, task.deadline) == (due_on, "2024年上半年")
    event = AuditEvent.objects.get()
    assert ("原文为上半年" in event.subject, event.actor) == (True, administrator)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"reason": " "}, "写明理由"), ({"due_on": date(2020, 12, 31)}, "不能早于规划期")],
)
def test_wrong_correction_is_refused(administrator, changes, words):
    with pytest.raises(Refused, match=words):
        correct(make_task(), administrator, **changes)


@pytest.mark.parametrize("who", ("supervisor", "auditor", "reporter"))
def test_correction_by_anybody_but_an_administrator_is_refused(request, who):
    with pytest.raises(Refused, match="只有管理员"):
        correct(make_task(), request.getfixturevalue(who))
