"""运行状况: the installation at one instant, what is wrong with it, and what to do."""

from __future__ import annotations

import platform

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat

from planapp.clock import now
from planapp.domain.terms import JobState
from planapp.models import JobRun
from planapp.pages.broker import broker_standing
from planapp.pages.frame import draw, needs
from planapp.pages.job_words import run_rows
from planapp.pages.soundness import disk, find_troubles, last_due_at
from planapp.queries.backlog import backlog, job_standings
from planapp.queries.operation import database_bytes, database_version, last_backup
from planapp.rights import Action

_LATEST = 8


@needs(Action.KEEP_SYSTEM, Action.AUDIT)
def operation(request: HttpRequest) -> HttpResponse:
    """Everything whoever runs the product asks first."""
    at, broker, waits = now(), broker_standing(), backlog()
    standings, room = job_standings(at=at), disk()
    troubles = find_troubles(broker=broker, waits=waits, standings=standings, at=at)
    worked = JobRun.objects.exclude(state=JobState.IDLE)
    return draw(
        request,
        "operation.html",
        title="运行状况",
        at=at,
        troubles=troubles,
        versions=f"本系统 {settings.VERSION} · Python {platform.python_version()}"
        f" · Django {django.get_version()} · {database_version()}",
        size=filesizeformat(database_bytes()),
        free=filesizeformat(room.free),
        total=filesizeformat(room.total),
        broker=broker,
        last_due_at=last_due_at(standings),
        waits=[each for each in waits if each.number],
        unapplied=any(each.code == "migrations" for each in troubles),
        backup=last_backup(),
        rows=run_rows(worked[:_LATEST], at=at),
    )
