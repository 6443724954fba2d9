"""代填: units that owe something and have nobody to report, and the letters that they sent."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models import ReportingCycle, Submission, Unit
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.submission_detail import with_tones
from planapp.queries.duties import duties_on
from planapp.queries.submissions import submissions_shown
from planapp.queries.unit_people import units_without_people
from planapp.rights import Action
from planapp.services.submissions import begin_on_behalf


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A unit without people, what it owes in a round, and the letter that is being entered."""

    cycle: ReportingCycle
    unit: Unit
    number: int
    overdue: int
    begun: Submission | None


class LetterForm(forms.Form):
    letter_number = forms.CharField(
        label="来函文号",
        max_length=60,
        error_messages={"required": "请填写来函文号；没有文号的，写明来函名称和日期。"},
    )


@needs(Action.ENTER_FOR)
def on_behalf(request: HttpRequest) -> HttpResponse:
    """The units to enter for, and the letters that are entered or were."""
    letters = submissions_shown(Submission.objects.filter(kind=SubmissionKind.ON_BEHALF))
    return draw(
        request,
        "on_behalf.html",
        title="代填",
        unreachable=_unreachable(),
        letters=with_tones(letters.exclude(state=SubmissionState.PREPARING)[:20]),
    )


@require_POST
@needs(Action.ENTER_FOR)
def begin_letter(request: HttpRequest, cycle_id: int, unit_id: int) -> HttpResponse:
    """Register a unit's letter, and go on to its items."""
    cycle = get_object_or_404(ReportingCycle.objects.select_related("plan"), pk=cycle_id)
    unit, form = get_object_or_404(Unit, pk=unit_id), LetterForm(request.POST)
    if form.is_valid():
        with telling(request, "来函已登记：请上传来函，再逐项填报。") as outcome:
            begun = begin_on_behalf(
                cycle=cycle,
                unit=unit,
                letter_number=form.cleaned_data["letter_number"],
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect("admin:submission", begun.pk)
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect("admin:on_behalf")


def _unreachable() -> list[Unreachable]:
    """By unit and round, the earliest due first."""
    day = today()
    owed = [duty for duty in duties_on(day) if duty.is_open and duty.unit is not None]
    without = units_without_people((duty.unit for duty in owed if duty.unit), on=day)
    begun = {
        (row.cycle_id, row.unit_id): row
        for row in Submission.objects.filter(
            kind=SubmissionKind.ON_BEHALF, state=SubmissionState.PREPARING
        )
    }
    found: dict[tuple[int, int], list[bool]] = {}
    places: dict[tuple[int, int], tuple[ReportingCycle, Unit]] = {}
    for duty in owed:
        if duty.unit in without:
            assert duty.unit is not None  # noqa: S101  # it is in the list
            key = (duty.cycle.pk, duty.unit.pk)
            places[key] = (duty.cycle, duty.unit)
            found.setdefault(key, []).append(duty.is_overdue(day))
    return [
        Unreachable(*places[key], len(late), sum(late), begun.get(key))
        for key, late in found.items()
    ]
