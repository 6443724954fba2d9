"""When units report."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import CycleKind
from planapp.models.fields import TermField
from planapp.models.plan import Plan


def ended_by(closed_on: date | None, day: date) -> bool:
    """Whether a round that closes on a day, or has none yet, had ended by another."""
    return closed_on is not None and closed_on <= day


class ReportingCycleQuerySet(models.QuerySet["ReportingCycle"]):
    def open_on(self, day: date) -> ReportingCycleQuerySet:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opens_on__lte=day)

    def with_over(self, day: date) -> ReportingCycleQuerySet:
        """With `is_over`: whether nothing more is waited for on a day."""
        over = Q(due_on__lt=day) | Q(closed_on__isnull=False, closed_on__lte=day)
        return self.annotate(is_over=ExpressionWrapper(over, output_field=models.BooleanField()))


class ReportingCycle(models.Model):
    """One round of reporting of a plan, judged at `as_of_on` (填报期)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="cycles", verbose_name="规划")
    kind = TermField("种类", CycleKind, default=CycleKind.ANNUAL)
    as_of_on = models.DateField("数据截至")
    opens_on = models.DateField("开始填报")
    internal_due_on = models.DateField(
        "内部截止", null=True, blank=True, help_text="配合单位在此之前提出意见、提供材料。"
    )
    due_on = models.DateField("填报截止")
    closed_on = models.DateField("关闭日期", null=True, blank=True)
    reopened_at = models.DateTimeField("重新开启时间", null=True, blank=True)
    reopening_reason = models.CharField("重新开启原因", max_length=300, blank=True, db_default="")

    objects = ReportingCycleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报期"
        ordering = ("plan", "as_of_on")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "kind", "as_of_on"), name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")),
                name="%(app_label)s_%(class)s_opens_before_due",
            ),
        )

    def __str__(self) -> str:
        if self.kind == CycleKind.ANNUAL:
            return f"{self.year}年度"
        return f"{CycleKind(self.kind).label}（截至{day_in_words(self.as_of_on)}）"

    @property
    def year(self) -> int:
        return self.as_of_on.year

    def is_closed(self, on: date) -> bool:
        """Whether the round had ended by that day."""
        return ended_by(self.closed_on, on)

    @property
    def is_year_end(self) -> bool:
        return (self.as_of_on.month, self.as_of_on.day) == (12, 31)
