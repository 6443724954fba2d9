"""新建督办: a supervisor picks a unit, a round and what the paper is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.domain.terms import NoticeMatter, PlanStatus
from planapp.models import ReportingCycle, Responsibility, Unit
from planapp.pages.frame import draw, needs, person, scope_here, seen, telling
from planapp.pages.supervision_notices_forms import PlaceForm
from planapp.queries.duties import Duty, duties_of
from planapp.queries.duty_items import open_rounds
from planapp.queries.notice_items import Candidate, candidates
from planapp.rights import Action, Scope
from planapp.services.supervision_notices import draft_by_hand

ROUNDS = 5  # whose late units are listed, those first that have been due the longest


@dataclass(frozen=True, slots=True)
class LateUnit:
    """A unit with something overdue in a round: how many items, since when."""

    cycle: ReportingCycle
    unit: Unit
    number: int
    since: date


@needs(Action.REVIEW)
def new_notice(request: HttpRequest) -> HttpResponse:
    """First where, then what; what is chosen joins the draft that is there already."""
    scope = scope_here(request, to=Action.REVIEW)
    cycles = seen(request, _rounds(), to=Action.REVIEW)
    place = PlaceForm(
        request.GET if {"cycle", "unit"} & set(request.GET) else None,
        cycles=cycles,
        units=_units(scope),
    )
    offered: list[Candidate] = []
    cycle, unit = None, None
    if place.is_bound and place.is_valid():
        cycle, unit = place.cleaned_data["cycle"], place.cleaned_data["unit"]
        if request.method == "POST":
            with telling(request, "已列入草稿：核对内容后签发，签发以前不会发出。") as outcome:
                drafted = draft_by_hand(
                    unit=unit,
                    cycle=cycle,
                    chosen=request.POST.getlist("chosen"),
                    by=person(request),
                    at=now(),
                )
            if outcome.succeeded:
                return redirect("admin:notice", drafted.pk)
        offered = candidates(unit, cycle, on=today())
    return draw(
        request,
        "new_notice.html",
        title="新建督办",
        place=place,
        cycle=cycle,
        unit=unit,
        groups=_groups(offered),
        late=[] if unit else _late_units(request, scope),
        today=today(),
    )


def _rounds() -> QuerySet[ReportingCycle]:
    """Rounds that have begun, of plans being carried out; the latest first."""
    rows = ReportingCycle.objects.filter(plan__status=PlanStatus.ACTIVE, opens_on__lte=today())
    return rows.select_related("plan").order_by("-as_of_on", "plan__code")


def _units(scope: Scope) -> QuerySet[Unit]:
    """Units with a part in what the supervisor watches over."""
    parts = Responsibility.objects.valid_on(today())
    rows = Unit.objects.valid_on(today())
    if not scope.everything:
        own = scope.units.union(*(units for _, units in scope.units_in))
        planned = parts.filter(indicator__plan__in=scope.plans).values("unit")
        tasked = parts.filter(task__plan__in=scope.plans).values("unit")
        return rows.filter(pk__in=own) | rows.filter(pk__in=planned) | rows.filter(pk__in=tasked)
    return rows.filter(pk__in=parts.values("unit"))


def _groups(offered: list[Candidate]) -> list[tuple[str, str, list[Candidate]]]:
    """By what is the matter: its words, a hint, and what can be chosen; late ones first."""
    late = [each for each in offered if each.matter is not NoticeMatter.BEHIND]
    behind = [each for each in offered if each.matter is NoticeMatter.BEHIND]
    found = (("逾期的事项", "报送、延期以后自动记为已办理", late),
             ("进度滞后的事项", "黄灯、红灯；办理结果由您根据反馈判断", behind))  # fmt: skip
    return [group for group in found if group[2]]


def _late_units(request: HttpRequest, scope: Scope) -> list[LateUnit]:
    """Who is late in the rounds that are past their day, the most items first."""
    day = today()
    past = open_rounds(day).filter(due_on__lt=day)
    rounds = list(seen(request, past, to=Action.REVIEW)[:ROUNDS])
    late: dict[tuple[int, int], list[Duty]] = defaultdict(list)
    for duty in duties_of(rounds, day=day):
        if duty.unit is not None and duty.is_overdue(day) and _reaches(scope, duty):
            late[duty.cycle.pk, duty.unit.pk].append(duty)
    found = [_late_unit(own) for own in late.values()]
    return sorted(found, key=lambda each: (-each.number, each.since))


def _reaches(scope: Scope, duty: Duty) -> bool:
    return duty.unit is not None and scope.reaches(plan=duty.cycle.plan_id, units={duty.unit.pk})


def _late_unit(duties: list[Duty]) -> LateUnit:
    unit = duties[0].unit
    assert unit is not None  # noqa: S101  # only what somebody answers for is late
    since = min(duty.due_on for duty in duties)
    return LateUnit(duties[0].cycle, unit, len(duties), since)
