"""启动准备: the grid that makes a published plan ready, and its rounds of reporting."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import Vintage
from planapp.models import Indicator, Plan
from planapp.pages.cycle_forms import CycleForm
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.plan_ways import ways_of
from planapp.pages.queueing import queue_job
from planapp.pages.setup_facts import (
    FactBoard,
    FactLine,
    build_fact_board,
    fill_in,
    search_facts,
)
from planapp.pages.setup_grid import GridRow, build_grid, setup_of
from planapp.pages.setup_units import build_unit_board
from planapp.queries.setup import LACKS, SetupRow, indicators_to_set_up, narrow
from planapp.rights import Action
from planapp.services.cycles import open_cycle
from planapp.services.errors import Refused
from planapp.services.history import VINTAGES, PastFigure, record_history
from planapp.services.setup import assign_default_lead, set_up_indicators

_LOOK_FIRST = "“{}”的口径与指标不同，须先核对并勾选“已核对”。"


@needs(Action.SET_UP)
def plan_setup(request: HttpRequest, pk: int) -> HttpResponse:
    """The set-up grid of a plan; saving writes all rows it shows or none.

    Figures of the text are taken over by the same form, so that what was typed stays.
    """
    plan = _plan(pk)
    setup = indicators_to_set_up(plan)
    if "use_fact" in request.POST:
        return _draw_setup(request, plan, setup, typed=_with_fact(request, plan, setup))
    if "record_history" in request.POST:
        _keep_history(request, plan, setup)
        return _draw_setup(request, plan, setup, typed=request.POST)
    if request.method == "POST":
        return _save(request, plan, setup)
    return _draw_setup(request, plan, setup)


def _save(request: HttpRequest, plan: Plan, setup: list[SetupRow]) -> HttpResponse:
    grid = build_grid(plan, setup, sent=request.POST)
    if _all_valid(grid):
        with telling(request, "启动准备已保存。") as outcome:
            set_up_indicators(
                plan=plan,
                rows=[setup_of(each.indicator, each.form) for each in grid],
                by=person(request),
                at=now(),
            )
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect(request.get_full_path())
    return _draw_setup(request, plan, setup, grid=grid)


def _all_valid(grid: list[GridRow]) -> bool:
    """Whether every row is; all are asked, so that every error is shown."""
    return sum(not each.form.is_valid() for each in grid) == 0


def _with_fact(request: HttpRequest, plan: Plan, setup: list[SetupRow]) -> QueryDict:
    """What was typed, with the chosen figure in its row if it may be taken."""
    board = build_fact_board(plan, [row.indicator for row in setup])
    chosen = board.find(request.POST["use_fact"])
    if chosen is None:
        messages.error(request, "原文里没有这个数了，请刷新后再选。")
        return request.POST
    indicator, line = chosen
    if not _is_agreed(request, line):
        messages.error(request, _LOOK_FIRST.format(line.offer.fact.name))
        return request.POST
    messages.info(request, f"已填入“{indicator}”这一行，保存后生效。")
    return fill_in(request.POST, indicator, line)


def _is_agreed(request: HttpRequest, line: FactLine) -> bool:
    return not line.offer.needs_look or line.key in request.POST.getlist("agree")


def _keep_history(request: HttpRequest, plan: Plan, setup: list[SetupRow]) -> None:
    """Keep the ticked figures of one indicator as records of its series."""
    board = build_fact_board(plan, [row.indicator for row in setup])
    wanted = request.POST["record_history"]
    chosen = [found for key in request.POST.getlist("history") if (found := board.find(key))]
    taken = [(each, line) for each, line in chosen if str(each.pk) == wanted]
    try:
        said = _record(request, taken)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    messages.success(request, said)


def _record(request: HttpRequest, taken: list[tuple[Indicator, FactLine]]) -> str:
    if not taken:
        raise Refused("请先勾选要记入的年份。")
    for _, line in taken:
        if not _is_agreed(request, line):
            raise Refused(_LOOK_FIRST.format(line.offer.fact.name))
    indicator = taken[0][0]
    vintage = request.POST.get(f"vintage-{indicator.pk}", "")
    figures = [
        PastFigure(
            line.offer.fact.year,
            line.offer.value,
            source=line.offer.source,
            vintage=Vintage(vintage) if vintage in VINTAGES else Vintage.FINAL,
        )
        for _, line in taken
    ]
    with transaction.atomic():
        done = record_history(
            series=indicator.series, entries=figures, by=person(request), at=now()
        )
        queue_job(jobs.recalculate_stale_gaps)
    skipped = "、".join(f"{year}年" for year in done.skipped)
    return f"“{indicator}”记入{len(done.kept)}个历史数据。" + (
        f"{skipped}已有数据，未改动。" if skipped else ""
    )


def _draw_setup(
    request: HttpRequest,
    plan: Plan,
    setup: list[SetupRow],
    *,
    grid: list[GridRow] | None = None,
    typed: QueryDict | None = None,
    cycle_form: CycleForm | None = None,
) -> HttpResponse:
    if grid is None:
        lack = request.GET.get("lack", "")
        grid = build_grid(plan, setup if typed else narrow(setup, lack), typed=typed)
    board = build_fact_board(plan, [each.indicator for each in grid])
    for each in grid:
        each.offered = board.count_bases(each.indicator)
    return draw(
        request,
        "plan_setup.html",
        title=f"启动准备：{plan.title}",
        history_of=plan,
        plan=plan,
        ways=ways_of(plan)[1:],
        rows=grid,
        total=len(setup),
        filters=[Filter("lack", "缺项", (("any", "只看缺项"), *LACKS.items()))],
        faulty=sum(bool(each.form.errors) for each in grid),
        without_lead=sum("lead" in row.lacks for row in setup),
        without_base=sum("base" in row.lacks for row in setup),
        board=board,
        vintages=[(each.value, each.label) for each in VINTAGES],
        **_other_facts(request, board),
        units=build_unit_board(plan),
        cycles=plan.cycles.all(),
        cycle_form=cycle_form or CycleForm(),
        today=today(),
    )


def _other_facts(request: HttpRequest, board: FactBoard) -> dict[str, object]:
    """The facts that fit no indicator, as the address narrows them."""
    words, year = request.GET.get("q", ""), request.GET.get("year", "")
    years = sorted({str(fact.year) for fact in board.rest}, reverse=True)
    return {
        "other_facts": search_facts(board.rest, words=words, year=year if year in years else ""),
        "facts_searched": bool(words or year),
        "fact_filters": [Filter("year", "年份", [(one, f"{one}年") for one in years])],
    }


@require_POST
@needs(Action.SET_UP)
def give_default_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the plan's default lead unit answer for whatever names none."""
    with telling(request, "没有牵头单位的指标和任务已由默认牵头单位负责。"):
        assign_default_lead(plan=_plan(pk), by=person(request), at=now())
    return redirect("admin:plan_setup", pk)


@require_POST
@needs(Action.SET_UP)
def start_cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a round of reporting."""
    plan, form = _plan(pk), CycleForm(request.POST)
    if form.is_valid():
        with telling(request, "填报期已开启。", form) as outcome:
            open_cycle(
                plan=plan,
                kind=form.cleaned_data["kind"],
                dates=form.dates(),
                by=person(request),
                at=now(),
            )
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:plan_setup", pk)
    return _draw_setup(request, plan, indicators_to_set_up(plan), cycle_form=form)


def _plan(pk: int) -> Plan:
    return get_object_or_404(
        Plan.objects.select_related("region", "default_lead", "document"), pk=pk
    )
