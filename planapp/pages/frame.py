"""What every page of ours does: check the right, draw in the one frame, tell what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from planapp.clock import today
from planapp.models import User
from planapp.pages.histories import history_url
from planapp.pages.on_record import record_refusal
from planapp.queries.scope import within
from planapp.rights import Action, Scope, may, scope_of
from planapp.services.errors import Refused

View = Callable[..., HttpResponseBase]
RowT = TypeVar("RowT", bound=Model)

_WHO_MAY = {
    Action.REPORT: "只有单位的填报人员可以打开这一页。",
    Action.HAND_OUT: "只有单位负责人和单位管理员可以打开这一页。",
    Action.CONFIRM: "只有单位负责人可以打开这一页。",
    Action.ENTER_FOR: "只有管理员可以打开这一页。",
    Action.REVIEW: "只有督查人员可以打开这一页。",
    Action.SEE_ALL: "只有督查、审计和管理人员可以打开这一页。",
    Action.CHECK: "只有督查和管理人员可以打开这一页。",
    Action.SET_UP: "只有管理员可以打开这一页。",
    Action.AUDIT: "只有审计员可以打开这一页。",
    Action.KEEP_ACCOUNTS: "只有单位管理员可以打开这一页。",
    Action.KEEP_PEOPLE: "只有安全管理员可以打开这一页。",
    Action.KEEP_SYSTEM: "只有系统管理员可以打开这一页。",
}
NOTHING_ASSIGNED = (
    "还没有给您安排督查分工，所以这里看不到任何规划和单位；请联系安全管理员在“督查分工”中安排。"
)


def person(request: HttpRequest) -> User:
    """The logged-in person; pages stand behind the site's login."""
    assert isinstance(request.user, User)  # noqa: S101  # admin_view lets nobody else in
    return request.user


def needs(action: Action, *others: Action) -> Callable[[View], View]:
    """Let only people with one of the rights in; others learn who has the first."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(may(person(request), each, on=today()) for each in (action, *others)):
                raise PermissionDenied(_WHO_MAY[action])
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def scope_here(request: HttpRequest) -> Scope:
    """What the logged-in person gets to see today; asked once for a request."""
    if not hasattr(request, "scope"):
        request.scope = scope_of(person(request), on=today())  # type: ignore[attr-defined]
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return scope


def seen(request: HttpRequest, rows: QuerySet[RowT]) -> QuerySet[RowT]:
    """Those of the rows that the logged-in person gets to see."""
    return within(rows, scope_here(request))


def draw(request: HttpRequest, template: str, *, title: str, **context: Any) -> HttpResponse:
    """Render a page of ours in the site's frame.

    Auditors are shown the way to the history of `history_of`, the row that a page is about.
    """
    base = admin.site.each_context(request)
    row: Model | None = context.pop("history_of", None)
    base["history_url"] = history_url(row) if row else ""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is not None and scope.is_empty:
        base["scope_note"] = NOTHING_ASSIGNED
    return render(request, f"planapp/{template}", {**base, "title": title, **context})


@dataclass(slots=True)
class Outcome:
    """Whether what a page was asked to do was done."""

    succeeded: bool = False
    words: str = ""  # what to say instead, where it turned out otherwise


@contextmanager
def telling(request: HttpRequest, success: str) -> Iterator[Outcome]:
    """Say what was done, or why it was refused, in the page's messages; all or nothing."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            yield outcome
    except Refused as refusal:
        messages.error(request, str(refusal))
        record_refusal(request, refusal)
    else:
        outcome.succeeded = True
        messages.success(request, outcome.words or success)
