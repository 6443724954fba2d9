"""What every page of ours does: check the right, draw in the one frame, tell what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from planapp.clock import today
from planapp.models import User
from planapp.pages.on_record import record_refusal
from planapp.rights import Action, may
from planapp.services.errors import Refused

View = Callable[..., HttpResponseBase]

_WHO_MAY = {
    Action.REPORT: "只有单位的填报人员可以打开这一页。",
    Action.REVIEW: "只有督查人员可以打开这一页。",
    Action.SEE_ALL: "只有督查、审计和管理人员可以打开这一页。",
    Action.CHECK: "只有督查和管理人员可以打开这一页。",
    Action.SET_UP: "只有管理员可以打开这一页。",
    Action.AUDIT: "只有审计员可以打开这一页。",
    Action.KEEP_ACCOUNTS: "只有单位管理员可以打开这一页。",
}


def person(request: HttpRequest) -> User:
    """The logged-in person; pages stand behind the site's login."""
    assert isinstance(request.user, User)  # noqa: S101  # admin_view lets nobody else in
    return request.user


def needs(action: Action) -> Callable[[View], View]:
    """Let only people with the right in; others learn who may."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(person(request), action, on=today()):
                raise PermissionDenied(_WHO_MAY[action])
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def draw(request: HttpRequest, template: str, *, title: str, **context: Any) -> HttpResponse:
    """Render a page of ours in the site's frame."""
    base = admin.site.each_context(request)
    return render(request, f"planapp/{template}", {**base, "title": title, **context})


@dataclass(slots=True)
class Outcome:
    """Whether what a page was asked to do was done."""

    succeeded: bool = False


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
        messages.success(request, success)
