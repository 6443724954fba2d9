"""An item as a supporting unit sees it, and the place for what it contributes (协办意见)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.models import Indicator, Remark, Task, User
from planapp.pages.entry_forms import EvidenceForm
from planapp.pages.evidence import add_evidence, change_evidence
from planapp.pages.frame import draw, missing, person, telling
from planapp.pages.passages import context_of
from planapp.queries.duty_items import open_rounds
from planapp.queries.remarks import Supported, find_supported, remarks_of
from planapp.rights import reporting_units
from planapp.services.evidence import remove
from planapp.services.remarks import change_remark, remove_remark, write_remark

_SAID = {
    "write": "意见已提交给牵头单位。",
    "change": "意见已修改。",
    "delete": "意见已删除。",
    "attach": "材料已添加。",
    "remove": "材料已移除。",
}


class RemarkForm(forms.Form):
    text = forms.CharField(
        label="意见",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写意见。"},
    )


def figure_remarks(request: HttpRequest, cycle_id: int, pk: int) -> HttpResponse:
    """What a unit that supports an indicator says of it in a round; to others it is not there."""
    return _answer(request, _supported(request, cycle_id=cycle_id, indicator_id=pk))


def task_remarks(request: HttpRequest, cycle_id: int, pk: int) -> HttpResponse:
    """What a unit that supports a task says of it in a round; to others it is not there."""
    return _answer(request, _supported(request, cycle_id=cycle_id, task_id=pk))


def _supported(request: HttpRequest, **wanted: int) -> Supported:
    units = reporting_units(person(request), on=today())
    cycle_id = wanted.pop("cycle_id")
    found = find_supported(today(), units, cycle_id=cycle_id, **wanted) if units else None
    if found is None:
        raise _absent(cycle_id, **wanted)
    return found


def _absent(cycle_id: int, *, indicator_id: int = 0, task_id: int = 0) -> Http404:
    """Whether the item is there, in a round that is open: then it is not this unit's."""
    rounds = open_rounds(today()).filter(pk=cycle_id)
    if task_id:
        return missing(Task.objects.filter(pk=task_id, plan__cycles__in=rounds))
    return missing(Indicator.objects.filter(pk=indicator_id, plan__cycles__in=rounds))


def _answer(request: HttpRequest, found: Supported) -> HttpResponse:
    form, attached = RemarkForm(), EvidenceForm()
    if request.method == "POST" and set(_SAID) & set(request.POST):
        form = RemarkForm(request.POST) if _writes(request) else form
        attached = _attached(request)
        valid = not (form.is_bound and not form.is_valid())
        if valid and not (attached.is_bound and not attached.is_valid()):
            with telling(request, _said(request)) as outcome:
                _carry_out(request, found, form=form, attached=attached)
            if outcome.succeeded:
                return redirect(request.path)
    return _draw(request, found, form=form, attached=attached)


def _writes(request: HttpRequest) -> bool:
    return bool({"write", "change"} & set(request.POST))


def _said(request: HttpRequest) -> str:
    return next(said for button, said in _SAID.items() if button in request.POST)


def _attached(request: HttpRequest) -> EvidenceForm:
    """Bound where a file or link was sent, or is asked for."""
    sent = request.FILES or request.POST.get("link", "").strip()
    wanted = "attach" in request.POST or ("write" in request.POST and sent)
    return EvidenceForm(request.POST, request.FILES) if wanted else EvidenceForm()


def _carry_out(
    request: HttpRequest, found: Supported, *, form: RemarkForm, attached: EvidenceForm
) -> None:
    """Do what the pressed button says; raises Refused."""
    by: dict[str, Any] = {"by": person(request), "at": now()}
    if "write" in request.POST:
        text = form.cleaned_data["text"]
        remark = write_remark(duty=found.duty, unit=found.unit, text=text, **by)
        if attached.is_bound:
            add_evidence(remark, attached, **by)
        return
    remark = _own_remark(request, found)
    if "change" in request.POST:
        change_remark(remark=remark, text=form.cleaned_data["text"], **by)
    elif "delete" in request.POST:
        for row in remark.evidence.all():
            remove(evidence=row, **by)
        remove_remark(remark=remark, **by)
    else:
        change_evidence(request, remark, attached, **by)


def _own_remark(request: HttpRequest, found: Supported) -> Remark:
    """The remark of the own unit on this item that a form names."""
    wanted = request.POST.get("remark", "")
    for remark in found.own:
        if str(remark.pk) == wanted:
            return remark
    raise missing(Remark.objects.filter(pk=wanted if wanted.isdecimal() else 0))


def _draw(
    request: HttpRequest, found: Supported, *, form: RemarkForm, attached: EvidenceForm
) -> HttpResponse:
    duty, report = found.duty, found.report
    named = request.POST.get("remark", "")
    return draw(
        request,
        "remarks.html",
        title=f"协办：{duty.item}",
        found=found,
        duty=duty,
        report=report,
        evidence=report.evidence.select_related("uploaded_by") if report else (),
        remarks=shown_remarks(remarks_of(duty), person(request), found, on=today()),
        form=form,
        attached=attached,
        changing=next((one.pk for one in found.own if f"{one.pk}" == named), None),
        passage=context_of(duty.item),
        is_figure=isinstance(duty.item, Indicator),
        evidence_limit=settings.MAX_EVIDENCE_BYTES // 1024 // 1024,
        today=today(),
    )


def shown_remarks(
    remarks: list[Remark], user: User, found: Supported, *, on: date
) -> list[tuple[Remark, bool]]:
    """All that was said of the item, each with whether this person may still change it."""
    waits = not found.duty.is_closed and not found.duty.cycle.is_closed(on)
    return [(remark, waits and remark.written_by_id == user.pk) for remark in remarks]
