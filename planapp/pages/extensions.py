"""延期申请: units ask for more time, supervisors decide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import ExtensionKind, ExtensionState, Role
from planapp.models import Extension, Plan, Unit
from planapp.pages.choices import chosen_number, chosen_numbers, chosen_term
from planapp.pages.extension_forms import FORMS, AskForm, DecisionForm
from planapp.pages.filters import Filter
from planapp.pages.formats import format_date
from planapp.pages.frame import (
    draw,
    get_among,
    get_seen,
    needs,
    person,
    seen,
    tell_refusal,
    telling,
)
from planapp.queries.duties import Duty, duties_on
from planapp.queries.extensions import (
    DutyKey,
    ExtensionFilter,
    extensions_of,
    extensions_shown,
    supervisors_named,
)
from planapp.rights import Action, may, reporting_units
from planapp.services.errors import Refused
from planapp.services.extensions import (
    ask_for_extension,
    grant_extension,
    refuse_extension,
    withdraw_extension,
)
from planapp.services.notices import told_together

PER_PAGE = 50


# The unit's side


@needs(Action.REPORT)
def ask_extension(request: HttpRequest) -> HttpResponse:
    """Ask for the items that the address names; the form stays as it was typed when refused."""
    kind = chosen_term(request.GET.get("kind"), ExtensionKind) or ExtensionKind.MORE_TIME
    keys = [key for text in request.GET.getlist("item") if (key := DutyKey.read(text))]
    form = FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(
            request, "申请已提交，等待督查批复；批复以前仍按原截止日期。", form
        ) as outcome:
            ask_for_extension(about=keys, request=form.request(), by=person(request), at=now())
        if outcome.succeeded:
            return redirect("admin:my_extensions")
    if not keys:
        messages.warning(request, "请先在“我的填报”中勾选要申请的事项。")
        view = urlencode({"view": request.GET["view"]}) if "view" in request.GET else ""
        return redirect(f"{reverse('admin:my_work')}?{view}".rstrip("?"))
    return _draw_ask(request, keys, form, kind=ExtensionKind(kind))


def _draw_ask(
    request: HttpRequest, keys: list[DutyKey], form: AskForm, *, kind: ExtensionKind
) -> HttpResponse:
    duties = _chosen_duties(request, keys)
    late = [duty for duty in duties if duty.due_on < today()]
    return draw(
        request,
        "ask_extension.html",
        title=kind.label,
        duties=duties,
        form=form,
        kind=kind,
        tasks=[duty for duty in duties if duty.task and kind is ExtensionKind.NOT_PUBLISHED],
        late=late,
        whom=supervisors_named(late, on=today()) if late else "",
        today=today(),
    )


def _chosen_duties(request: HttpRequest, keys: list[DutyKey]) -> list[Duty]:
    wanted = set(keys)
    units = reporting_units(person(request), on=today())
    return [
        duty
        for duty in duties_on(today(), units=units)
        if duty.role == Role.LEAD and wanted & set(DutyKey.all_of(duty))
    ]


@needs(Action.REPORT)
def my_extensions(request: HttpRequest) -> HttpResponse:
    """What the person's units asked for, and what was answered."""
    rows = extensions_of(reporting_units(person(request), on=today()))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return draw(request, "my_extensions.html", title="本单位的延期申请", page=page, today=today())


