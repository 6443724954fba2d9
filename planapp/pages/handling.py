"""处室分办: the head and the administrator of a unit hand its items to offices and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from planapp.clock import now, today
from planapp.models import ReportingCycle, Unit, User
from planapp.pages.days import DayField
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, missing, needs, person, telling
from planapp.queries.handling import (
    Handed,
    Staff,
    count_open_by_person,
    handed_on,
    last_handlings,
    load_staff,
)
from planapp.rights import Action, units_for
from planapp.services.handling import Assignment, clear, hand_out, take_over_last

NONE = "none"  # in the address: of nobody, of no office
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Round:
    """What one unit leads in one cycle."""

    cycle: ReportingCycle
    unit: Unit
    handed: list[Handed]

    @property
    def waiting(self) -> int:
        """How many open items nobody was given."""
        return sum(each.handling is None and each.duty.is_open for each in self.handed)

    @property
    def url(self) -> str:
        return reverse("admin:handling", args=(self.cycle.pk, self.unit.pk))


class AssignmentForm(forms.Form):
    """What the chosen items are handed out with."""

    office = forms.CharField(
        label="承办处室",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off"}),
    )
    person = forms.ModelChoiceField(
        label="承办人", queryset=User.objects.none(), required=False, empty_label="不指定"
    )
    due_on = DayField(label="内部时限", required=False)
    note = forms.CharField(label="交办要求", required=False, max_length=300)

    def __init__(self, *args: Any, staff: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  # declared above
        choice.queryset = User.objects.filter(pk__in=[each.user.pk for each in staff])
        choice.choices = [("", "不指定"), *((each.user.pk, _named(each)) for each in staff)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("office") and not given.get("person") and "person" not in self.errors:
            self.add_error("office", "请填写承办处室，或选择承办人。")
        if given.get("due_on") and given["due_on"] < today():
            self.add_error("due_on", "内部时限不能早于今天。")
        return given

    def assignment(self) -> Assignment:
        given = self.cleaned_data
        return Assignment(given["office"], given["person"], given["due_on"], given["note"])


@needs(Action.HAND_OUT)
def handling(request: HttpRequest, cycle_id: int, unit_id: int) -> HttpResponse:
    """What a unit owes in a cycle, who works on it, and the form that hands it out."""
    rounds = rounds_of(person(request))
    wanted = (cycle_id, unit_id)
    shown = next((one for one in rounds if (one.cycle.pk, one.unit.pk) == wanted), None)
    if shown is None:
        own = units_for(person(request), Action.HAND_OUT, on=today())
        raise missing(Unit.objects.filter(pk=unit_id).exclude(pk__in=own))
    staff = load_staff(shown.unit, on=today())
    sent = request.POST if "assign" in request.POST else None
    form = AssignmentForm(sent, staff=staff)
    if request.method == "POST" and _carry_out(request, shown, form):
        return redirect(request.get_full_path())
    return _draw(request, rounds, shown, staff=staff, form=form)


def rounds_of(user: User) -> list[Round]:
    """The rounds and units that a person may hand out, earliest due first."""
    units = units_for(user, Action.HAND_OUT, on=today())
    found: dict[tuple[ReportingCycle, Unit], list[Handed]] = {}
    for each in handed_on(today(), units=units) if units else ():
        assert each.duty.unit is not None  # noqa: S101  # `handed_on` gives what units lead
        found.setdefault((each.duty.cycle, each.duty.unit), []).append(each)
    return [Round(cycle, unit, handed) for (cycle, unit), handed in found.items()]


def _carry_out(request: HttpRequest, shown: Round, form: AssignmentForm) -> bool:
    """Do what the pressed button says; whether it was done."""
    keys = request.POST.getlist("chosen")
    common: dict[str, Any] = {"cycle": shown.cycle, "unit": shown.unit}
    common |= {"by": person(request), "at": now()}
    if "assign" in request.POST:
        if not form.is_valid():
            return False
        with telling(request, f"已分办 {len(set(keys))} 项。") as outcome:
            hand_out(keys=keys, assignment=form.assignment(), **common)
    elif "clear" in request.POST:
        with telling(request, "所选事项的分办已取消。") as outcome:
            clear(keys=keys, **common)
    else:
        with telling(request, "已沿用上期分办。") as outcome:
            take_over_last(**common)
    return outcome.succeeded


def _draw(
    request: HttpRequest,
    rounds: list[Round],
    shown: Round,
    *,
    staff: list[Staff],
    form: AssignmentForm,
) -> HttpResponse:
    filters = _filters(shown, staff)
    rows = [each for each in shown.handed if _fits(each, request)]
    held = count_open_by_person(shown.handed)
    return draw(
        request,
        "handling.html",
        title="处室分办",
        shown=shown,
        rounds=[_tab(one, shown) for one in rounds] if len(rounds) > 1 else (),
        filters=filters,
        page=Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        chosen=set(request.POST.getlist("chosen")),
        form=form,
        offices=_offices(shown, staff),
        burdens=[(each, held[each.user.pk]) for each in staff if held[each.user.pk]],
        has_last=bool(shown.waiting and last_handlings(shown.cycle, shown.unit, on=today())),
        today=today(),
    )


def _tab(one: Round, shown: Round) -> dict[str, object]:
    label = f"{one.cycle.plan.title} {one.cycle} · {one.unit}"
    return {"label": label, "url": one.url, "active": one is shown, "count": one.waiting}


def _named(each: Staff) -> str:
    return f"{each.user}（{each.office}）" if each.office else str(each.user)


def _offices(shown: Round, staff: list[Staff]) -> list[str]:
    """The offices of the unit's people and those that items were handed to."""
    used = (each.handling.office for each in shown.handed if each.handling)
    known = (office for each in staff for office in each.offices)
    return sorted({office for office in (*known, *used) if office})


def _filters(shown: Round, staff: list[Staff]) -> list[Filter]:
    people = [(str(each.user.pk), str(each.user)) for each in staff]
    offices = [(office, office) for office in _offices(shown, staff)]
    return [
        Filter("handed", "分办", [(NONE, "尚未分办")]),
        Filter("office", "处室", [*offices, (NONE, "未定处室")]),
        Filter("person", "承办人", [*people, (NONE, "未定承办人")]),
    ]


def _fits(each: Handed, request: HttpRequest) -> bool:
    row, asked = each.handling, request.GET
    if asked.get("handed") == NONE and row is not None:
        return False
    office = (row.office if row else "") or NONE
    who = str(row.person_id) if row and row.person_id else NONE
    return asked.get("office", office) == office and asked.get("person", who) == who
