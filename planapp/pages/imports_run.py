"""One import: its columns, its preview, how far it is, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.reading import read_table_file
from planapp.domain.terms import ImportPhase, ImportState, PlanStatus
from planapp.imports.kinds import LEDGERS, Asked, kind_title
from planapp.models import ImportRun, Plan
from planapp.pages.frame import draw, get_among, person, scope_here, telling
from planapp.pages.imports import TONES
from planapp.pages.imports_layout import LayoutForm
from planapp.pages.queueing import queue_job
from planapp.pages.unit_sheet import as_file
from planapp.queries.import_runs import RUNNING, runs_seen
from planapp.queries.scope import within
from planapp.reports.error_workbook import Mark, mark_workbook
from planapp.services.errors import Refused
from planapp.services.import_runs import (
    ask_layout_again,
    cancel_import,
    check_again,
    check_uploader,
    confirm_import,
    confirm_layout,
    remember_layout,
)

REFRESH_SECONDS = 2
PER_PAGE = 100
_PROBLEMS = 200  # on the page; all of them are in the marked workbook
_NAME = "name-"
_PHASES = list(ImportPhase)


def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands, and what is to be done next."""
    run = _mine(request, pk) if request.method == "POST" else _seen(request, pk)
    form = None
    if run.state == ImportState.MAPPING:
        form = _layout_form(request, run)
        if request.method == "POST" and _confirm_layout(request, run, form):
            return redirect("admin:import_run", pk)
    elif request.method == "POST":
        return redirect("admin:import_run", pk)
    response = draw(
        request, "import_run.html", title=run.file_name, run=run, form=form, **_shown(request, run)
    )
    if run.state in RUNNING:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _shown(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    preview = run.preview if run.state in {ImportState.CHECKED, ImportState.DONE} else {}
    changes = preview.get("changes", [])
    names = preview.get("names", [])
    return {
        "kind_title": kind_title(run.kind),
        "is_mine": run.made_by_id == person(request).pk,
        "tone": TONES[ImportState(run.state)],
        "counts": _counts(run),
        "problems": preview.get("problems", [])[:_PROBLEMS],
        "problems_in_all": preview.get("problems_in_all", 0),
        "changes": Paginator(changes, PER_PAGE).get_page(request.GET.get("page")),
        "open_names": [each for each in names if not each["is_sure"]],
        "unresolved": any(each["candidates"] and not each["code"] for each in names),
        "sure_names": sum(each["is_sure"] for each in names),
        "may_confirm": run.new + run.changed > 0,
        "steps": {"done": _PHASES.index(ImportPhase(run.phase)), "total": len(_PHASES)},
        "rate": _rate(run, preview or run.preview),
        "notes": preview.get("notes", []),
    }


def _counts(run: ImportRun) -> list[dict[str, Any]]:
    return [
        {"label": "新增", "number": run.new, "tone": "accent", "url": "#changes"},
        {"label": "改动", "number": run.changed, "tone": "accent", "url": "#changes"},
        {"label": "不变", "number": run.unchanged},
        {"label": "有误", "number": run.refused, "tone": "red", "url": "#problems"},
    ]


def _rate(run: ImportRun, preview: dict[str, Any]) -> str:
    """How fast the rows were checked, and what the writing of as many is likely to take."""
    seconds = preview.get("seconds") or 0
    rows = run.new + run.changed + run.unchanged + run.refused
    if not (seconds and rows) or run.state != ImportState.WRITING:
        return ""
    left = max(round(2 * seconds - run.seconds), 1)
    return f"核对时每秒约 {round(rows / seconds):,} 行，写入预计还要 {left} 秒。"


def _layout_form(request: HttpRequest, run: ImportRun) -> LayoutForm:
    given = request.POST or None
    wanted = request.POST.get("table") or request.GET.get("table") or "0"
    at = int(wanted) if wanted.isascii() and wanted.isdecimal() else 0
    table = run.tables[at] if at < len(run.tables) else run.tables[0]
    return LayoutForm(given, run=run, table=table, plans=_plans(request, run))


def _plans(request: HttpRequest, run: ImportRun) -> QuerySet[Plan]:
    """Those to choose from; none where the rows belong to no plan, whoever the person is."""
    if Asked.PLAN not in LEDGERS[run.kind].asks:
        return Plan.objects.none()
    rows = Plan.objects.filter(status__in=(PlanStatus.PREPARING, PlanStatus.ACTIVE))
    return within(rows, scope_here(request))


def _confirm_layout(request: HttpRequest, run: ImportRun, form: LayoutForm) -> bool:
    if not form.is_valid():
        return False
    layout, by, at = form.layout(), person(request), now()
    with telling(request, "对应关系已确认，正在核对各行。") as outcome:
        confirm_layout(run=run, layout=layout, plan=form.cleaned_data.get("plan"), by=by, at=at)
        if form.cleaned_data.get("remember"):
            kept = {"fingerprint": layout["fingerprint"], "mapping": layout["mapping"]}
            remember_layout(run=run, **kept, by=by, at=at)
        queue_job(jobs.carry_on_import, run.pk)
    return outcome.succeeded


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Have what was previewed written."""
    run = _mine(request, pk)
    asked = any(not each["is_sure"] and each["code"] for each in run.preview.get("names", []))
    if asked and "names_seen" not in request.POST:
        messages.error(request, "请先核对“名称对应”，再勾选“名称对应无误”。")
        return redirect("admin:import_run", pk)
    with telling(request, "已确认，正在导入。可以离开本页，完成后站内信会告诉您。"):
        partial = "partial" in request.POST
        confirm_import(run=run, is_partial=partial, by=person(request), at=now())
        queue_job(jobs.carry_on_import, run.pk)
    return redirect("admin:import_run", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an import up."""
    run = _mine(request, pk)
    with telling(request, "已取消，没有写入任何内容。"):
        cancel_import(run=run, by=person(request), at=now())
    return redirect("admin:import_run", pk)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the rows anew, with the items that a person chose for names."""
    run = _mine(request, pk)
    with telling(request, "正在重新核对各行。"):
        check_again(run=run, choices=_choices(request, run), by=person(request))
        queue_job(jobs.carry_on_import, run.pk)
    return redirect("admin:import_run", pk)


def _choices(request: HttpRequest, run: ImportRun) -> dict[str, str]:
    """The code chosen for each name; what was left open is as before."""
    chosen: dict[str, str] = dict(run.choices)
    for at, name in enumerate(each for each in run.preview.get("names", []) if not each["is_sure"]):
        given = request.POST.get(f"{_NAME}{at}", "").strip()
        if given:
            chosen[name["written"]] = given[:40]
    return chosen


@require_POST
def ask_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the columns."""
    run = _mine(request, pk)
    with telling(request, "请修改对应关系，再次确认。"):
        ask_layout_again(run=run, by=person(request))
    return redirect("admin:import_run", pk)


def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded workbook with what is wrong noted in its cells."""
    run = _seen(request, pk)
    if not (run.file and run.preview.get("problems")):
        raise Http404
    with run.file.open("rb") as file:
        content = file.read()
    marks = [
        Mark(each["sheet"], each["row"], each["column"], each["message"], each["is_error"])
        for each in run.preview["problems"]
    ]
    sheets = read_table_file(content, run.file_name)
    marked_content = mark_workbook(content, file_name=run.file_name, sheets=sheets, marks=marks)
    stem = run.file_name.rpartition(".")[0]
    return as_file(marked_content, f"{stem}（标注错误）.xlsx")


def _seen(request: HttpRequest, pk: int) -> ImportRun:
    shown = runs_seen(person(request), on=today()).defer(None)
    return get_among(shown, of=ImportRun.objects.all(), pk=pk)


def _mine(request: HttpRequest, pk: int) -> ImportRun:
    """For a step: who only sees the import learns whose it is."""
    run = _seen(request, pk)
    try:
        check_uploader(run, by=person(request))
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return run
