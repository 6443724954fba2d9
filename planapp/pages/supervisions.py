"""督查分工: who watches over what, and the form that gives it out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.models import Plan, Supervision, Unit, User
from planapp.pages.days import DayField
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.rows_field import RowsField
from planapp.queries.supervisions import supervisors, units_to_watch, watched_plans, watchers
from planapp.rights import Action, may
from planapp.services.supervisions import assign_supervisions, end_supervision


class AssignmentForm(forms.Form):
    """One supervisor, and all that they are to watch over for the same time."""

    user = forms.ModelChoiceField(
        label="督查人员", queryset=User.objects.none(), empty_label="请选择"
    )
    everything = forms.BooleanField(
        label="全部规划和单位", required=False, help_text="勾选后不用再选规划和单位。"
    )
    plans = RowsField(
        label="规划",
        queryset=Plan.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="不选为所有规划中的所选单位；按住 Ctrl 可选多个。",
    )
    units = RowsField(
        label="单位",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="不选为所选规划的全部单位；按住 Ctrl 可选多个。撤并前后的单位一并包括。",
    )
    valid_from = DayField(label="起", required=False, help_text="留空为即日起。")
    valid_to = DayField(label="止", required=False, help_text="含当天；留空为长期。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        offered = {
            "user": supervisors(on=today()),
            "plans": Plan.objects.all(),
            "units": units_to_watch(),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [name for name in ("plans", "units") if given.get(name)]
        if given.get("everything") and chosen:
            self.add_error("everything", "已选了规划或单位：要么取消这些，要么不勾选这一项。")
        if not given.get("everything") and not chosen and not self.errors:
            self.add_error("plans", "请选择规划或单位；要督查全部的，勾选“全部规划和单位”。")
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "止日不能早于起日。")
        return given


@needs(Action.KEEP_PEOPLE, Action.SET_UP, Action.AUDIT)
def supervisions(request: HttpRequest) -> HttpResponse:
    """By supervisor, or by plan where the address says so."""
    by_plan = request.GET.get("by") == "plan"
    people, plans = watchers(on=today()), watched_plans(on=today())
    return draw(
        request,
        "supervisions.html",
        title="督查分工",
        by_plan=by_plan,
        people=people,
        plans=plans,
        idle=sum(not each.assignments for each in people),
        unwatched=sum(not each.assignments for each in plans),
        may_assign=may(person(request), Action.KEEP_PEOPLE, on=today()),
        today=today(),
        tabs=[
            {"label": "按督查人员", "url": "?by=person", "active": not by_plan},
            {"label": "按规划", "url": "?by=plan", "active": by_plan},
        ],
    )


@needs(Action.KEEP_PEOPLE)
def assign(request: HttpRequest) -> HttpResponse:
    """Give a supervisor several plans and units at once."""
    form = AssignmentForm(request.POST or None, initial={"user": request.GET.get("user", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with telling(request, f"“{given['user']}”的督查分工已安排。") as outcome:
            assign_supervisions(
                user=given["user"],
                plans=list(given["plans"]),
                units=list(given["units"]),
                valid_from=given["valid_from"],
                valid_to=given["valid_to"],
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect("admin:supervisions")
    return draw(request, "assign_supervisions.html", title="安排督查分工", form=form)


@require_POST
@needs(Action.KEEP_PEOPLE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one assignment."""
    row = get_object_or_404(Supervision.objects.select_related("user", "plan", "unit"), pk=pk)
    with telling(request, f"已结束“{row}”。"):
        end_supervision(supervision=row, by=person(request), at=now())
    return redirect("admin:supervisions")
