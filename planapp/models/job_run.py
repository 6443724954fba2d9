"""What became of each background job that was asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import JobState
from planapp.models.fields import TermField

ENDS_WITHIN = timedelta(minutes=30)  # no try of a job takes longer: the worker stops it


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def awaiting_somebody(self, *, at: datetime) -> JobRunQuerySet:
        """Parked, or put off and never come back: its message was lost with the queue, or waits
        for an instant of a clock that was set back since."""
        soon = (at - ENDS_WITHIN, at + ENDS_WITHIN)
        lost = Q(state=JobState.RETRYING) & ~Q(next_at__range=soon)
        return self.filter(Q(state=JobState.PARKED) | lost)

    def lost(self, *, at: datetime) -> JobRunQuerySet:
        """Those whose worker died or was stopped before it could say how they went."""
        soon = (at - ENDS_WITHIN, at + ENDS_WITHIN)
        return self.filter(state=JobState.RUNNING).exclude(began_at__range=soon)


class JobRun(models.Model):
    """One asking for a job, through all its tries (作业记录).

    `began_at` and `ended_at` are those of the latest try. `arguments` is JSON, the same text for
    the same arguments; `result` is how many the job says it dealt with.
    """

    task_id = models.CharField("编号", max_length=64, unique=True)
    job = models.CharField("作业", max_length=60)
    arguments = models.CharField("参数", max_length=300)
    state = TermField("状态", JobState)
    tries = models.PositiveSmallIntegerField("尝试次数", default=0)
    worker = models.CharField("执行进程", max_length=120, blank=True)
    began_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    next_at = models.DateTimeField("下次重试时间", null=True, blank=True)
    result = models.IntegerField("处理数", null=True, blank=True)
    error = models.TextField("失败原因", blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "作业记录"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("job", "state"), name="job_run_job"),
            models.Index(fields=("began_at",), name="job_run_began"),
            models.Index(
                fields=("job", "arguments"), condition=Q(state="parked"), name="job_run_parked"
            ),
        )

    def __str__(self) -> str:
        began = timezone.localtime(self.began_at)
        return f"{self.job} {day_in_words(began)} {began:%H:%M}"

    @property
    def seconds(self) -> float | None:
        """How long the latest try took; None while it runs."""
        return (self.ended_at - self.began_at).total_seconds() if self.ended_at else None

    def is_lost(self, *, at: datetime) -> bool:
        """Whether it goes on no more although nobody has said how it ended."""
        since = {JobState.RUNNING: self.began_at, JobState.RETRYING: self.next_at}
        last = since.get(JobState(self.state))
        return last is not None and abs(at - last) > ENDS_WITHIN
