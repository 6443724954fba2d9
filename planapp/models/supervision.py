"""Which plans and units a supervisor watches over, and what was checked on the spot."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from planapp.domain.terms import CheckFinding
from planapp.models.fields import AmountField, TermField, person_field
from planapp.models.plan import Plan
from planapp.models.report import ProgressRecord, TaskReport
from planapp.models.unit import Unit


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def valid_on(self, day: date) -> SupervisionQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


class Supervision(models.Model):
    """What a supervisor is in charge of (督查分工): a plan, a unit, a unit within a plan, or,
    with neither, everything."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="supervisions",
        verbose_name="督查人员",
    )
    plan = models.ForeignKey(
        Plan,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="supervisions",
        verbose_name="规划",
        help_text="不选为所有规划。",
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单位",
        help_text="不选为所有单位。",
    )
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查分工"
        ordering = ("user", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_runs_forward",
            ),
        )

    def __str__(self) -> str:
        parts = [str(part) for part in (self.plan, self.unit) if part is not None]
        return f"{self.user}：{'、'.join(parts) or '全部规划和单位'}"


class CheckVisit(models.Model):
    """What a supervisor found when a figure or a report was checked on the spot (核查记录).

    `found_value` is in the series' value unit; what was found stays beside what was reported.
    """

    record = models.ForeignKey(
        ProgressRecord,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="数据填报",
    )
    task_report = models.ForeignKey(
        TaskReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="任务进展",
    )
    visited_on = models.DateField("核查日期")
    place = models.CharField("核查地点", max_length=200, blank=True)
    visitors = models.CharField("核查人员", max_length=200)
    finding = TermField("核查结论", CheckFinding)
    found_value = AmountField("核查数值", null=True, blank=True)
    details = models.TextField("核查情况")
    written_by = person_field("记录人")
    written_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查记录"
        ordering = ("-visited_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(record__isnull=False, task_report=None)
                | Q(record=None, task_report__isnull=False),
                name="%(app_label)s_%(class)s_of_one_report",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report}：{CheckFinding(self.finding).label}"

    @property
    def report(self) -> ProgressRecord | TaskReport:
        """What was checked."""
        report = self.record or self.task_report
        assert report is not None  # noqa: S101  # the database keeps that it is one
        return report