@require_POST
@needs(Action.REPORT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was not decided yet."""
    units = reporting_units(person(request), on=today())
    row = get_among(extensions_of(units), of=Extension.objects.all(), pk=pk)
    with telling(request, f"“{row.item}”的申请已撤回，仍按原截止日期。"):
        withdraw_extension(extension=row, by=person(request), at=now())
    return redirect("admin:my_extensions")


# The supervisors' side


@needs(Action.SEE_ALL)
def extension_list(request: HttpRequest) -> HttpResponse:
    """All requests one may see, those that wait first."""
    chosen = ExtensionFilter(
        state=chosen_term(request.GET.get("state"), ExtensionState),
        kind=chosen_term(request.GET.get("kind"), ExtensionKind),
        plan=chosen_number(request.GET.get("plan")),
        unit=chosen_number(request.GET.get("unit")),
    )
    every = seen(request, extensions_shown(ExtensionFilter()))
    page = Paginator(seen(request, extensions_shown(chosen)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return draw(
        request,
        "extension_list.html",
        title="延期申请",
        page=page,
        waiting=every.filter(state=ExtensionState.ASKED).count(),
        filters=_filters(every),
        may_decide=may(person(request), Action.REVIEW, on=today()),
        today=today(),
    )


def _filters(rows: QuerySet[Extension]) -> list[Filter]:
    plain = rows.order_by()
    plans = Plan.objects.filter(pk__in=plain.values("cycle__plan"))
    units = Unit.objects.filter(pk__in=plain.values("unit"))
    return [
        Filter("state", "状态", ExtensionState.choices()),
        Filter("kind", "种类", ExtensionKind.choices()),
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter("unit", "单位", [(str(unit.pk), unit.name) for unit in units]),
    ]


@needs(Action.SEE_ALL)
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, with what a decision needs."""
    row = _row(request, pk)
    return _draw_one(request, row, DecisionForm(initial={"until": row.until}))


@require_POST
@needs(Action.REVIEW)
def decide_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse one; what was typed stays when it is refused."""
    row, form = _row(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _draw_one(request, row, form)
    given = form.cleaned_data
    decide = partial(_decision(request), extension=row, answer=given["answer"])
    if "grant" in request.POST:
        decide = partial(decide, until=given["until"])
    with telling(request, f"“{row.item}”的申请已批复，申请人已收到站内信。", form) as outcome:
        decide(by=person(request), at=now())
    if outcome.succeeded:
        return redirect("admin:extension_list")
    return _draw_one(request, row, form)


@require_POST
@needs(Action.REVIEW)
def decide_extensions(request: HttpRequest) -> HttpResponse:
    """Decide the chosen ones alike, each for itself: a refusal names its item, stops no other."""
    chosen = chosen_numbers(request.POST.getlist("chosen"))
    answer, done, refusals = request.POST.get("answer", ""), 0, []
    with told_together():
        for row in seen(request, extensions_shown(ExtensionFilter())).filter(pk__in=chosen):
            try:
                _decision(request)(extension=row, answer=answer, by=person(request), at=now())
                done += 1
            except Refused as refusal:
                refusals.append(Refused(f"“{row.item}”：{refusal}"))
    for refused in refusals:
        tell_refusal(request, refused)
    if done:
        messages.success(request, f"已批复 {done} 项，申请人已收到站内信。")
    elif not chosen:
        messages.warning(request, "请先勾选要批复的申请。")
    return redirect("admin:extension_list")


def _decision(request: HttpRequest) -> Callable[..., None]:
    return grant_extension if "grant" in request.POST else refuse_extension


def _row(request: HttpRequest, pk: int) -> Extension:
    return get_seen(request, extensions_shown(ExtensionFilter()), pk=pk)


def _draw_one(request: HttpRequest, row: Extension, form: DecisionForm) -> HttpResponse:
    if row.kind == ExtensionKind.NOT_PUBLISHED:
        form.fields["until"].label = "同意的月份"
        form.fields["until"].help_text = "不填即为所报的月份；填其中任意一天即可。"
    else:
        asked = format_date(row.until)
        form.fields["until"].help_text = f"不填即为申请的日期（{asked}）；须为工作日。"
    return draw(
        request,
        "extension.html",
        title=f"{ExtensionKind(row.kind).label}：{row.item}",
        row=row,
        form=form,
        others=extensions_shown(ExtensionFilter())
        .filter(cycle=row.cycle_id, indicator=row.indicator_id, task=row.task_id)
        .exclude(pk=row.pk),
        may_decide=may(person(request), Action.REVIEW, on=today()),
        is_own=row.asked_by_id == person(request).pk,
    )
