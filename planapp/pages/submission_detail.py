"""报送单: one submission with its items and its scan; what its unit and its head may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.domain.terms import MemberRole, SubmissionKind, SubmissionState
from planapp.models import Submission
from planapp.pages.entry_forms import FileForm
from planapp.pages.evidence import change_evidence
from planapp.pages.frame import draw, get_among, person, seen, telling
from planapp.pages.submission import send
from planapp.queries.submissions import (
    code_when_sent,
    content_code,
    load_round,
    reports_in,
    submissions_shown,
)
from planapp.queries.unit_people import people_of
from planapp.rights import Action, may, may_report_for
from planapp.services.confirming import (
    confirm_submission,
    send_back_submission,
    withdraw_submission,
)

TONES = {
    SubmissionState.PREPARING: "plain",
    SubmissionState.CONFIRMING: "yellow",
    SubmissionState.SENT: "green",
    SubmissionState.WITHDRAWN: "plain",
}

_SAID = {
    "confirm": "已确认，进入审核。",
    "send_back": "已退回填报人修改。",
    "withdraw": "已撤回：还没有审核的各项退回草稿，可以修改后重新报送。",
}


def with_tones(rows: Iterable[Submission]) -> list[tuple[Submission, str]]:
    """Each with the tone of its state, as a table shows them."""
    return [(row, TONES[SubmissionState(row.state)]) for row in rows]


def submission_of(request: HttpRequest, pk: int) -> Submission:
    """The submission, for whoever gets to see it; 404 for others."""
    shown = submissions_shown(seen(request, Submission.objects.filter(pk=pk)))
    return get_among(shown, of=Submission.objects.all(), pk=pk)


def is_own(request: HttpRequest, submission: Submission) -> bool:
    """Whether the person fills it in: for the own unit, or for one that wrote a letter."""
    by, day = person(request), today()
    if submission.kind == SubmissionKind.ON_BEHALF:
        return may(by, Action.ENTER_FOR, on=day)
    return may_report_for(by, submission.unit, on=day)


def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, or is being prepared, with its evidence; and the buttons of its unit."""
    shown = submission_of(request, pk)
    own = is_own(request, shown)
    attached = FileForm.sent_with(request)
    left_out: Mapping[str, str] = {}
    if request.method == "POST":
        if not (own or _heads(request, shown)):
            raise PermissionDenied(f"只有{shown.unit}的人员可以处理这份报送单。")
        done, left_out = _take(request, shown, attached)
        if done:
            return redirect("admin:submission", pk)
    prepares = shown.state == SubmissionState.PREPARING
    owed = load_round(shown.cycle, shown.unit, on=today()) if prepares and own else None
    sheet = owed.sheet if owed and shown.kind == SubmissionKind.SHEET else reports_in(shown)
    return draw(
        request,
        "submission.html",
        title=f"报送单：{shown.unit}",
        history_of=shown,
        submission=shown,
        tone=TONES[SubmissionState(shown.state)],
        reviewing=may(person(request), Action.REVIEW, on=today()),
        own=own,
        owed=owed,
        sheet=sheet,
        left_out=left_out,
        attached=attached if own else None,
        evidence=shown.evidence.select_related("uploaded_by"),
        evidence_limit=settings.MAX_EVIDENCE_BYTES // 1024 // 1024,
        may_confirm=shown.state == SubmissionState.CONFIRMING and _heads(request, shown),
        may_withdraw=own and (prepares or bool(shown.number_waiting)),  # type: ignore[attr-defined]
        **_codes(shown, sheet),
    )


def _codes(shown: Submission, sheet: list[Any]) -> dict[str, str]:
    """The code of what it holds now, and of what was sent."""
    return {"code": content_code(shown, sheet), "code_sent": code_when_sent(shown)}


def _heads(request: HttpRequest, shown: Submission) -> bool:
    return person(request) in people_of(shown.unit, on=today(), roles={MemberRole.UNIT_HEAD})


def _take(
    request: HttpRequest, shown: Submission, attached: FileForm
) -> tuple[bool, Mapping[str, str]]:
    """What the pressed button asks for; whether it was done, and what a refusal names."""
    if "send" in request.POST:
        sent, left_out = send(request, lambda: shown)
        return sent is not None, left_out
    if {"attach", "remove"} & set(request.POST):
        return _attach(request, shown, attached), {}
    given: dict[str, Any] = {"submission": shown, "by": person(request), "at": now()}
    reason = request.POST.get("reason", "")
    words = next((said for button, said in _SAID.items() if button in request.POST), "")
    if shown.state == SubmissionState.PREPARING:
        words = "已放弃这份报送单，草稿都还在。"
    with telling(request, words) as outcome:
        if "confirm" in request.POST:
            confirm_submission(**given)
        elif "send_back" in request.POST:
            send_back_submission(reason=reason, **given)
        elif "withdraw" in request.POST:
            withdraw_submission(reason=reason, **given)
    return outcome.succeeded, {}


def _attach(request: HttpRequest, shown: Submission, attached: FileForm) -> bool:
    if "attach" in request.POST and not attached.is_valid():
        return False
    with telling(request, "材料已更新。") as outcome:
        change_evidence(request, shown, attached, by=person(request), at=now())
    return outcome.succeeded
