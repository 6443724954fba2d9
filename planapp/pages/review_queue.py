"""审核: what units submitted, one by one or several at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now
from planapp.domain.gaps import Explanation
from planapp.domain.terms import ReportState
from planapp.models import Indicator, ProgressRecord, TaskReport
from planapp.pages.choices import chosen_number
from planapp.pages.filters import Filter
from planapp.pages.frame import (
    OutOfScope,
    draw,
    get_seen,
    needs,
    person,
    scope_here,
    seen,
    tell_refusal,
    telling,
)
from planapp.pages.on_record import record_refusal
from planapp.pages.passages import context_of
from planapp.pages.queueing import queue_job
from planapp.queries.check_visits import visits_of
from planapp.queries.gaps import explain_draft
from planapp.queries.outlooks import questions_about
from planapp.queries.remarks import remarks_on_report
from planapp.queries.review_queue import (
    RECORD,
    TASK,
    Key,
    ReviewFilter,
    in_order,
    load_waiting,
    mark_of,
    plans_in,
    units_in,
    waiting_for_review,
)
from planapp.queries.scope import within
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.reviewing import approve, approve_all, return_all, return_report

KINDS = [(RECORD, "指标数据"), (TASK, "任务进展")]
REPORTS: dict[str, QuerySet[Any]] = {
    RECORD: ProgressRecord.objects.all(),
    TASK: TaskReport.objects.all(),
}
PER_PAGE = 50


@needs(Action.REVIEW)
def review_queue(request: HttpRequest) -> HttpResponse:
    """All that waits for review, oldest first."""
    return _draw_queue(request)


def _draw_queue(request: HttpRequest) -> HttpResponse:
    """The queue; after a refusal with what was ticked and typed."""
    scope = scope_here(request, to=Action.REVIEW)
    everything = waiting_for_review(ReviewFilter(), scope=scope)
    keys = _keys(request)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    waiting, ticked = load_waiting(list(page), scope=scope), set(request.POST.getlist("chosen"))
    plans, units = plans_in(everything, scope=scope), units_in(everything)
    filters = [
        Filter("kind", "类别", KINDS),
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter("unit", "单位", [(str(unit.pk), unit.name) for unit in units]),
    ]
    return draw(
        request,
        "review_queue.html",
        title="审核",
        page=page,
        waiting=waiting,
        filters=filters,
        narrowed=any(each.name in request.GET for each in filters),
        kept=_kept(request),
        ticked=[
            row for key, row in zip(page, waiting, strict=True) if "-".join(map(str, key)) in ticked
        ],
        reason=request.POST.get("reason", ""),
        all_mark=mark_of(keys),
    )


def _keys(request: HttpRequest) -> list[Key]:
    """What waits under the address's filters, in order. Two queries."""
    given = request.GET
    chosen = ReviewFilter(
        kind=given.get("kind", "") if given.get("kind") in dict(KINDS) else "",
        plan=chosen_number(given.get("plan")),
        unit=chosen_number(given.get("unit")),
    )
    return in_order(waiting_for_review(chosen, scope=scope_here(request, to=Action.REVIEW)))


@needs(Action.REVIEW)
def review_report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One submitted figure or task report, with what a decision needs."""
    report = _report(request, kind, pk)
    indicator, preview = (
        _preview(request, report) if isinstance(report, ProgressRecord) else (None, None)
    )
    previous, after = _around(request, Key(kind, pk))
    item = indicator or (report.task if isinstance(report, TaskReport) else None)
    return draw(
        request,
        "review_report.html",
        title=f"审核：{report}",
        history_of=report,
        report=report,
        kind=kind,
        previous=_address(request, previous) if previous else "",
        next=_address(request, after) if after else "",
        kept=_kept(request),
        queue=_address(request, None),
        indicator=indicator,
        passage=context_of(item) if item else None,
        remarks=remarks_on_report(report),
        visits=visits_of(report),
        preview=preview,
        questions=_questions(report) if isinstance(report, ProgressRecord) else (),
        evidence=report.evidence.select_related("uploaded_by"),
        versions=report.versions().select_related("recorded_by", "reviewed_by"),
    )


def _around(request: HttpRequest, key: Key) -> tuple[Key | None, Key | None]:
    """What waits before and after it under the address's filters. Two queries."""
    keys = _keys(request)
    if key not in keys:
        return None, None
    place = keys.index(key)
    return next(iter(keys[:place][-1:]), None), next(iter(keys[place + 1 :]), None)


def _address(request: HttpRequest, key: Key | None) -> str:
    """A report's page, without one the queue, under the same filters."""
    page = reverse("admin:review_report", args=key) if key else reverse("admin:review_queue")
    return page + _kept(request)


