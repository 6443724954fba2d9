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
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
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


def scope_here(request: HttpRequest, *, to: Action = Action.SEE_ALL) -> Scope:
    """With what the logged-in person may do this today; asked once for a request."""
    known: dict[Action, Scope] = request.__dict__.setdefault("scopes", {})
    if to not in known:
        known[to] = scope_of(person(request), on=today(), to=to)
    return known[to]


def seen(
    request: HttpRequest, rows: QuerySet[RowT], *, to: Action = Action.SEE_ALL
) -> QuerySet[RowT]:
    """Those of the rows that the logged-in person gets to see, or may do this with."""
    return within(rows, scope_here(request, to=to))


class OutOfScope(Http404):
    """What is there and not for this person: told like what is not there, and put on record."""


def get_seen(
    request: HttpRequest, rows: QuerySet[RowT], *, to: Action = Action.SEE_ALL, **wanted: Any
) -> RowT:
    """The one row that is asked for, of those that the person gets to see, or may do this with.

    Raises a 404. One query, one more where it raises.
    """
    return get_among(seen(request, rows, to=to), of=rows, **wanted)


def get_among(shown: QuerySet[RowT], *, of: QuerySet[RowT], **wanted: Any) -> RowT:
    """The same where something else than the scope says which `of` the rows are shown."""
    row = shown.filter(**wanted).first()
    if row is None:
        raise missing(of.filter(**wanted))
    return row


def missing(rows: QuerySet[Any]) -> Http404:
    """What to raise for what was not found: it matters whether it is anywhere. One query."""
    return OutOfScope("所要的内容不在可见范围内。") if rows.exists() else Http404()


def draw(request: HttpRequest, template: str, *, title: str, **context: Any) -> HttpResponse:
    """Render a page of ours in the site's frame.

    Auditors are shown the way to the history of `history_of`, the row that a page is about.
    """
    base = admin.site.each_context(request)
    row: Model | None = context.pop("history_of", None)
    base["history_url"] = history_url(row) if row else ""
    if any(scope.is_empty for scope in getattr(request, "scopes", {}).values()):
        base["scope_note"] = NOTHING_ASSIGNED
    return render(request, f"planapp/{template}", {**base, "title": title, **context})


@dataclass(slots=True)
class Outcome:
    """Whether what a page was asked to do was done."""

    succeeded: bool = False
    words: str = ""  # what to say instead, where it turned out otherwise


def tell_refusal(request: HttpRequest, refusal: Refused, *forms: BaseForm) -> None:
    """Say why something was refused, and put it on the record.

    Beside the field that it is about where one of the forms has it, else in the page's messages.
    """
    form = next((form for form in forms if form.is_bound and refusal.field in form.fields), None)
    if form is not None:
        form.add_error(refusal.field, str(refusal))
    else:
        messages.error(request, str(refusal))
    record_refusal(request, refusal)


@contextmanager
def telling(request: HttpRequest, success: str, *forms: BaseForm) -> Iterator[Outcome]:
    """Say what was done in the page's messages, or there or in the forms why not; all or nothing.

    With forms the page is to be drawn again where it was refused.
    """
    outcome = Outcome()
    try:
        with transaction.atomic():
            yield outcome
    except Refused as refusal:
        tell_refusal(request, refusal, *forms)
    else:
        outcome.succeeded = True
        messages.success(request, outcome.words or success)
