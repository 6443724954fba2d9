"""What the jobs' page says of times and runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from celery.schedules import crontab

from planapp.domain.terms import JobState
from planapp.job import Job
from planapp.models import JobRun
from planapp.timetable import DueJob, all_jobs

TONES = {
    JobState.RUNNING: "accent",
    JobState.RETRYING: "yellow",
    JobState.DONE: "green",
    JobState.IDLE: "plain",
    JobState.PARKED: "red",
    JobState.SETTLED: "plain",
}


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the page shows it."""

    run: JobRun
    label: str
    what: str  # of which row, or nothing
    word: str
    tone: str
    took: str
    result: str


def times_in_words(due: DueJob) -> str:
    """`每5分钟`, `每天8:30、9–18时每小时45分`, `每月1日3:15`."""
    return "、".join(_in_words(each) for each in due.times)


def _in_words(times: crontab) -> str:
    # Celery tells how a crontab was written in no other way: <crontab: 30 8 * * * (m/h/dM/MY/d)>
    minute, hour, day = repr(times).split()[1:4]
    if hour == "*":
        return f"每{minute.removeprefix('*').removeprefix('/')}分钟"
    if "-" in hour:
        return f"{hour.replace('-', '–')}时每小时{minute}分"
    clock = f"{hour}:{int(minute):02}"
    return f"每天{clock}" if day == "*" else f"每月{day}日{clock}"


def took_in_words(run: JobRun) -> str:
    """`0.3秒`, `2分5秒`; nothing while it runs."""
    if run.seconds is None:
        return ""
    minutes, seconds = divmod(run.seconds, 60)
    return f"{int(minutes)}分{int(seconds)}秒" if minutes else f"{seconds:.1f}秒"


def run_rows(runs: Iterable[JobRun], *, at: datetime) -> list[RunRow]:
    """The runs, each with its job's name and what became of it."""
    jobs = all_jobs()
    return [_row(run, jobs, at=at) for run in runs]


def _row(run: JobRun, jobs: dict[str, Job], *, at: datetime) -> RunRow:
    job, state = jobs.get(run.job), JobState(run.state)
    is_lost = run.is_lost(at=at)
    counts = job.counts if job else ""
    return RunRow(
        run,
        job.label if job else run.job,
        _what(run),
        "中断" if is_lost else state.label,
        "yellow" if is_lost else TONES[state],
        took_in_words(run),
        f"{run.result:,} {counts}" if run.result and counts else "",
    )


def _what(run: JobRun) -> str:
    """The ids that a job was asked for with."""
    ids = [str(each) for each in json.loads(run.arguments)["args"] if each is not None]
    return f"编号 {'、'.join(ids)}" if ids else ""