def _kept(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _preview(
    request: HttpRequest, record: ProgressRecord
) -> tuple[Indicator | None, Explanation | None]:
    """The first indicator that rests on the figure, and what its approval would make of it."""
    indicator = seen(request, Indicator.objects.filter(series=record.series_id)).first()
    if indicator is None:
        return None, None
    cycle = indicator.plan.cycles.filter(as_of_on=record.as_of_on).first()
    return indicator, explain_draft(indicator, cycle, record) if cycle else None


def _questions(record: ProgressRecord) -> list[tuple[str, str | None]]:
    """What was asked back on entry, or should have been, each with what was said to it."""
    answers = dict(record.answers)
    asked = questions_about(record, factor=settings.PLAUSIBLE_FACTOR)
    return [(one, answers.get(one)) for one in dict.fromkeys((*answers, *asked))]


@require_POST
@needs(Action.REVIEW)
def decide_report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Approve or return one, then on to the next that waits; a refusal stays with it."""
    report = _report(request, kind, pk)
    _, after = _around(request, Key(kind, pk))
    said = f"“{report}”审核通过。" if "approve" in request.POST else f"“{report}”已退回。"
    with telling(request, said) as outcome:
        _decide(request, report)
    if not outcome.succeeded and report.state == ReportState.SUBMITTED:
        return redirect(_address(request, Key(kind, pk)))
    return redirect(_address(request, after))


def _decide(request: HttpRequest, report: ProgressRecord | TaskReport) -> None:
    if "approve" in request.POST:
        approve(report=report, by=person(request), at=now())
        queue_job(jobs.recalculate_stale_gaps)
        return
    reason = request.POST.get("reason", "")
    return_report(report=report, reason=reason, by=person(request), at=now())


@needs(Action.REVIEW)
def decide_selected(request: HttpRequest) -> HttpResponse:
    """Decide the chosen ones alike, each for itself: a refusal names its item, stops no other.

    The queue is drawn here where the reason is missing; its filters then lead back to it.
    """
    if request.method != "POST":
        return redirect(_address(request, None))
    names = request.POST.getlist("chosen")
    if "all" in request.POST:
        keys = _keys(request)
        if request.POST["all"] != mark_of(keys):
            messages.warning(request, "等待审核的填报在您打开以后有变化，请核对后再选“全部”。")
            return redirect(_address(request, None))
        names = ["-".join(map(str, key)) for key in keys]
    approving = "approve" in request.POST
    if not names:
        messages.warning(request, "请先勾选要审核的填报。")
        return redirect(_address(request, None))
    if not approving and not request.POST.get("reason", "").strip():
        messages.error(request, "退回必须写明原因，填报人据此修改。")
        return _draw_queue(request)
    done = _decide_all(request, names, approving=approving)
    if done:
        messages.success(request, f"审核通过 {done} 项。" if approving else f"已退回 {done} 项。")
    return redirect(_address(request, None))


def _decide_all(request: HttpRequest, names: list[str], *, approving: bool) -> int:
    """How many could be decided; of the others it is told why not."""
    given: dict[str, Any] = {"by": person(request), "at": now()}
    given["reports"] = list(_load(request, names))
    if approving:
        decided = approve_all(**given)
        queue_job(jobs.recalculate_stale_gaps)
    else:
        decided = return_all(reason=request.POST["reason"], **given)
    for report, refusal in decided.refused:
        tell_refusal(request, Refused(f"“{report}”：{refusal}"))
    return decided.number


def _load(request: HttpRequest, names: list[str]) -> Iterator[ProgressRecord | TaskReport]:
    """The reports that a form names and the person may decide; what is not there is told.

    Two queries, and one more for each that is not there.
    """
    scope, keys = scope_here(request, to=Action.REVIEW), {name: _key(name) for name in names}
    found = {
        kind: within(rows, scope).in_bulk([key.pk for key in keys.values() if key.kind == kind])
        for kind, rows in REPORTS.items()
    }
    for name, key in keys.items():
        if key.kind in REPORTS and key.pk in found[key.kind]:
            yield found[key.kind][key.pk]
            continue
        if key.kind in REPORTS and REPORTS[key.kind].filter(pk=key.pk).exists():
            record_refusal(request, OutOfScope(f"“{name}”不在督查分工内。"))
        messages.error(request, f"没有编号为“{name[:40]}”的填报。")


def _key(name: str) -> Key:
    """What a form calls a report; nought for what is no number."""
    kind, _, pk = name.partition("-")
    return Key(kind, chosen_number(pk) or 0)


def _report(request: HttpRequest, kind: str, pk: int) -> ProgressRecord | TaskReport:
    if kind not in REPORTS:
        raise Http404
    report: ProgressRecord | TaskReport = get_seen(request, REPORTS[kind], to=Action.REVIEW, pk=pk)
    return report
