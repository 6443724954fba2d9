"""机构改革: open duties of reorganised units, given item by item to their successors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from planapp.clock import now, today
from planapp.models import Plan, Unit
from planapp.pages.days import DayField
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.successions import (
    HeldPart,
    Reform,
    parts_held,
    reform_of,
    reforms_on,
    taken_over,
)
from planapp.rights import Action
from planapp.services.reforms import pass_on_duties

PER_PAGE = 50
SHOWN_TAKEN_OVER = 50
_STAYS = ""  # the choice of leaving a part with the unit


class PassOnForm(forms.Form):
    """What holds for all that is given at once."""

    on = DayField(
        label="承接日期",
        help_text="原单位的责任到前一天为止；此前以原单位名义填报的数据不变。",
    )
    doc_number = forms.CharField(label="依据文号", required=False, max_length=60)


@dataclass(frozen=True, slots=True)
class PlanParts:
    """The parts of a reorganised unit in one plan, each with the heir that is chosen so far."""

    plan: Plan
    rows: list[tuple[HeldPart, str]]


@needs(Action.SET_UP)
def reform_list(request: HttpRequest) -> HttpResponse:
    """Every reorganised unit that still holds open items; all reforms where asked."""
    everything = request.GET.get("show") == "all"
    reforms = reforms_on(today())
    shown = reforms if everything else [one for one in reforms if one.number]
    return draw(
        request,
        "reform_list.html",
        title="机构改革",
        page=Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        undecided=sum(one.is_undecided for one in reforms),
        orphaned=sum(one.is_orphaned for one in reforms),
        known=len(reforms),
        filters=[Filter("show", "范围", [("all", "含已无未结事项的单位")])],
    )


@needs(Action.SET_UP)
def reform(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's open items: to whom each goes."""
    unit = get_object_or_404(Unit.objects.select_related("region"), pk=pk)
    shown = reform_of(unit, on=today())
    form = PassOnForm(request.POST or None, initial={"on": _usual_day(shown)})
    if request.method == "POST" and form.is_valid():
        chosen = _chosen(request.POST)
        with telling(request, f"{len(chosen)} 项已转给承接单位。") as outcome:
            pass_on_duties(
                unit=unit,
                choices=chosen,
                on=form.cleaned_data["on"],
                doc_number=form.cleaned_data["doc_number"],
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect("admin:reform", pk)
    parts = parts_held(shown, on=today())
    return draw(
        request,
        "reform.html",
        title=f"机构改革承接：{unit}",
        unit=unit,
        reform=shown,
        groups=_by_plan(parts, shown, typed=request.POST if request.method == "POST" else None),
        number=len(parts),
        suggested=sum(part.suggested is not None for part in parts),
        form=form,
        taken_over=taken_over(unit)[:SHOWN_TAKEN_OVER],
    )


def _chosen(sent: QueryDict) -> dict[str, int]:
    """Keys of parts with the heirs chosen for them; what stays is left out."""
    named = sent.dict().items()
    fields = {name.removeprefix("to-"): str(heir) for name, heir in named if name.startswith("to-")}
    return {key: int(heir) for key, heir in fields.items() if heir.isdecimal()}


def _usual_day(shown: Reform) -> date:
    return max((heir.on for heir in shown.heirs), default=today())


def _by_plan(parts: list[HeldPart], shown: Reform, *, typed: QueryDict | None) -> list[PlanParts]:
    """What was typed stays; else the heir that the words of an item suggest, or the only one."""
    only = str(shown.heirs[0].unit.pk) if shown.is_gone and len(shown.heirs) == 1 else _STAYS
    groups: dict[Plan, list[tuple[HeldPart, str]]] = defaultdict(list)
    for part in parts:
        usual = str(part.suggested) if part.suggested is not None else only
        chosen = usual if typed is None else typed.get(f"to-{part.key}", _STAYS)
        groups[part.item.plan].append((part, chosen))
    return [PlanParts(plan, rows) for plan, rows in groups.items()]
