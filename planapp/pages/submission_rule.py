"""Whether a plan's items go past the head of their unit first: the switch on 启动准备."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.models import Plan
from planapp.pages.frame import needs, person, telling
from planapp.rights import Action
from planapp.services.head_rule import ask_head


@require_POST
@needs(Action.SET_UP)
def head_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it on or off."""
    plan, asks = get_object_or_404(Plan, pk=pk), "asks" in request.POST
    words = "此后提交的先由单位负责人确认。" if asks else "此后提交的直接进入审核。"
    with telling(request, words):
        ask_head(plan=plan, asks=asks, by=person(request), at=now())
    return redirect("admin:plan_setup", pk)
