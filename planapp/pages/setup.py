"""启动准备: the grid that makes a published plan ready, and its rounds of reporting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import Attribute, DuePath, Entry
from planapp.models import Indicator, Plan, ReportingCycle, Unit
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.setup import SetupRow, facts_of, indicators_to_set_up, unmatched_units
from planapp.rights import Action
from planapp.services.cycles import CycleDates, close_cycle, open_cycle
from planapp.services.setup import IndicatorSetup, assign_default_lead, set_up_indicators


class IndicatorSetupForm(forms.Form):
    """One row of the grid."""

    tracked = forms.BooleanField(label="跟踪", required=False)
    lead = forms.ModelChoiceField(label="牵头单位", queryset=Unit.objects.none(), required=False)
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

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.fields["lead"]
        assert isinstance(lead, forms.ModelChoiceField)  # noqa: S101  # declared above
        lead.queryset = units
        lead.empty_label = "（未定）"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("base_value") is not None and not given.get("base_source"):
            self.add_error("base_source", "有基期值须写明来源。")
        return given


class CycleForm(forms.Form):
    as_of_on = forms.DateField(label="数据截至", widget=forms.DateInput(attrs={"type": "date"}))
    opens_on = forms.DateField(label="开始填报", widget=forms.DateInput(attrs={"type": "date"}))
    due_on = forms.DateField(label="填报截止", widget=forms.DateInput(attrs={"type": "date"}))


@needs(Action.SET_UP)
def plan_setup(request: HttpRequest, pk: int) -> HttpResponse:
    """The set-up grid of a plan; saving writes all changed rows or none."""
    plan = _plan(pk)
    setup = indicators_to_set_up(plan)
    rows = [(each.indicator, _row_form(request, each, plan)) for each in setup]
    if request.method == "POST" and all(form.is_valid() for _, form in rows):
        with telling(request, "启动准备已保存。") as outcome:
            set_up_indicators(
                plan=plan,
                rows=[_setup_of(each, form) for each, form in rows],
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect("admin:plan_setup", pk)
    return draw(
        request,
        "plan_setup.html",
        title=f"启动准备：{plan.title}",
        plan=plan,
        rows=rows,
        facts=facts_of(plan),
        unmatched=unmatched_units(plan),
        without_lead=sum(not each.lead for each in setup if each.indicator.tracked),
        without_base=sum(each.needs_base for each in setup if each.indicator.tracked),
        cycles=plan.cycles.all(),
        cycle_form=CycleForm(),
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
    form = CycleForm(request.POST)
    if form.is_valid():
        with telling(request, "填报期已开启。"):
            open_cycle(
                plan=_plan(pk), dates=CycleDates(**form.cleaned_data), by=person(request), at=now()
            )
    return redirect("admin:plan_setup", pk)


@require_POST
@needs(Action.SET_UP)
def end_cycle(request: HttpRequest, pk: int, cycle_id: int) -> HttpResponse:
    """Close a round of reporting."""
    cycle = get_object_or_404(ReportingCycle, pk=cycle_id, plan=pk)
    with telling(request, f"{cycle}填报期已关闭。"):
        close_cycle(cycle=cycle, on=today(), by=person(request), at=now())
    return redirect("admin:plan_setup", pk)


def _plan(pk: int) -> Plan:
    return get_object_or_404(
        Plan.objects.select_related("region", "default_lead", "document"), pk=pk
    )


def _row_form(request: HttpRequest, row: SetupRow, plan: Plan) -> IndicatorSetupForm:
    indicator = row.indicator
    return IndicatorSetupForm(
        request.POST or None,
        prefix=f"i{indicator.pk}",
        units=Unit.objects.filter(region=plan.region, valid_to=None),
        initial={
            "tracked": indicator.tracked,
            "lead": row.lead,
            "base_year": indicator.base_year,
            "base_value": indicator.base_value,
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
