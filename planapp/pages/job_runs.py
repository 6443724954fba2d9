"""后台作业: what is due when, what waits, how each run went; what is parked is tried again here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import JobState
from planapp.job import Job
from planapp.models import JobRun
from planapp.pages.broker import broker_standing
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.job_words import RunRow, run_rows, times_in_words
from planapp.pages.queueing import queue_again
from planapp.pages.soundness import is_late, last_due_at
from planapp.queries.backlog import (
    JobStanding,
    Waiting,
    backlog,
    job_standings,
)
from planapp.rights import Action, may
from planapp.services.errors import Refused
from planapp.services.job_runs import retry_run
from planapp.timetable import all_jobs, due_jobs

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class DueRow:
    """A job of the timetable with its latest run."""

    label: str
    name: str
    times: str
    next_at: datetime
    last: RunRow | None
    failed: int
    waiting: Waiting | None


@needs(Action.KEEP_SYSTEM, Action.AUDIT)
def job_runs(request: HttpRequest) -> HttpResponse:
    """Everything about the jobs at one instant; the runs can be narrowed."""
    at, jobs = now(), all_jobs()
    waits = backlog()
    standings = job_standings(at=at)
    filters = [
        Filter("job", "作业", [(name, job.label) for name, job in jobs.items()]),
        Filter("state", "结果", JobState.choices()),
    ]
    page = Paginator(_narrowed(request, filters), PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "job_runs.html",
        title="后台作业",
        broker=broker_standing(),
        last_due_at=last_due_at(standings),
        is_late=is_late(standings, at=at),
        waits=waits,
        due=_due_rows(jobs, standings, waits, at=at),
        parked=run_rows(JobRun.objects.awaiting_somebody(at=at), at=at),
        lost=JobRun.objects.lost(at=at).count(),
        filters=filters,
        page=page,
        rows=run_rows(page, at=at),
        may_retry=may(person(request), Action.KEEP_SYSTEM, on=today()),
    )


@require_POST
@needs(Action.KEEP_SYSTEM)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a parked job tried again."""
    run = get_object_or_404(JobRun, pk=pk)
    job = all_jobs().get(run.job)
    label = job.label if job else run.job
    with telling(request, f"“{label}”已交回作业队列，稍后看结果。"):
        if job is None:
            raise Refused("这一版本的程序已没有这个作业，不能重试。")
        broker = broker_standing(with_workers=False)
        if broker.is_set and not broker.answers:
            raise Refused("消息队列（Redis）没有应答，作业仍然搁置：恢复 Redis 后再点“重试”。")
        retry_run(run=run, by=person(request), at=now())
        queue_again(job, run)
    return redirect("admin:job_runs")


def _narrowed(request: HttpRequest, filters: list[Filter]) -> QuerySet[JobRun]:
    rows = JobRun.objects.all()
    for each in filters:
        value = request.GET.get(each.name, "")
        if value in dict(each.choices):
            rows = rows.filter(**{each.name: value})
    return rows


def _due_rows(
    jobs: dict[str, Job],
    standings: dict[str, JobStanding],
    waits: list[Waiting],
    *,
    at: datetime,
) -> list[DueRow]:
    waiting = {each.job: each for each in waits}
    names = {job.name: name for name, job in jobs.items()}
    rows = []
    for due in due_jobs():
        name = names[due.job.name]
        standing = standings.get(name)
        rows.append(
            DueRow(
                due.job.label,
                name,
                times_in_words(due),
                due.next_at(after=at),
                run_rows([standing.last], at=at)[0] if standing else None,
                standing.failed if standing else 0,
                waiting.get(name),
            )
        )
    return rows
