"""报送: what a unit has ready in a round, sent as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypedDict

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from planapp.clock import now, today
from planapp.domain.terms import SubmissionState
from planapp.models import ReportingCycle, Submission, Unit, User
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.submissions import load_round, preparing, submissions_shown
from planapp.rights import Action, may_report_for
from planapp.services.handing_in import what_holds_back
from planapp.services.submissions import (
    NOT_BEGUN,
    LeftOut,
    Sending,
    prepare_submission,
    report_nothing,
    send_submission,
)


class _Given(TypedDict):
    """What every one of the unit's buttons is told."""

    cycle: ReportingCycle
    unit: Unit
    note: str
    by: User
    at: datetime


class SendForm(forms.Form):
    note = forms.CharField(
        label="报送说明", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


@needs(Action.REPORT)
def unit_submission(request: HttpRequest, cycle_id: int, unit_id: int) -> HttpResponse:
    """The unit's items in a round: send all that is ready, print its sign-off, report nothing."""
    cycle, unit = _own(request, cycle_id, unit_id)
    prepared = preparing(cycle, unit)
    form = SendForm(request.POST or None, initial={"note": prepared.note if prepared else ""})
    left_out: Mapping[str, str] = {}
    if request.method == "POST" and form.is_valid():
        done, left_out = _take(request, cycle, unit, note=form.cleaned_data["note"])
        if done is not None:
            return redirect("admin:submission", done.pk)
    owed = load_round(cycle, unit, on=today())
    return draw(
        request,
        "unit_submission.html",
        title="报送",
        owed=owed,
        form=form,
        left_out=left_out,
        prepared=prepared,
        nothing_new=[duty for duty in owed.missing if duty.task],
        submissions=submissions_shown(
            Submission.objects.filter(cycle=cycle, unit=unit).exclude(
                state=SubmissionState.PREPARING
            )
        ),
    )


def tell_left_out(request: HttpRequest, sending: Sending) -> None:
    """Say what stays owed although the rest was sent."""
    if sending.left_out:
        names = "、".join(f"“{name}”" for name in list(sending.left_out)[:5])
        more = f"等 {len(sending.left_out)} 项" if len(sending.left_out) > 5 else ""
        messages.warning(request, f"仍须另行报送：{names}{more}。")


def send(
    request: HttpRequest, prepared: Callable[[], Submission]
) -> tuple[Submission | None, Mapping[str, str]]:
    """Prepare and send, or neither; then None, with what was refused and why."""
    left_out: Mapping[str, str] = {}
    with telling(request, "报送单已送出。") as outcome:
        try:
            sending = send_submission(
                submission=prepared(),
                may_leave_out="may_leave_out" in request.POST,
                factor=settings.PLAUSIBLE_FACTOR,
                by=person(request),
                at=now(),
            )
        except LeftOut as refusal:
            reasons = refusal.reasons.items()
            left_out = {name: why for name, why in reasons if why != NOT_BEGUN}
            raise
    if not outcome.succeeded:
        return None, left_out
    tell_left_out(request, sending)
    return sending.submission, {}


def _take(
    request: HttpRequest, cycle: ReportingCycle, unit: Unit, *, note: str
) -> tuple[Submission | None, Mapping[str, str]]:
    """What the pressed button asks for: prepare the sign-off, report nothing, or send."""
    given: _Given = {"cycle": cycle, "unit": unit, "note": note, "by": person(request), "at": now()}
    if "prepare" in request.POST:
        with telling(request, "审签单已生成：打印送签，签字盖章后上传扫描件，再报送。") as outcome:
            prepared = prepare_submission(**given)
        if not outcome.succeeded:
            return None, {}
        _tell_held_back(request, prepared)
        return prepared, {}
    if "nothing" in request.POST:
        with telling(request, "零报告已送出。") as outcome:
            sending = report_nothing(**given)
        if not outcome.succeeded:
            return None, {}
        tell_left_out(request, sending)
        return sending.submission, {}
    return send(request, partial(prepare_submission, **given))


def _tell_held_back(request: HttpRequest, prepared: Submission) -> None:
    """Say what could not be sent as it is, before the paper is signed and stamped for nothing."""
    held_back = what_holds_back(
        prepared, factor=settings.PLAUSIBLE_FACTOR, by=person(request), at=now()
    )
    if held_back:
        words = "；".join(f"“{name}”{why.rstrip('。')}" for name, why in held_back.items())
        messages.warning(
            request, f"列入的事项有 {len(held_back)} 项现在还不能报送，请先改好再打印：{words}。"
        )


def _own(request: HttpRequest, cycle_id: int, unit_id: int) -> tuple[ReportingCycle, Unit]:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not may_report_for(person(request), unit, on=today()):
        raise PermissionDenied("您不是该单位的填报人，不能报送；请联系该单位管理员。")
    return get_object_or_404(ReportingCycle.objects.select_related("plan"), pk=cycle_id), unit
