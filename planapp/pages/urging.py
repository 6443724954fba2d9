"""催办: which units still owe something, and the page that urges one of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from planapp.clock import now, today
from planapp.models import Indicator, ReportingCycle, Task, Unit, Urge
from planapp.pages.choices import chosen_number
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, get_seen, needs, person, scope_here, seen, telling
from planapp.pages.reminder_tabs import reminder_tabs
from planapp.queries.duties import Duty
from planapp.queries.duty_items import open_rounds
from planapp.queries.gap_list import GapFilter
from planapp.queries.overview import UnitDuties, late_units
from planapp.queries.owing import owing_on
from planapp.queries.urging import Prospect, UrgeLimits, last_urges, prospect_of, unit_asked
from planapp.rights import Action, may
from planapp.services.urging import LONGEST_NOTE, urge_unit

PER_PAGE = 50


class UrgeForm(forms.Form):
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明要求，例如：请于周五前报送；可以留空。",
    )


@dataclass(frozen=True, slots=True)
class UrgeRow:
    """A unit that still owes something in a round."""

    cycle: ReportingCycle
    duties: UnitDuties
    last: Urge | None


@needs(Action.SEE_ALL)
def urge_list(request: HttpRequest) -> HttpResponse:
    """The units that still owe something, by round; the latest first."""
    chosen = GapFilter(
        plan=chosen_number(request.GET.get("plan")),
        unit=chosen_number(request.GET.get("unit")),
        scope=scope_here(request),
    )
    owing = owing_on(today(), chosen)
    rows = _rows(owing.duties, on=today())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "urge_list.html",
        title="催办",
        tabs=reminder_tabs("urge_list"),
        page=page,
        owing=owing,
        filters=_filters(request, rows),
        may_urge=may(person(request), Action.REVIEW, on=today()),
    )


def _rows(duties: list[Duty], *, on: date) -> list[UrgeRow]:
    by_cycle: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_cycle[duty.cycle.pk].append(duty)
    late = [(own[0].cycle, unit) for own in by_cycle.values() for unit in late_units(own, day=on)]
    last = last_urges((cycle.pk, each.unit.pk) for cycle, each in late)
    rows = [UrgeRow(cycle, each, last.get((cycle.pk, each.unit.pk))) for cycle, each in late]
    return sorted(rows, key=lambda row: (-row.duties.overdue, row.duties.due_on or date.max))


def _filters(request: HttpRequest, rows: list[UrgeRow]) -> list[Filter]:
    """Plans with an open round; units that owe something in what is shown. One query."""
    rounds = seen(request, open_rounds(today()))
    plans = {cycle.plan_id: cycle.plan.title for cycle in rounds}
    units = {row.duties.unit.pk: row.duties.unit.name for row in rows}
    return [
        Filter("plan", "规划", [(str(pk), title) for pk, title in plans.items()]),
        Filter("unit", "单位", [(str(pk), name) for pk, name in units.items()]),
    ]


@needs(Action.REVIEW)
def urge(request: HttpRequest, *, cycle_id: int, of: str, pk: int) -> HttpResponse:
    """Who would be told what, and after confirmation the urging itself.

    `of` a unit, about all that it owes in the round; of an indicator or a task, about that alone.
    """
    cycle = get_seen(request, open_rounds(today()), to=Action.REVIEW, pk=cycle_id)
    unit, item = _asked(request, cycle, of=of, pk=pk)
    form = UrgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with telling(request, f"已催办{unit}，对方随即收到站内信。", form) as outcome:
            urge_unit(
                cycle=cycle,
                unit=unit,
                item=item,
                note=form.cleaned_data["note"],
                limits=_limits(),
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect(f"{reverse('admin:reminder_list')}?kind=urge&unit={unit.pk}")
    prospect = prospect_of(cycle, unit, item, by=person(request), on=today(), limits=_limits())
    return _draw(request, prospect, form)


def _draw(request: HttpRequest, prospect: Prospect, form: UrgeForm) -> HttpResponse:
    return draw(
        request,
        "urge.html",
        title=f"催办：{prospect.unit}",
        prospect=prospect,
        late=sum(duty.is_overdue(today()) for duty in prospect.duties),
        form=form,
        today=today(),
    )


def _asked(
    request: HttpRequest, cycle: ReportingCycle, *, of: str, pk: int
) -> tuple[Unit, Indicator | Task | None]:
    if of == "unit":
        return get_object_or_404(Unit, pk=pk), None
    item = _item(request, cycle, of=of, pk=pk)
    unit = unit_asked(cycle, item, on=today())
    if unit is None:
        raise Http404
    return unit, item


def _item(request: HttpRequest, cycle: ReportingCycle, *, of: str, pk: int) -> Indicator | Task:
    if of == "indicator":
        indicators = Indicator.objects.filter(plan=cycle.plan_id)
        return get_seen(request, indicators, to=Action.REVIEW, pk=pk)
    if of == "task":
        tasks = Task.objects.filter(plan=cycle.plan_id)
        return get_seen(request, tasks, to=Action.REVIEW, pk=pk)
    raise Http404


def _limits() -> UrgeLimits:
    return UrgeLimits(every=settings.URGE_EVERY_WORKDAYS, per_day=settings.URGES_PER_DAY)
