"""分解指标: breaking an indicator down, and where parts do not make their whole."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import PartsMake, UnitKind
from planapp.models import Breakdown, Indicator, Plan, Region, Unit
from planapp.pages.amounts import AmountInput
from planapp.pages.breakdown_words import findings_in_words
from planapp.pages.filters import Filter
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, needs, person, scope_here, seen, telling
from planapp.pages.queueing import queue_job
from planapp.queries.breakdowns import BrokenDown, breakdown_of, breakdowns_shown
from planapp.queries.gap_list import usual_cycle
from planapp.rights import Action
from planapp.services.breakdowns import PartPlan, break_down, remove_part

UNIT_ROWS = 8  # empty rows to choose units in; what is saved makes room for more


class BreakdownForm(forms.Form):
    how = forms.ChoiceField(label="分解方式", choices=PartsMake.choices())
    source = forms.CharField(
        label="分解依据", required=False, max_length=300,
        help_text="下达分解目标的文件名称、文号；填了分解目标就必须写。",
    )  # fmt: skip


class PartForm(forms.Form):
    """One region or unit; without a target it gets no part."""

    lead = forms.TypedChoiceField(label="牵头单位", required=False, empty_value=None)
    target = AmountInput(label="分解目标", attrs={"data-part": ""})
    base_value = AmountInput(label="基期值")

    def __init__(
        self, *args: Any, units: dict[int, Unit], region: Region | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        lead = self.fields["lead"]
        assert isinstance(lead, forms.TypedChoiceField)  # noqa: S101  # declared above
        lead.choices = [("", "（未定）"), *((unit.pk, unit.name) for unit in units.values())]
        lead.coerce = lambda pk: units[int(pk)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        has_target = given.get("target") is not None or "target" in self.errors
        if has_target and not given.get("lead"):
            self.add_error("lead", "请选牵头单位。")
        named = given.get("base_value") is not None or (given.get("lead") and not self.region)
        if named and not has_target:
            self.add_error("target", "请填分解目标。")
        return given

    def plan(self) -> PartPlan | None:
        given = self.cleaned_data
        if given["target"] is None:
            return None
        return PartPlan(
            lead=given["lead"],
            target=given["target"],
            base_value=given["base_value"],
            region=self.region,
        )


@needs(Action.SEE_ALL)
def breakdowns(request: HttpRequest) -> HttpResponse:
    """Every broken-down indicator, of one plan where the address says, with what was found."""
    wanted = request.GET.get("plan", "")
    broken = seen(request, Breakdown.objects.all())
    plans = Plan.objects.filter(pk__in=broken.values("whole__plan"))
    choices = [(str(plan.pk), plan.title) for plan in plans]
    chosen = int(wanted) if wanted in dict(choices) else None
    rows = breakdowns_shown(plan=chosen, on=today(), scope=scope_here(request))
    told = [(broken, findings_in_words(broken)) for broken in rows]
    return draw(
        request,
        "breakdowns.html",
        title="分解指标",
        rows=told,
        faulty=sum(bool(sentences) for _, sentences in told),
        filters=[Filter("plan", "规划", choices)],
    )


@needs(Action.SET_UP)
def breakdown(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of regions or units that an indicator is broken down to."""
    rows = Indicator.objects.select_related("plan__region", "series__region")
    whole = get_object_or_404(rows, pk=pk)
    cycles = list(whole.plan.cycles.order_by("as_of_on"))
    broken = breakdown_of(whole, cycle=usual_cycle(cycles, on=today()) if cycles else None)
    by_unit = request.GET.get("by") == "unit"
    given = request.POST if request.method == "POST" else None
    form = BreakdownForm(given, initial={"how": broken.how if broken else PartsMake.SUM})
    grid = _grid(whole, broken, by_unit=by_unit, data=given)
    if given is not None and sum(not each.is_valid() for each in (form, *grid)) == 0:
        with telling(request, "指标分解已保存。") as outcome:
            break_down(
                whole=whole,
                how=PartsMake(form.cleaned_data["how"]),
                parts=[plan for plan in (each.plan() for each in grid) if plan],
                source=form.cleaned_data["source"],
                by=person(request),
                at=now(),
            )
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:breakdown", pk)
    return draw(
        request,
        "breakdown.html",
        title="指标分解",
        whole=whole,
        broken=broken,
        sentences=findings_in_words(broken) if broken else [],
        form=form,
        grid=grid,
        by_unit=by_unit,
        target=format_input(whole.target),
        present=format_input(_already(broken)),
        tabs=[
            {"label": "按地区", "url": "?by=region", "active": not by_unit},
            {"label": "按单位", "url": "?by=unit", "active": by_unit},
        ],
    )


@require_POST
@needs(Action.SET_UP)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a part on which nothing was reported."""
    part = get_object_or_404(Breakdown.objects.select_related("part"), pk=pk)
    with telling(request, f"“{part.part}”已撤销。"):
        remove_part(breakdown=part, by=person(request), at=now())
    return redirect("admin:breakdown", part.whole_id)


def _already(broken: BrokenDown | None) -> Decimal:
    """What the parts there are make together, for the sum shown while typing."""
    parts = broken.parts if broken else []
    return sum((row.part.target for row, _ in parts), Decimal(0))


def _grid(
    whole: Indicator, broken: BrokenDown | None, *, by_unit: bool, data: QueryDict | None
) -> list[PartForm]:
    """A row for each region below the whole's that has no part, or empty rows for units."""
    series = [row.part.series for row, _ in broken.parts] if broken else []
    here = whole.series.region
    if by_unit:
        has_part = {one.provider_id for one in series if one.region_id == here.pk}
        living = Unit.objects.filter(region=whole.plan.region, valid_to=None)
        units = {unit.pk: unit for unit in living if unit.pk not in has_part}
        return [
            PartForm(data, prefix=f"u{row}", units=units, region=None) for row in range(UNIT_ROWS)
        ]
    regions = here.children.exclude(pk__in={one.region_id for one in series})
    return _region_forms(whole, list(regions), data=data)


def _region_forms(
    whole: Indicator, regions: list[Region], *, data: QueryDict | None
) -> list[PartForm]:
    """For each region its own units to choose from, its government first; else the plan's."""
    by_region: dict[int, list[Unit]] = defaultdict(list)
    places = {whole.plan.region_id, *(region.pk for region in regions)}
    for unit in Unit.objects.filter(region__in=places, valid_to=None):
        by_region[unit.region_id].append(unit)
    forms_found = []
    for region in regions:
        own = by_region[region.pk] or by_region[whole.plan.region_id]
        government = next((unit.pk for unit in own if unit.kind == UnitKind.LOCAL), "")
        forms_found.append(
            PartForm(
                data,
                prefix=f"r{region.pk}",
                units={unit.pk: unit for unit in own},
                region=region,
                initial={"lead": government},
            )
        )
    return forms_found
