"""The names of units that the plan's text writes: told one by one who they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from planapp.clock import now, today
from planapp.domain.naming import UnitClass, read_class
from planapp.domain.terms import UnitKind
from planapp.models import Plan, Region, Unit
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.rows_field import RowsField
from planapp.queries.unit_classes import members_of
from planapp.rights import Action
from planapp.services.units import UnitCarrier, carriers_of, day_of_plan
from planapp.services.written_units import (
    NewUnit,
    WrittenUnit,
    assign_written_unit,
    read_written_units,
    register_written_unit,
)


@dataclass(frozen=True, slots=True)
class SettledName:
    """A name with the units that have its parts, each with those that carry its duties today."""

    written: WrittenUnit
    carriers: list[tuple[Unit, list[UnitCarrier]]]  # empty where the unit itself still does


@dataclass(frozen=True, slots=True)
class UnitBoard:
    pending: list[WrittenUnit]
    settled: list[SettledName]


def build_unit_board(plan: Plan) -> UnitBoard:
    """Which names of the text still mean nobody. At most fourteen queries."""
    written = read_written_units(plan)
    settled = [one for one in written if one.is_settled]
    gone = {unit.pk: unit for one in settled for unit in one.units if _is_gone(unit)}
    carriers = carriers_of(gone.values(), today()) if gone else {}
    return UnitBoard(
        pending=[one for one in written if not one.is_settled],
        settled=[
            SettledName(one, [(unit, carriers.get(unit.pk, [])) for unit in one.units])
            for one in settled
        ],
    )


def _is_gone(unit: Unit) -> bool:
    return unit.valid_to is not None and unit.valid_to < today()


class AssignForm(forms.Form):
    """One unit of the register."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="指定为", empty_label="请选择单位")
    as_alias = forms.BooleanField(
        label="记为别名", required=False, help_text="以后的规划里写到这个名称，也认作这个单位。"
    )

    def __init__(self, data: QueryDict | None = None, *, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
        near = Q(region=plan.region_id) | Q(region__parent=plan.region_id)
        above = Q(region__children=plan.region_id)
        units = Unit.objects.valid_on(day_of_plan(plan)) | Unit.objects.valid_on(today())
        field.queryset = units.filter(near | above).distinct()


class RegisterForm(forms.Form):
    """A unit that is to be entered into the register."""

    name = forms.CharField(label="单位名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices())
    region = forms.ModelChoiceField(Region.objects.all(), label="行政区划", empty_label=None)


class ExpandForm(forms.Form):
    """The units of a class, ticked."""

    units = RowsField(Unit.objects.none(), label="单位", widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, data: QueryDict | None = None, *, unit_class: UnitClass, region: Region, plan: Plan
    ) -> None:
        members = members_of(unit_class, region=region, on=day_of_plan(plan))
        super().__init__(data, initial={"units": [each.unit.pk for each in members if each.meant]})
        field = self.fields["units"]
        assert isinstance(field, RowsField)  # noqa: S101  # declared above
        field.queryset = Unit.objects.filter(pk__in=[each.unit.pk for each in members])


@needs(Action.SET_UP)
def written_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What one name of the plan's text means: a unit, a new unit, or the units of a class."""
    plan = get_object_or_404(Plan.objects.select_related("region"), pk=pk)
    name = request.GET.get("name", "")
    written = next((one for one in read_written_units(plan) if one.name == name), None)
    if written is None:
        messages.error(request, f"《{plan}》现行的任务里没有写到“{name}”。")
        return redirect("admin:plan_setup", pk)
    if written.is_class:
        return _expand(request, plan, written)
    return _assign(request, plan, written)


def _assign(request: HttpRequest, plan: Plan, written: WrittenUnit) -> HttpResponse:
    registers = "register" in request.POST
    assign = AssignForm(
        request.POST if request.method == "POST" and not registers else None,
        plan=plan,
        initial={"unit": next(iter(written.suggestions), None), "as_alias": True},
    )
    register = RegisterForm(
        request.POST if registers else None,
        initial={"name": _full_name(written.name, plan), "region": plan.region_id},
    )
    if registers and register.is_valid():
        given = register.cleaned_data
        with telling(request, f"已登记“{given['name']}”，并分到原文的责任。") as outcome:
            register_written_unit(
                plan=plan,
                name=written.name,
                new=NewUnit(given["name"], UnitKind(given["kind"]), given["region"]),
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect("admin:plan_setup", plan.pk)
    elif assign.is_bound and assign.is_valid():
        given = assign.cleaned_data
        if _give(request, plan, written, units=[given["unit"]], as_alias=given["as_alias"]):
            return redirect("admin:plan_setup", plan.pk)
    return _draw(request, plan, written, assign_form=assign, register_form=register)


def _expand(request: HttpRequest, plan: Plan, written: WrittenUnit) -> HttpResponse:
    code = request.GET.get("region", "")
    region = Region.objects.filter(code=code).first() or plan.region
    form = ExpandForm(
        request.POST if request.method == "POST" else None,
        unit_class=read_class(written.name),
        region=region,
        plan=plan,
    )
    if form.is_bound and form.is_valid():
        units = list(form.cleaned_data["units"])
        if _give(request, plan, written, units=units):
            return redirect("admin:plan_setup", plan.pk)
    return _draw(
        request, plan, written, expand_form=form, region=region, regions=Region.objects.all()
    )


def _give(
    request: HttpRequest,
    plan: Plan,
    written: WrittenUnit,
    *,
    units: Sequence[Unit],
    as_alias: bool = False,
) -> bool:
    """Assign, and say so; whether it was done."""
    whom = units[0].name if len(units) == 1 else f"{len(units)}个单位"
    with telling(request, f"“{written.name}”已落实到{whom}。") as outcome:
        assign_written_unit(
            plan=plan,
            name=written.name,
            units=units,
            by=person(request),
            at=now(),
            as_alias=as_alias,
        )
    return outcome.succeeded


def _draw(request: HttpRequest, plan: Plan, written: WrittenUnit, **context: Any) -> HttpResponse:
    return draw(
        request,
        "written_unit.html",
        title=f"落实单位：{written.name}",
        plan=plan,
        written=written,
        **context,
    )


def _full_name(written: str, plan: Plan) -> str:
    """省水族馆 → 浙江省水族馆: the place that the plan leaves out, written out."""
    level = plan.region.name[-1]
    return plan.region.name + written.removeprefix(level) if written.startswith(level) else written
