"""Parts of the entry page: what would follow, what is asked back, and what somebody else wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest

from planapp.models import ProgressRecord, Report
from planapp.pages.entry_forms import WordsForm
from planapp.pages.formats import NOTHING
from planapp.queries.outlooks import outlooks_of, questions_about

_ASSESSED = ("value", "unit", "percent")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked back about a figure, and what was said to it."""

    text: str
    is_confirmed: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field as it is stored and as somebody else has typed it."""

    label: str
    stored: str
    typed: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was stored since the form was opened; `report` says by whom and when.

    `is_own` where the same person did, in another window.
    """

    report: Report
    differences: list[Difference]
    is_own: bool


def outlook_of(request: HttpRequest, report: Report | None, form: WordsForm) -> dict[str, Any]:
    """What the page says of the figure or self-assessment in the form, if there is a valid one."""
    asked: tuple[str, ...] = ()
    if isinstance(report, ProgressRecord):
        asked = questions_about(report, factor=settings.PLAUSIBLE_FACTOR)
    answers = answers_in(request) if form.is_bound else getattr(report, "answers", {})
    return {
        "outlooks": outlooks_of(report) if report else [],
        "questions": [Asked(one, one in answers, answers.get(one, "")) for one in asked],
        "conversion": getattr(form, "conversion", ""),
    }


def faults_of(form: WordsForm) -> list[str]:
    """What is wrong with the figure or percentage itself; an empty field is not wrong yet."""
    return [
        str(error)
        for name in _ASSESSED
        if name in form.errors and form.data.get(name, "").strip()
        for error in form.errors[name]
    ]


def answers_in(request: HttpRequest) -> dict[str, str]:
    """The confirmed questions of the form, each with its explanation."""
    confirmed = set(request.POST.getlist("confirmed"))
    pairs = zip(request.POST.getlist("asked"), request.POST.getlist("explanation"), strict=False)
    return {asked: said.strip()[:300] for asked, said in pairs if asked in confirmed}


def seen_in(request: HttpRequest) -> int | None:
    """The revision that the form was filled in on."""
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isdecimal() else None


def conflict_of(request: HttpRequest, newest: Report | None, form: WordsForm) -> Conflict | None:
    """What is stored by now beside what is in the form, where the form was opened before."""
    seen = seen_in(request)
    if newest is None or seen is None or seen == newest.revision:
        return None
    rows = [
        Difference(str(field.label), _shown(field, field.initial), _shown(field, field.data))
        for field in form
        if field.name in form.initial
    ]
    differences = [row for row in rows if row.stored != row.typed]
    return Conflict(newest, differences, is_own=newest.recorded_by == request.user)


def _shown(field: BoundField, value: Any) -> str:
    labels = dict(getattr(field.field, "choices", ()))
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    if field.name == "value" and text:
        unit = field.form.data.get("unit") if value is field.data else None
        return f"{text} {unit or getattr(field.form, 'value_unit', '')}".strip()
    return str(labels.get(text, text)) or NOTHING
