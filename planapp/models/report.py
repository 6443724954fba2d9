"""What units hand in: figures for a series, reports on a task; every version is kept."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import ReportState, SelfAssessment, Vintage
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import AmountField, TermField, person_field
from planapp.models.indicator import Series
from planapp.models.submission import Submission
from planapp.models.task import Task
from planapp.models.unit import Unit

OPEN_STATES = (
    ReportState.DRAFT,
    ReportState.CONFIRMING,
    ReportState.SUBMITTED,
    ReportState.RETURNED,
)
# Nobody outside the unit sees what it has not handed in yet.
UNITS_OWN = (ReportState.DRAFT, ReportState.CONFIRMING)
EDITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})
# Handed on by whoever filled it in; nobody has decided yet.
ON_THE_WAY = frozenset({ReportState.CONFIRMING, ReportState.SUBMITTED})


class Report(models.Model):
    """The way of anything handed in: draft → submitted → approved or returned, by versions.

    Where the plan asks for it, the head of the unit confirms before a supervisor reviews.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="填报单位")
    version = models.PositiveSmallIntegerField("版次", default=1)
    # Counted on by every change, through all versions: a form sends what it saw.
    revision = models.PositiveIntegerField("修订次数", default=0, db_default=0)
    state = TermField("状态", ReportState, default=ReportState.DRAFT)
    narrative = models.TextField("进展情况", blank=True)
    problems = models.TextField("存在问题", blank=True)
    next_steps = models.TextField("下一步措施", blank=True)
    recorded_by = person_field("填报人", optional=True, indexed=False)
    recorded_at = models.DateTimeField("填报时间")
    submitted_by = person_field("提交人", optional=True, indexed=False)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    confirmed_by = person_field("确认人", optional=True, indexed=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    reviewed_by = person_field("审核人", optional=True, indexed=False)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    return_reason = models.TextField("退回原因", blank=True)
    correction_reason = models.CharField("更正原因", max_length=300, blank=True)
    is_unchanged = models.BooleanField("沿用上年表述", default=False, db_default=False)
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="报送单",
    )
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        abstract = True

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_units_own(self) -> bool:
        """Whether the unit has not handed it in yet."""
        return self.state in UNITS_OWN

    @property
    def awaits_changes(self) -> bool:
        """Whether it was returned, and nobody has saved it since."""
        if self.state != ReportState.RETURNED or self.reviewed_at is None:
            return False
        return self.recorded_at < self.reviewed_at

    @property
    def awaits_review(self) -> bool:
        """Whether nobody has approved it yet: wherever it is shown, it is marked so."""
        return self.state in OPEN_STATES

    def versions(self) -> models.QuerySet[Any]:
        """All versions of what this is a version of."""
        raise TypeError("每种填报自有其版次。")


class ProgressRecord(Report):
    """A value of a series at a date; year-end figures stand at 31 December (数据填报)."""

    # The index of the constraint on versions begins with it.
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="records", verbose_name="数据序列", db_index=False
    )
    as_of_on = models.DateField("数据截至")
    value = AmountField("数值")
    vintage = TermField("数据性质", Vintage, default=Vintage.PRELIMINARY)
    source = models.CharField("数据来源", max_length=200, blank=True)
    # What was asked back on entry and found to be right: each question with its explanation.
    answers = models.JSONField("核对说明", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据填报"
        ordering = ("series", "-as_of_on", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("series", "as_of_on", "version"), name="%(app_label)s_%(class)s_version"
            ),
            models.UniqueConstraint(
                fields=("series", "as_of_on"),
                condition=Q(state=ReportState.APPROVED),
                name="%(app_label)s_%(class)s_one_counts",
            ),
            models.UniqueConstraint(
                fields=("series", "as_of_on"),
                condition=Q(state__in=OPEN_STATES),
                name="%(app_label)s_%(class)s_one_open",
            ),
        )
        indexes = (models.Index(fields=("state", "submitted_at"), name="record_state_submitted"),)

    def __str__(self) -> str:
        return f"{self.series.name}（{day_in_words(self.as_of_on)}）"

    def versions(self) -> models.QuerySet[ProgressRecord]:
        """All versions of this figure, this one included."""
        return ProgressRecord.objects.filter(series=self.series_id, as_of_on=self.as_of_on)

    @property
    def year(self) -> int:
        return self.as_of_on.year


class TaskReport(Report):
    """How far a task is at a cycle (任务进展)."""

    # As above.
    task = models.ForeignKey(
        Task, models.CASCADE, related_name="reports", verbose_name="任务", db_index=False
    )
    cycle = models.ForeignKey(
        ReportingCycle, models.PROTECT, related_name="task_reports", verbose_name="填报期"
    )
    self_assessment = TermField("自评", SelfAssessment)
    percent = models.PositiveSmallIntegerField("完成百分比", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务进展"
        ordering = ("task", "-cycle__as_of_on", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("task", "cycle", "version"), name="%(app_label)s_%(class)s_version"
            ),
            models.UniqueConstraint(
                fields=("task", "cycle"),
                condition=Q(state=ReportState.APPROVED),
                name="%(app_label)s_%(class)s_one_counts",
            ),
            models.UniqueConstraint(
                fields=("task", "cycle"),
                condition=Q(state__in=OPEN_STATES),
                name="%(app_label)s_%(class)s_one_open",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="%(app_label)s_%(class)s_percent_to_100",
            ),
        )
        indexes = (
            models.Index(fields=("state", "submitted_at"), name="taskreport_state_submitted"),
            models.Index(
                fields=("cycle", "task", "self_assessment", "percent"),
                condition=Q(state=ReportState.APPROVED),
                name="taskreport_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.cycle}"

    def versions(self) -> models.QuerySet[TaskReport]:
        """All versions of this report, this one included."""
        return TaskReport.objects.filter(task=self.task_id, cycle=self.cycle_id)
