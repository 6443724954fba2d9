"""What was computed, what people decided, and the rule for the lights."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from planapp.domain.terms import AnnualStatus, Light, LightMode, Reason, Status, Trend
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import AmountField, RatioField, TermField
from planapp.models.indicator import Indicator
from planapp.models.plan import Goal, Plan
from planapp.models.revision import TargetRevision
from planapp.models.task import Task


class LightPolicy(models.Model):
    """From when on a plan's indicators are yellow or red (亮灯规则)."""

    plan = models.OneToOneField(
        Plan, models.CASCADE, related_name="light_policy", verbose_name="规划"
    )
    mode = TermField("方式", LightMode, default=LightMode.RATIO)
    tolerance_points = models.DecimalField(
        "达到序时的容差（百分点）", max_digits=6, decimal_places=3, default=Decimal(1)
    )
    red_below = models.DecimalField(
        "红灯线（完成比低于）", max_digits=4, decimal_places=3, default=Decimal("0.8")
    )
    red_points = models.DecimalField(
        "红灯线（落后百分点超过）", max_digits=6, decimal_places=3, default=Decimal(20)
    )
    nearly_from = models.DecimalField(
        "基本完成线", max_digits=4, decimal_places=3, default=Decimal("0.95")
    )
    approx_tolerance = models.DecimalField(
        "“左右”的容差", max_digits=4, decimal_places=3, default=Decimal("0.05")
    )

    class Meta:
        verbose_name = verbose_name_plural = "亮灯规则"

    def __str__(self) -> str:
        return f"{self.plan} {LightMode(self.mode).label}"


def _amount(label: str) -> AmountField:
    return AmountField(label, null=True, blank=True, validators=[])


class Gap(models.Model):
    """The stored assessment of one indicator in one cycle (差距测算); never edited by hand."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="gaps", verbose_name="指标"
    )
    cycle = models.ForeignKey(
        ReportingCycle, models.CASCADE, related_name="gaps", verbose_name="填报期"
    )
    revision = models.ForeignKey(
        TargetRevision,
        models.RESTRICT,  # goes with its plan, but never alone
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="所依目标调整",
        help_text="测算所用的目标和基期出自哪一次调整；空为规划原定。",
    )
    stale = models.BooleanField("待重算", default=True)
    status = TermField("系统测算", Status, default=Status.NOT_DUE)
    light = TermField("灯号", Light, default=Light.GREY)
    reason = TermField("无法评估原因", Reason, blank=True)
    actual = _amount("实际值")
    expected_value = _amount("应达值")
    completion = RatioField("增量进度")
    time_progress = RatioField("序时进度")
    due_progress = RatioField("应达进度")
    attainment = RatioField("目标完成度")
    gap = _amount("距目标差额")
    lag = _amount("距序时差额")
    required = _amount("后续年均")
    forecast = _amount("趋势预测")
    trend = TermField("趋势判断", Trend, blank=True)
    met = models.BooleanField("已达目标", null=True)
    annual_status = TermField("年度目标", AnnualStatus, blank=True)
    missing_years = models.JSONField("缺报年份", default=list, blank=True)
    inputs = models.JSONField("测算依据", default=dict, blank=True)
    rule = models.CharField("规则版本", max_length=40, blank=True)
    calculated_at = models.DateTimeField("测算时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "差距测算"
        ordering = ("cycle", "indicator")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "cycle"), name="%(app_label)s_%(class)s_once_per_cycle"
            ),
        )
        indexes = (
            # To count by how they stand nothing else is read; the wide one is for sorting.
            models.Index(fields=("cycle", "light", "status", "indicator"), name="gap_counted"),
            models.Index(
                fields=("cycle", "indicator"),
                condition=Q(status__in=(Status.NO_DATA, Status.NOT_DUE)),
                name="gap_without_data",
            ),
            models.Index(fields=("stale",), condition=Q(stale=True), name="gap_stale"),
            # Where the rows of a round begin among all rows, in the order of their numbers.
            models.Index(fields=("cycle", "id"), name="gap_of_round"),
            # Which is worst of all, without sorting.
            models.Index(
                F("light"),
                F("completion") - F("due_progress"),
                F("id"),
                condition=Q(light__in=(Light.RED, Light.YELLOW)),
                name="gap_worst",
            ),
            # All that sorting the long list needs: rows are ten times as wide.
            models.Index(
                fields=(
                    "cycle",
                    "indicator",
                    "status",
                    "light",
                    "completion",
                    "due_progress",
                    "time_progress",
                    "lag",
                    "actual",
                    "expected_value",
                    "id",
                ),
                name="gap_list",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.cycle}"


class Verdict(models.Model):
    """What people decided on an indicator, goal or task in a cycle (核定结论)."""

    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="verdicts",
        verbose_name="指标",
    )
    goal = models.ForeignKey(
        Goal, models.CASCADE, null=True, blank=True, related_name="verdicts", verbose_name="目标"
    )
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="verdicts", verbose_name="任务"
    )
    cycle = models.ForeignKey(
        ReportingCycle, models.PROTECT, related_name="verdicts", verbose_name="填报期"
    )
    status = TermField("核定结论", Status)
    light = TermField("核定灯号", Light)
    reason = models.TextField("核定理由")
    basis = models.TextField("依据")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="核定人"
    )
    decided_at = models.DateTimeField("核定时间")

    class Meta:
        verbose_name = verbose_name_plural = "核定结论"
        ordering = ("-decided_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, goal=None, task=None)
                | Q(indicator=None, goal__isnull=False, task=None)
                | Q(indicator=None, goal=None, task__isnull=False),
                name="%(app_label)s_%(class)s_on_one_item",
            ),
            *(
                models.UniqueConstraint(
                    fields=(item, "cycle"), name=f"%(app_label)s_%(class)s_once_per_{item}"
                )
                for item in ("indicator", "goal", "task")
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator or self.goal or self.task} {Status(self.status).label}"
