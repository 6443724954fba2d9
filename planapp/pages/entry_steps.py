"""What an entry page offers besides filling in: the words of last year, taking back, confirming."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from planapp.clock import now, today
from planapp.domain.terms import MemberRole, ReportState, SubmissionKind, SubmissionState
from planapp.models import Report, ReportingCycle, Submission, TaskReport, Unit
from planapp.pages.entry_forms import WordsForm
from planapp.pages.frame import person, telling
from planapp.queries.last_round import last_round_of
from planapp.queries.unit_people import people_of
from planapp.rights import Action, may, may_report_for
from planapp.services.confirming import confirm, send_back, withdraw

STEPS = {"withdraw", "confirm", "send_back"}  # the buttons
_STEPS = {
    "withdraw": (withdraw, "已撤回，可以修改后重新提交。"),
    "send_back": (send_back, "已退回填报人修改。"),
}


def entered_units(request: HttpRequest) -> set[int]:
    """Ids of the units whose letters the person is entering. One query for an administrator."""
    if not may(person(request), Action.ENTER_FOR, on=today()):
        return set()
    rows = Submission.objects.filter(kind=SubmissionKind.ON_BEHALF, state=SubmissionState.PREPARING)
    return set(rows.values_list("unit_id", flat=True))


def letter_of(request: HttpRequest, unit: Unit, cycle: ReportingCycle) -> Submission | None:
    """The letter under which the person enters for a unit; None for the unit's own people."""
    if may_report_for(person(request), unit, on=today()):
        return None
    return Submission.objects.filter(
        kind=SubmissionKind.ON_BEHALF,
        state=SubmissionState.PREPARING,
        unit=unit,
        cycle=cycle,
    ).first()


def take_step(request: HttpRequest, report: Report) -> bool:
    """Take back, confirm or send back, as the pressed button says; whether it was done."""
    given: dict[str, Any] = {"report": report, "by": person(request), "at": now()}
    if "confirm" in request.POST:
        with telling(request, "已确认，进入审核。") as outcome:
            confirm(**given)
        return outcome.succeeded
    for button, (step, words) in _STEPS.items():
        if button in request.POST:
            with telling(request, words) as outcome:
                step(reason=request.POST.get("reason", ""), **given)
            return outcome.succeeded
    return False


def may_confirm(request: HttpRequest, report: Report | None) -> bool:
    """Whether the person heads the unit of a report that waits for it."""
    if report is None or report.state != ReportState.CONFIRMING:
        return False
    heads = people_of(report.unit, on=today(), roles={MemberRole.UNIT_HEAD})
    return person(request) in heads


def take_over(request: HttpRequest, form: WordsForm, blank: Report, *, is_new: bool) -> bool:
    """Put what was said of the item in the round before where the sent form is empty.

    What was typed stays. Returns whether anything was put in; else says why not.
    """
    last = last_round_of(blank)
    if last is None:
        messages.warning(request, "上一期没有审核通过的填报，没有可以沿用的表述。")
        return False
    data = request.POST.copy()
    names = ["narrative", "problems", "next_steps"]
    if is_new and isinstance(last, TaskReport):
        names += ["self_assessment", "percent"]
    found = {name: getattr(last, name) for name in names if not data.get(name, "").strip()}
    taken = {name: str(value) for name, value in found.items() if value not in {None, ""}}
    if not taken:
        messages.info(request, "没有可以填入的：各项已有内容，或上一期也是空的。已填写的没有改动。")
        return False
    for name, value in taken.items():
        data[name] = value
    form.data = data
    form.full_clean()
    if not form.is_valid():
        messages.info(request, "已填入上年表述；把标红的各项填好后保存。")
    return True
