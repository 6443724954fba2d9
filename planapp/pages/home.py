"""首页: what waits for this person, and the ways in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from planapp.clock import today
from planapp.domain.terms import (
    DocumentStatus,
    ExtensionState,
    NoticeState,
    PlanStatus,
    ReportState,
    RevisionState,
)
from planapp.models import (
    Extension,
    Plan,
    PlanDocument,
    ProgressRecord,
    SupervisionNotice,
    TargetRevision,
    TaskReport,
    User,
)
from planapp.pages.frame import NOTHING_ASSIGNED
from planapp.pages.middleware import DEMO_DAY_KEY
from planapp.pages.my_work import summary_of
from planapp.pages.workdays import years_note_for
from planapp.queries.differences import count_differences
from planapp.queries.gap_list import GapFilter
from planapp.queries.overview import overview_on
from planapp.queries.scope import within
from planapp.queries.supervision_notices import count_to_acknowledge
from planapp.rights import Action, may, scope_of


def home_of(user: User) -> dict[str, Any]:
    """What the home page shows to this person, and the templates that show it."""
    day = today()
    context: dict[str, Any] = {"waiting": waiting_for(user), "today": day}
    sections = []
    if may(user, Action.REPORT, on=day):
        context["work"] = work = summary_of(user, on=day)
        context["waiting"] += _for_units(work.units)
        sections.append("planapp/parts/work_summary.html")
    if may(user, Action.SEE_ALL, on=day):
        scope = scope_of(user, on=day)
        context["overview"] = overview_on(day, scope=scope)
        context["scope_note"] = NOTHING_ASSIGNED if scope.is_empty else ""
        sections.append("planapp/parts/overview.html")
    if may(user, Action.REVIEW, on=day) or may(user, Action.KEEP_SYSTEM, on=day):
        context["years_note"] = years_note_for(user)
    return {**context, "home_sections": sections}


def waiting_for(user: User) -> list[dict[str, Any]]:
    """Counts of what this person should turn to, each with its link."""
    day = today()
    counts: list[dict[str, Any]] = []
    if may(user, Action.REVIEW, on=day):
        counts += _for_supervisors(user, day=day)
    if may(user, Action.SET_UP, on=day):
        drafts = PlanDocument.objects.filter(status=DocumentStatus.EXTRACTED).count()
        counts.append(
            _count(
                "待审核的提取草稿",
                drafts,
                url_name="admin:planapp_plandocument_changelist",
                tone="accent",
            )
        )
        proposed = TargetRevision.objects.filter(state=RevisionState.PROPOSED)
        counts.append(
            _count(
                "待确认的目标调整",
                proposed.exclude(proposed_by=user).count(),
                url_name="admin:revision_list",
                tone="accent",
            )
        )
        plans = Plan.objects.filter(status=PlanStatus.PREPARING).count()
        counts.append(
            _count("准备中的规划", plans, url_name="admin:planapp_plan_changelist", tone="yellow")
        )
    return counts


def _for_supervisors(user: User, *, day: date) -> list[dict[str, Any]]:
    scope = scope_of(user, on=day, to=Action.REVIEW)
    submitted = (
        within(model._default_manager.filter(state=ReportState.SUBMITTED), scope).count()
        for model in (ProgressRecord, TaskReport)
    )
    asked = within(Extension.objects.filter(state=ExtensionState.ASKED), scope).count()
    drafts = SupervisionNotice.objects.filter(state=NoticeState.DRAFT)
    differing = count_differences(GapFilter(scope=scope), on=day)
    return [
        _count("待审核", sum(submitted), url_name="admin:review_queue", tone="accent"),
        _count(
            "待批复的延期申请",
            asked,
            url_name="admin:extension_list",
            tone="accent",
            state=ExtensionState.ASKED,
        ),
        _count(
            "待签发的督办",
            within(drafts, scope).count(),
            url_name="admin:notice_list",
            tone="accent",
            state=NoticeState.DRAFT,
        ),
        _count("核定与测算不一致", differing, url_name="admin:differences", tone="yellow"),
    ]


def _for_units(units: set[int]) -> list[dict[str, Any]]:
    """Papers of 督办 that wait for the person's units (ids); nothing where there is none."""
    number = count_to_acknowledge(units)
    label = "待签收、反馈的督办"
    return [_count(label, number, url_name="admin:my_notices", tone="red")] * bool(number)


def _count(label: str, number: int, *, url_name: str, tone: str, state: str = "") -> dict[str, Any]:
    """Leads to the list, in that state where one is named: so many rows."""
    return {
        "label": label,
        "number": number,
        "url": reverse(url_name) + (f"?state={state}" if state else ""),
        "tone": tone if number else "plain",
    }


@require_POST
def choose_demo_day(request: HttpRequest) -> HttpResponse:
    """Stand on another of the demonstration's days; only days it knows have an effect."""
    request.session[DEMO_DAY_KEY] = request.POST.get("day", "")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back) if safe else redirect("admin:index")
