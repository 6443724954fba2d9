"""提醒规则: the ladder of each plan, in words and as the course of one example item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from planapp.clock import now, today
from planapp.domain.reminders import (
    DEFAULT_LADDER,
    Item,
    Rule,
    course_end,
    day_words,
    in_order,
    plan_ahead,
    rung_words,
)
from planapp.domain.terms import MemberRole, PlanStatus, ReminderKind
from planapp.models import Plan, ReminderRule, ReportingCycle
from planapp.pages.frame import draw, get_seen, needs, person, seen, telling
from planapp.pages.ladder_forms import LadderForms, as_initial, rungs_of
from planapp.pages.reminder_tabs import reminder_tabs
from planapp.queries.ladders import own_ladder
from planapp.queries.workdays import load_calendar
from planapp.rights import Action, may
from planapp.services.ladders import set_ladder

PER_PAGE = 50
_EXAMPLE_IN = 60  # days: when the example is due where no round says
_BEFORE = timedelta(days=200)  # more than the earliest rung
_ROLES = list(MemberRole)


@dataclass(frozen=True, slots=True)
class Stage:
    """What happens to the example on a day."""

    on: date
    when: str
    words: str
    kind: ReminderKind | None = None


@needs(Action.KEEP_SYSTEM, Action.SEE_ALL)
def ladders(request: HttpRequest) -> HttpResponse:
    """The default ladder, and the plans with whether they have their own."""
    plans = Plan.objects.exclude(status=PlanStatus.WITHDRAWN)
    plans = plans if _keeps(request) else seen(request, plans)
    own = Exists(ReminderRule.objects.filter(plan=OuterRef("pk")))
    page = Paginator(plans.annotate(has_own=own).order_by("-has_own", "code"), PER_PAGE)
    default = own_ladder(None)
    return draw(
        request,
        "ladders.html",
        title="提醒规则",
        tabs=_tabs(request),
        page=page.get_page(request.GET.get("page")),
        words=[rung_words(rung) for rung in default or DEFAULT_LADDER],
        is_changed=bool(default),
        keeps=_keeps(request),
    )


@needs(Action.KEEP_SYSTEM, Action.SEE_ALL)
def default_ladder(request: HttpRequest) -> HttpResponse:
    """The ladder of all plans that have none of their own."""
    return _ladder(request, None)


@needs(Action.KEEP_SYSTEM, Action.SEE_ALL)
def plan_ladder(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan's ladder: its own, or the default."""
    if _keeps(request):
        return _ladder(request, get_object_or_404(Plan, pk=pk))
    return _ladder(request, get_seen(request, Plan.objects.all(), pk=pk))


def _ladder(request: HttpRequest, plan: Plan | None) -> HttpResponse:
    """To whoever keeps the rules as a form: saved, put back, or its course looked at before."""
    if request.method == "POST" and not _keeps(request):
        raise PermissionDenied("只有系统管理员可以设定提醒规则。")
    own = own_ladder(plan)
    shown, forms = own or _inherited(plan), None
    if _keeps(request):
        forms = LadderForms(request.POST or None, initial=as_initial(shown), prefix="rung")
        if "reset" in request.POST:
            return _save(request, plan, [])
        if forms.is_bound and forms.is_valid():
            if "preview" not in request.POST:
                return _save(request, plan, rungs_of(forms))
            shown = in_order(rungs_of(forms))
    return draw(
        request,
        "ladder.html",
        title=f"提醒规则：{plan.title if plan else '全部规划的默认规则'}",
        plan=plan,
        own=own,
        forms=forms,
        is_preview="preview" in request.POST,
        words=[rung_words(rung) for rung in shown],
        stages=_stages(shown, due_on=_example_due(plan)),
    )


def _save(request: HttpRequest, plan: Plan | None, rungs: list[Rule]) -> HttpResponse:
    with telling(request, "提醒规则没有变化。") as outcome:
        if set_ladder(plan=plan, rungs=rungs, by=person(request), at=now()):
            outcome.words = (
                "提醒规则已保存，下一个工作日起按新规则提醒。" if rungs else "已恢复默认规则。"
            )
    if plan is None:
        return redirect("admin:default_ladder")
    return redirect("admin:plan_ladder", plan.pk)


def _inherited(plan: Plan | None) -> list[Rule]:
    """What holds where there is no own ladder."""
    return (own_ladder(None) if plan else []) or list(DEFAULT_LADDER)


def _example_due(plan: Plan | None) -> date:
    """When the plan's next open round is due, else some weeks from today."""
    rounds = ReportingCycle.objects.filter(plan=plan, closed_on=None, due_on__gte=today())
    due_on = rounds.order_by("due_on").values_list("due_on", flat=True).first() if plan else None
    return due_on or today() + timedelta(days=_EXAMPLE_IN)


def _stages(rungs: Sequence[Rule], *, due_on: date) -> list[Stage]:
    """The course of one item that nobody hands in; each role is one person."""
    people = {role: (number,) for number, role in enumerate(_ROLES)}
    example = Item(key=0, due_on=due_on, plan=0, recipients=people)
    calendar = load_calendar()
    days = plan_ahead(
        [example],
        first=due_on - _BEFORE,
        last=course_end(rungs, due_on=due_on, calendar=calendar),
        rules={None: rungs},
        calendar=calendar,
    )
    found = [Stage(due_on, "填报截止", "到这天仍未提交即为逾期")]
    for day in days:
        roles = "、".join(_ROLES[each.recipient].label for each in day.reminders)
        for each in day.reminders[:1]:
            verb = "提醒" if each.kind == ReminderKind.DUE_SOON else "催办"
            when = day_words(each.workdays_before)
            found.append(Stage(day.on, when, f"{verb}{roles}", each.kind))
        if day.notices:
            words = "拟督办通知单，督查签发后送达单位负责人（商请单位不督办）"
            found.append(Stage(day.on, "督办", words, ReminderKind.NOTICE))
    return sorted(found, key=lambda stage: stage.on)


def _keeps(request: HttpRequest) -> bool:
    return may(person(request), Action.KEEP_SYSTEM, on=today())


def _tabs(request: HttpRequest) -> list[dict[str, object]]:
    sees = may(person(request), Action.SEE_ALL, on=today())
    return reminder_tabs("ladders") if sees else []
