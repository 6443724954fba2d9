"""What is observed (Series) and what is promised about it (Indicator)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from planapp.domain.terms import Attribute, Comparator, DuePath, Entry, Measure, PartsMake
from planapp.models.fields import AmountField, TermField
from planapp.models.plan import Goal, Passage, Plan
from planapp.models.region import Region
from planapp.models.task import Task
from planapp.models.unit import Unit


class Series(models.Model):
    """A figure observed year after year; several indicators of several plans may rest on it."""

    code = models.CharField("序列编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=200)
    scope = models.CharField("口径", max_length=200, blank=True)
    value_unit = models.CharField("计量单位", max_length=20, blank=True)
    entry = TermField("填报方式", Entry)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="series", verbose_name="行政区划"
    )
    provider = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="provided_series",
        verbose_name="数据提供单位",
    )
    publication_month = models.PositiveSmallIntegerField(
        "数据公布月份",
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(12)),
        help_text="次年几月公布；留空表示年末即可填报。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "数据序列"
        ordering = ("code",)
        indexes = (
            # Whether there is one at all, asked without reading a region's or any other's rows.
            models.Index(fields=("region", "id"), name="series_of_region"),
            models.Index(
                fields=("id",),
                condition=Q(publication_month__isnull=False),
                name="series_with_month",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.value_unit}）" if self.value_unit else self.name


class Indicator(Passage):
    """A measurable commitment of a plan on a series (指标)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators", verbose_name="规划")
    code = models.CharField("指标编码", max_length=40, unique=True)
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name="目标"
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name="任务"
    )
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="indicators", verbose_name="数据序列"
    )
    order = models.PositiveIntegerField("顺序")
    name = models.CharField("指标名称", max_length=200)
    measure = TermField("类型", Measure)
    comparator = TermField("要求", Comparator)
    target = AmountField("目标值")
    target_max = AmountField("目标上限", null=True, blank=True)
    value_unit = models.CharField("目标计量单位", max_length=20, blank=True)
    target_year = models.PositiveSmallIntegerField("目标年")
    base_year = models.PositiveSmallIntegerField("基期年", null=True, blank=True)
    base_value = AmountField("基期值", null=True, blank=True)
    base_source = models.CharField("基期来源", max_length=300, blank=True)
    base_is_demo = models.BooleanField("基期为演示数据", default=False)
    path = TermField("应达路径", DuePath, default=DuePath.LINEAR)
    attribute = TermField("属性", Attribute, default=Attribute.UNSTATED)
    tracked = models.BooleanField("纳入跟踪", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ("plan", "order")
        constraints = (
            models.UniqueConstraint(fields=("plan", "order"), name="%(app_label)s_%(class)s_order"),
            models.CheckConstraint(
                condition=Q(goal=None) | Q(task=None),
                name="%(app_label)s_%(class)s_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(base_year=None) | Q(base_year__lt=F("target_year")),
                name="%(app_label)s_%(class)s_base_before_target",
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(tracked=False), name="indicator_untracked"),
            # What gaps are counted by: rows are ten times as wide.
            models.Index(fields=("id", "goal", "attribute", "series"), name="indicator_groups"),
            # What the table is counted and sorted by.
            models.Index(fields=("plan", "order", "id", "attribute"), name="indicator_in_order"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:indicator", args=(self.pk,))


class AnnualTarget(models.Model):
    """What an indicator should reach in one year (年度目标)."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="annual_targets", verbose_name="指标"
    )
    year = models.PositiveSmallIntegerField("年份")
    value = AmountField("年度目标值")
    official = models.BooleanField("正式下达", default=False)
    doc_number = models.CharField("文号", max_length=60, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        ordering = ("indicator", "year")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator", "year"), name="%(app_label)s_%(class)s_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"


class Breakdown(models.Model):
    """One part of an indicator that is broken down to units or regions (分解指标).

    The part is an indicator of its own, on a series of its unit or region; it is owed and judged
    like any other, and left out where the plan's indicators are counted.
    """

    whole = models.ForeignKey(
        Indicator, models.CASCADE, related_name="breakdowns", verbose_name="总指标"
    )
    part = models.OneToOneField(
        Indicator, models.CASCADE, related_name="breakdown", verbose_name="分解指标"
    )
    how = TermField("分解方式", PartsMake, default=PartsMake.SUM)

    class Meta:
        verbose_name = verbose_name_plural = "分解指标"
        ordering = ("whole", "part__order")
        constraints = (
            models.CheckConstraint(
                condition=~Q(whole=F("part")), name="%(app_label)s_%(class)s_not_of_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.whole} → {self.part}"
