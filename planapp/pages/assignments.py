"""责任分工: parts given to units for many of a plan's items at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from planapp.clock import now, today
from planapp.domain.terms import ItemKind, PlanStatus, Role
from planapp.models import Indicator, Plan, Task, Unit
from planapp.pages.choices import chosen_numbers
from planapp.pages.days import DayField
from planapp.pages.filters import Filter, link_with
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.rows_field import RowsField
from planapp.queries.assignments import NOBODY, AssignmentFilter, items_to_assign
from planapp.rights import Action
from planapp.services.assignments import Assignment, assign_units

PER_PAGE = 100
KINDS = (ItemKind.TASK, ItemKind.INDICATOR)


class AssignForm(forms.Form):
    """Which units in which role, beside those there are or in their place."""

    role = forms.ChoiceField(label="角色", choices=Role.choices())
    how = forms.ChoiceField(
        label="方式",
        choices=[("add", "增加（已有的不变）"), ("replace", "替换该角色的现有单位")],
    )
    units = RowsField(
        Unit.objects.none(),
        label="单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="替换时一个也不选，就是取消该角色的现有单位。",
    )
    on = DayField(
        label="生效日期",
        help_text="原单位的责任到前一天为止；规划还在准备中时，从一开始就由新单位负责。",
    )
    doc_number = forms.CharField(label="依据文号", required=False, max_length=60)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, RowsField)  # noqa: S101  # declared above
        near = Q(region=plan.region_id) | Q(region__parent=plan.region_id)
        above = Q(region__children=plan.region_id)
        field.queryset = Unit.objects.valid_on(today()).filter(near | above).distinct()

    def assignment(self) -> Assignment:
        given = self.cleaned_data
        return Assignment(
            role=Role(given["role"]),
            units=list(given["units"]),
            replaces=given["how"] == "replace",
            on=given["on"],
            doc_number=given["doc_number"],
        )


@needs(Action.SET_UP)
def assignments(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan's tasks or indicators with their units, and the form that gives parts to those
    that are ticked."""
    plan = get_object_or_404(Plan.objects.select_related("region"), pk=pk)
    chosen = _read_filter(request)
    picked = chosen_numbers(request.POST.getlist("chosen"))
    form = AssignForm(request.POST or None, plan=plan, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        items = _picked(plan, chosen.kind, picked)
        with telling(request, f"已为 {len(items)} 项指定责任单位。") as outcome:
            assign_units(
                plan=plan, items=items, assignment=form.assignment(), by=person(request), at=now()
            )
        if outcome.succeeded:
            return redirect(request.get_full_path())
    rows = items_to_assign(plan, chosen, on=today())
    return draw(
        request,
        "assignments.html",
        title="责任分工",
        plan=plan,
        is_preparing=plan.status == PlanStatus.PREPARING,
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        kind=chosen.kind,
        roles=(Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT),
        picked=picked,
        form=form,
        narrowed=bool(chosen.words or chosen.unit),
        tabs=[
            {"label": each.label, "url": link_with(request, kind=each.value, unit=None),
             "active": each is chosen.kind}
            for each in KINDS
        ],
        filters=[Filter("unit", "单位", _units_in(plan, chosen.kind))],
    )  # fmt: skip


def _read_filter(request: HttpRequest) -> AssignmentFilter:
    kind = request.GET.get("kind", "")
    return AssignmentFilter(
        kind=ItemKind.INDICATOR if kind == ItemKind.INDICATOR else ItemKind.TASK,
        words=request.GET.get("q", "").strip(),
        unit=request.GET.get("unit", ""),
    )


def _units_in(plan: Plan, kind: ItemKind) -> list[tuple[str, str]]:
    path = "responsibilities__task" if kind is ItemKind.TASK else "responsibilities__indicator"
    units = Unit.objects.filter(**{f"{path}__plan": plan}).distinct()
    return [(NOBODY, "无人牵头或负责"), *((str(unit.pk), unit.name) for unit in units)]


def _picked(plan: Plan, kind: ItemKind, ids: list[int]) -> list[Indicator] | list[Task]:
    if kind is ItemKind.TASK:
        return list(plan.tasks.filter(pk__in=ids))
    return list(plan.indicators.filter(pk__in=ids))
