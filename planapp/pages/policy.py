"""亮灯规则 of a plan: the thresholds, and what changed ones would do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.gaps import LightPolicy as Thresholds
from planapp.domain.terms import LightMode
from planapp.models import LightPolicy, ReportingCycle
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.queueing import queue_job
from planapp.queries.gap_list import usual_cycle
from planapp.queries.policy_preview import preview_policy
from planapp.rights import Action
from planapp.services.policies import BOUNDS, LABELS, set_light_policy

_HELP = {
    "mode": "按完成比：增量进度÷应达进度低于红灯线为红灯；"
    "按百分点差：应达进度减增量进度超过红灯线为红灯。",
    "tolerance_points": "增量进度比应达进度低不超过这么多，仍算达到序时进度（绿灯）。",
    "red_below": "“按完成比”时用：例如 0.8，完成不到应达的八成为红灯，其余滞后为黄灯。",
    "red_points": "“按百分点差”时用：例如 20，落后超过20个百分点为红灯，其余滞后为黄灯。",
    "nearly_from": "目标年没有达到目标的：增量进度不低于这条线为基本完成（黄灯），"
    "低于为未完成（红灯）。",
    "approx_tolerance": "目标写“左右”“约”的，差这么多仍算达到：例如 0.05，60 左右差 3 以内。",
}


def _threshold(name: str, places: int) -> forms.DecimalField:
    lowest, highest = BOUNDS[name]
    outside = f"须在 {lowest} 至 {highest} 之间。"
    return forms.DecimalField(
        label=LABELS[name],
        help_text=_HELP[name], min_value=lowest, max_value=highest, decimal_places=places,
        error_messages={"min_value": outside, "max_value": outside},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "threshold"}),
    )  # fmt: skip


class PolicyForm(forms.Form):
    mode = forms.ChoiceField(label="方式", choices=LightMode.choices(), help_text=_HELP["mode"])
    tolerance_points = _threshold("tolerance_points", 3)
    red_below = _threshold("red_below", 3)
    red_points = _threshold("red_points", 3)
    nearly_from = _threshold("nearly_from", 3)
    approx_tolerance = _threshold("approx_tolerance", 3)
    cycle = forms.TypedChoiceField(label="预览的填报期", required=False, coerce=int)

    def __init__(self, *args: Any, cycles: list[ReportingCycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = self.fields["cycle"]
        assert isinstance(shown, forms.TypedChoiceField)  # noqa: S101  # declared above
        shown.choices = [(cycle.pk, str(cycle)) for cycle in cycles]
        if not cycles:
            del self.fields["cycle"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        red, tolerance = given.get("red_points"), given.get("tolerance_points")
        if red is not None and tolerance is not None and red < tolerance:
            self.add_error("red_points", "不能小于达到序时的容差。")
        return given

    def thresholds(self) -> Thresholds:
        given = self.cleaned_data
        return Thresholds(
            mode=LightMode(given["mode"]),
            tolerance_points=given["tolerance_points"],
            red_below=given["red_below"],
            red_points=given["red_points"],
            nearly_from=given["nearly_from"],
        )

    def approx_tolerance_given(self) -> Decimal:
        tolerance: Decimal = self.cleaned_data["approx_tolerance"]
        return tolerance


@needs(Action.SET_UP)
def light_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's rule; its preview writes nothing, saving lets all its lights be found anew."""
    policy = get_object_or_404(LightPolicy.objects.select_related("plan"), plan=pk)
    cycles = list(policy.plan.cycles.order_by("as_of_on"))
    form = PolicyForm(request.POST or None, cycles=cycles, initial=_initial(policy, cycles))
    valid = request.method == "POST" and form.is_valid()
    if valid and "preview" not in request.POST:
        with telling(request, "亮灯规则已保存，灯号正在重新测算。") as outcome:
            set_light_policy(
                plan=policy.plan,
                thresholds=form.thresholds(),
                approx_tolerance=form.approx_tolerance_given(),
                by=person(request),
                at=now(),
            )
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:light_policy", pk)
    return draw(
        request,
        "light_policy.html",
        title=f"亮灯规则：{policy.plan.title}",
        history_of=policy,
        plan=policy.plan,
        form=form,
        **(_preview(form, cycles) if valid else {}),
    )


def _preview(form: PolicyForm, cycles: list[ReportingCycle]) -> dict[str, Any]:
    """The counts and changes of the chosen cycle; nothing where there is none."""
    if not cycles:
        return {}
    cycle = _chosen(form, cycles)
    tolerance = form.approx_tolerance_given()
    preview = preview_policy(cycle, form.thresholds(), approx_tolerance=tolerance)
    return {
        "cycle": cycle,
        "preview": preview,
        "light_rows": [(*row, _difference(*row[1:])) for row in preview.lights],
        "status_rows": [(*row, _difference(*row[1:])) for row in preview.statuses],
    }


def _difference(before: int, after: int) -> str:
    return f"{after - before:+d}" if after != before else "0"


def _initial(policy: LightPolicy, cycles: list[ReportingCycle]) -> dict[str, Any]:
    numbers = {name: format_input(getattr(policy, name)) for name in BOUNDS}
    shown = {"cycle": usual_cycle(cycles, on=today()).pk} if cycles else {}
    return {"mode": policy.mode, **numbers, **shown}


def _chosen(form: PolicyForm, cycles: list[ReportingCycle]) -> ReportingCycle:
    wanted = form.cleaned_data.get("cycle")
    usual = usual_cycle(cycles, on=today())
    return next((cycle for cycle in cycles if cycle.pk == wanted), usual)
