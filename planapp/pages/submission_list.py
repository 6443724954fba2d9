"""报送情况: what units sent, for those who watch over them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models import Evidence, Plan, ReportingCycle, Submission, Unit
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, seen
from planapp.pages.submission_detail import with_tones
from planapp.queries.submissions import submissions_shown
from planapp.rights import Action

PER_PAGE = 50
_SHOWN = {"plan": "cycle__plan", "cycle": "cycle", "unit": "unit"}  # by ids
_WORDS = {"state": SubmissionState, "kind": SubmissionKind}
_SCANS = (("yes", "已上传"), ("no", "未上传"))


@needs(Action.SEE_ALL)
def submission_list(request: HttpRequest) -> HttpResponse:
    """All that was sent, the latest first, by plan, round, unit, state and kind."""
    every = seen(request, Submission.objects.exclude(state=SubmissionState.PREPARING))
    rows = every.filter(_chosen(request))
    page = Paginator(submissions_shown(rows), PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "submission_list.html",
        title="报送情况",
        page=page,
        rows=with_tones(page),
        filters=_filters(request),
    )


def _chosen(request: HttpRequest) -> Q:
    """What the address asks for; a value that is no choice asks for nothing."""
    found = Q()
    for name, path in _SHOWN.items():
        value = request.GET.get(name, "")
        if value.isdecimal():
            found &= Q(**{path: int(value)})
    for name, terms in _WORDS.items():
        value = request.GET.get(name, "")
        if value in {term.value for term in terms}:
            found &= Q(**{name: value})
    scan = Q(pk__in=Evidence.objects.exclude(submission=None).exclude(file="").values("submission"))
    return found & {"yes": scan, "no": ~scan}.get(request.GET.get("scan", ""), Q())


def _filters(request: HttpRequest) -> list[Filter]:
    """Only what was sent to can be chosen. Three queries."""
    sent = seen(request, Submission.objects.exclude(state=SubmissionState.PREPARING))
    plans = Plan.objects.filter(cycles__submissions__in=sent).distinct().order_by("code")
    cycles = ReportingCycle.objects.filter(submissions__in=sent).distinct()
    chosen = request.GET.get("plan", "")
    if chosen.isdecimal():
        cycles = cycles.filter(plan=int(chosen))
    units = Unit.objects.filter(pk__in=sent.values("unit")).order_by("code")
    states = [term for term in SubmissionState if term is not SubmissionState.PREPARING]
    return [
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter(
            "cycle",
            "填报期",
            [(str(one.pk), _named(one)) for one in cycles.select_related("plan")],
        ),
        Filter("unit", "单位", [(str(unit.pk), unit.name) for unit in units]),
        Filter("state", "状态", [(term.value, term.label) for term in states]),
        Filter("kind", "种类", SubmissionKind.choices()),
        Filter("scan", "扫描件", _SCANS),
    ]


def _named(cycle: ReportingCycle) -> str:
    return f"{cycle.plan.title} {cycle}"
