"""How a service says no."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone

from planapp.models import User
from planapp.queries.scope import lies_within
from planapp.rights import Action, may, scope_of


class Refused(Exception):
    """The change is not allowed or not possible; the message says why, in Chinese.

    `field` names the one of the given words that it is about, where there is one: a form shows it
    beside the field of that name.
    """

    def __init__(self, why: str, *, field: str = "") -> None:
        super().__init__(why)
        self.field = field


def require(action: Action, *, by: User, at: datetime, refusal: str) -> None:
    """Raise Refused with this message unless the person has the right at that time."""
    if not may(by, action, on=timezone.localdate(at)):
        raise Refused(refusal)


def require_in_scope(row: Model, *, by: User, on: date) -> None:
    """Raise Refused unless a stored row lies in what the person watches over (督查分工)."""
    if not lies_within(row, scope_of(by, on=on, to=Action.REVIEW)):
        raise out_of_scope(row)


def out_of_scope(row: Model) -> Refused:
    """What a supervisor is told of a row outside the assignment."""
    return Refused(f"“{row}”不在您的督查分工内；需要由您处理的，请安全管理员调整分工。")
