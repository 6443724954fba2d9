"""撤销规划: what ends with it, and taking it up again where it was a mistake."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.models import Plan
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.queueing import queue_job
from planapp.queries.cycle_list import whole_of
from planapp.queries.duties import duties_of
from planapp.rights import Action
from planapp.services.plans import restore_plan, withdraw_plan

_REASON = forms.Textarea(attrs={"rows": 2})


class WithdrawalForm(forms.Form):
    """On what grounds a plan ends."""

    doc_number = forms.CharField(
        label="文号", max_length=60, help_text="撤销或废止这个规划的文件，例如云政发〔2025〕3号。"
    )
    reason = forms.CharField(label="原因", max_length=200, widget=_REASON)


class RestorationForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, widget=_REASON)


@needs(Action.SET_UP)
def plan_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """What ends with the plan, and the form that withdraws it; or the form that restores it."""
    plan = _plan(pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(request, f"《{plan}》已撤销。") as outcome:
            withdraw_plan(plan=plan, **form.cleaned_data, by=person(request), at=now())
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:plan_withdrawal", pk)
    return _draw_withdrawal(request, _plan(pk), form=form)


@require_POST
@needs(Action.SET_UP)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the plan up again."""
    plan, form = _plan(pk), RestorationForm(request.POST)
    if form.is_valid():
        said = f"《{plan}》已恢复。填报期仍为关闭，需要的请在“填报期”中重新开启。"
        with telling(request, said) as outcome:
            restore_plan(plan=plan, **form.cleaned_data, by=person(request), at=now())
        if outcome.succeeded:
            return redirect("admin:plan_withdrawal", pk)
    return _draw_withdrawal(request, _plan(pk), form=WithdrawalForm(), restoration=form)


def _draw_withdrawal(
    request: HttpRequest,
    plan: Plan,
    *,
    form: WithdrawalForm,
    restoration: RestorationForm | None = None,
) -> HttpResponse:
    rounds = list(plan.cycles.filter(closed_on=None).select_related("plan"))
    return draw(
        request,
        "plan_withdrawal.html",
        title=f"撤销规划：{plan.title}",
        history_of=plan,
        plan=plan,
        rounds=rounds,
        whole=whole_of(duties_of(rounds, day=today())),
        form=form,
        restoration=restoration or RestorationForm(),
    )


def _plan(pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("region"), pk=pk)
