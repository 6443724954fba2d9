"""启动准备: the grid that makes a published plan ready, and its rounds of reporting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import Attribute, DuePath, Entry
from planapp.models import Indicator, Plan, ReportingCycle, Unit
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.setup import SetupRow, facts_of, indicators_to_set_up, unmatched_units
from planapp.rights import Action
from planapp.services.cycles import CycleDates, close_cycle, open_cycle
from planapp.services.setup import IndicatorSetup, assign_default_lead, set_up_indicators


class IndicatorSetupForm(forms.Form):
    """One row of the grid."""

    tracked = forms.BooleanField(label="跟踪", required=False)
    lead = forms.TypedChoiceField(label="牵头单位", required=False, empty_value=None)
    base_year = forms.IntegerField(label="基期年", required=False, min_value=1978, max_value=2100)
    base_value = forms.DecimalField(
        label="基期值", required=False, max_digits=24, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    base_source = forms.CharField(label="基期来源", required=False, max_length=300)
    attribute = forms.ChoiceField(label="属性", choices=Attribute.choices())
    entry = forms.ChoiceField(label="填报方式", choices=Entry.choices())
    path = forms.ChoiceField(label="应达路径", choices=DuePath.choices())
    value_unit = forms.CharField(label="填报计量单位", required=False, max_length=20)
    publication_month = forms.IntegerField(
        label="公布月份", required=False, min_value=1, max_value=12
    )

    def __init__(self, *args: Any, units: dict[int, Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.fields["lead"]
        assert isinstance(lead, forms.TypedChoiceField)  # noqa: S101  # declared above
        lead.choices = [("", "（未定）"), *((unit.pk, unit.name) for unit in units.values())]
        lead.coerce = lambda pk: units[int(pk)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("base_value") is not None and not given.get("base_source"):
            self.add_error("base_source", "有基期值须写明来源。")
        if self.initial["lead"] and not given.get("lead"):
            self.add_error("lead", "已有牵头单位，只能改为另一个单位。")
        return given


class CycleForm(forms.Form):
    as_of_on = forms.DateField(label="数据截至", widget=forms.DateInput(attrs={"type": "date"}))
    opens_on = forms.DateField(label="开始填报", widget=forms.DateInput(attrs={"type": "date"}))
    due_on = forms.DateField(label="填报截止", widget=forms.DateInput(attrs={"type": "date"}))


Grid = list[tuple[SetupRow, IndicatorSetupForm]]


@needs(Action.SET_UP)
def plan_setup(request: HttpRequest, pk: int) -> HttpResponse:
    """The set-up grid of a plan; saving writes all changed rows or none."""
    plan = _plan(pk)
    grid = _grid(plan, data=request.POST or None)
    if request.method == "POST" and _all_valid(grid):
        with telling(request, "启动准备已保存。") as outcome:
            set_up_indicators(
                plan=plan,
                rows=[_setup_of(row.indicator, form) for row, form in grid],
                by=person(request),
                at=now(),
            )
            transaction.on_commit(jobs.recalculate_stale_gaps.delay, robust=True)
        if outcome.succeeded:
            return redirect("admin:plan_setup", pk)
    return _draw_setup(request, plan, grid=grid, cycle_form=CycleForm())


def _all_valid(grid: Grid) -> bool:
    """Whether every row is; all are asked, so that every error is shown."""
    return sum(not form.is_valid() for _, form in grid) == 0


def _draw_setup(
    request: HttpRequest, plan: Plan, *, grid: Grid, cycle_form: CycleForm
) -> HttpResponse:
    setup = [row for row, _ in grid]
    return draw(
        request,
        "plan_setup.html",
        title=f"启动准备：{plan.title}",
        plan=plan,
        rows=[(row.indicator, form) for row, form in grid],
        faulty=sum(bool(form.errors) for _, form in grid),
        facts=facts_of(plan),
        unmatched=unmatched_units(plan),
        without_lead=sum(not each.lead for each in setup if each.indicator.tracked),
        without_base=sum(each.needs_base for each in setup if each.indicator.tracked),
        cycles=plan.cycles.all(),
        cycle_form=cycle_form,
        today=today(),
    )


@require_POST
@needs(Action.SET_UP)
def give_default_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the plan's default lead unit answer for whatever names none."""
    with telling(request, "没有牵头单位的指标和任务已由默认牵头单位负责。"):
        assign_default_lead(plan=_plan(pk), by=person(request), at=now())
    return redirect("admin:plan_setup", pk)


@require_POST
@needs(Action.SET_UP)
def start_cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a round of reporting."""
    plan, form = _plan(pk), CycleForm(request.POST)
    if form.is_valid():
        with telling(request, "填报期已开启。") as outcome:
            open_cycle(
                plan=plan, dates=CycleDates(**form.cleaned_data), by=person(request), at=now()
            )
            transaction.on_commit(jobs.recalculate_stale_gaps.delay, robust=True)
        if outcome.succeeded:
            return redirect("admin:plan_setup", pk)
    return _draw_setup(request, plan, grid=_grid(plan), cycle_form=form)


@require_POST
@needs(Action.SET_UP)
def end_cycle(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """Close a round of reporting."""
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=pk)
    with telling(request, f"{cycle}填报期已关闭。"):
        close_cycle(cycle=cycle, on=today(), by=person(request), at=now())
        transaction.on_commit(jobs.recalculate_stale_gaps.delay, robust=True)
    return redirect("admin:plan_setup", pk)


def _plan(pk: int) -> Plan:
    return get_object_or_404(
        Plan.objects.select_related("region", "default_lead", "document"), pk=pk
    )


def _grid(plan: Plan, *, data: QueryDict | None = None) -> Grid:
    """The plan's indicators, each with its form; the units to choose from are read once."""
    setup = indicators_to_set_up(plan)
    leading = {row.lead.pk: row.lead for row in setup if row.lead is not None}
    living = Unit.objects.filter(region=plan.region, valid_to=None)
    units = {**{unit.pk: unit for unit in living}, **leading}
    return [(row, _row_form(row, units, data=data)) for row in setup]


def _row_form(
    row: SetupRow, units: dict[int, Unit], *, data: QueryDict | None
) -> IndicatorSetupForm:
    indicator = row.indicator
    return IndicatorSetupForm(
        data,
        prefix=f"i{indicator.pk}",
        units=units,
        initial={
            "tracked": indicator.tracked,
            "lead": row.lead.pk if row.lead else "",
            "base_year": indicator.base_year,
            "base_value": format_input(indicator.base_value),
            "base_source": indicator.base_source,
            "attribute": indicator.attribute,
            "entry": indicator.series.entry,
            "path": indicator.path,
            "value_unit": indicator.series.value_unit,
            "publication_month": indicator.series.publication_month,
        },
    )


def _setup_of(indicator: Indicator, form: IndicatorSetupForm) -> IndicatorSetup:
    given = form.cleaned_data
    same_base = given["base_value"] == indicator.base_value
    return IndicatorSetup(
        indicator=indicator,
        lead=given["lead"],
        base_year=given["base_year"],
        base_value=given["base_value"],
        base_source=given["base_source"],
        base_is_demo=indicator.base_is_demo and same_base,
        attribute=Attribute(given["attribute"]),
        entry=Entry(given["entry"]),
        path=DuePath(given["path"]),
        value_unit=given["value_unit"],
        publication_month=given["publication_month"],
        tracked=given["tracked"],
    )
