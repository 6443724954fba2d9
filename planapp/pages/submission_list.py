"""报送情况: what units sent, for those who watch over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models import Evidence, Plan, ReportingCycle, Submission, Unit
from planapp.pages.choices import chosen_number
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, scope_here, seen
from planapp.pages.submission_detail import with_tones
from planapp.queries.duties import Duty
from planapp.queries.gap_list import GapFilter
from planapp.queries.overview import late_units
from planapp.queries.owing import owing_on, rounds_open
from planapp.queries.submissions import submissions_shown
from planapp.rights import Action

PER_PAGE = 50
MISSING = "missing"  # no state of a submission: there is none
_SHOWN = {"plan": "cycle__plan", "cycle": "cycle", "unit": "unit"}  # by ids
_WORDS = {"state": SubmissionState, "kind": SubmissionKind}
_SCANS = (("yes", "已上传"), ("no", "未上传"))
STATES = Filter(
    "state",
    "状态",
    [
        *(one for one in SubmissionState.choices() if one[0] != SubmissionState.PREPARING),
        (MISSING, "尚未报送"),
    ],
)


@needs(Action.SEE_ALL)
def submission_list(request: HttpRequest) -> HttpResponse:
    """All that was sent, the latest first, by plan, round, unit, state and kind.

    With the state 尚未报送 the units that still owe something instead.
    """
    if request.GET.get("state") == MISSING:
        return _missing(request)
    every = seen(request, Submission.objects.exclude(sent_at=None))
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


def _missing(request: HttpRequest) -> HttpResponse:
    """The units with open items in each open round, those that are late first."""
    day, scope = today(), scope_here(request)
    plan, cycle, unit = (chosen_number(request.GET.get(name)) for name in _SHOWN)
    owing = owing_on(day, GapFilter(plan=plan, scope=scope))
    by_cycle: dict[ReportingCycle, list[Duty]] = defaultdict(list)
    for duty in owing.duties:
        by_cycle[duty.cycle].append(duty)
    every = [(each, row) for each, own in by_cycle.items() for row in late_units(own, day=day)]
    rows = [
        (each, row)
        for each, row in every
        if cycle in {None, each.pk} and unit in {None, row.unit.pk}
    ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    rounds = rounds_open(day, GapFilter(scope=scope))
    filters = _places(
        Plan.objects.filter(cycles__in=rounds.order_by()).distinct().order_by("code"),
        dict.fromkeys(each for each, _ in every),
        {row.unit.pk: row.unit for _, row in every}.values(),
    )
    return draw(
        request,
        "submission_missing.html",
        title="报送情况",
        page=page,
        owing=owing,
        filters=[*filters, STATES],
        today=day,
    )


def _chosen(request: HttpRequest) -> Q:
    """What the address asks for; a value that is no choice asks for nothing."""
    found = Q()
    for name, path in _SHOWN.items():
        number = chosen_number(request.GET.get(name))
        if number is not None:
            found &= Q(**{path: number})
    for name, terms in _WORDS.items():
        value = request.GET.get(name, "")
        if value in {term.value for term in terms}:
            found &= Q(**{name: value})
    scan = Q(pk__in=Evidence.objects.exclude(submission=None).exclude(file="").values("submission"))
    return found & {"yes": scan, "no": ~scan}.get(request.GET.get("scan", ""), Q())


def _filters(request: HttpRequest) -> list[Filter]:
    """Only what was sent to can be chosen. Three queries."""
    sent = seen(request, Submission.objects.exclude(sent_at=None))
    plans = Plan.objects.filter(cycles__submissions__in=sent).distinct().order_by("code")
    cycles = ReportingCycle.objects.filter(submissions__in=sent).distinct()
    wanted = chosen_number(request.GET.get("plan"))
    if wanted is not None:
        cycles = cycles.filter(plan=wanted)
    units = Unit.objects.filter(pk__in=sent.values("unit")).order_by("code")
    return [
        *_places(plans, cycles.select_related("plan"), units),
        STATES,
        Filter("kind", "种类", SubmissionKind.choices()),
        Filter("scan", "扫描件", _SCANS),
    ]


def _places(
    plans: Iterable[Plan], cycles: Iterable[ReportingCycle], units: Iterable[Unit]
) -> list[Filter]:
    return [
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter("cycle", "填报期", [(str(one.pk), _named(one)) for one in cycles]),
        Filter("unit", "单位", [(str(unit.pk), unit.name) for unit in units]),
    ]


def _named(cycle: ReportingCycle) -> str:
    return f"{cycle.plan.title} {cycle}"
