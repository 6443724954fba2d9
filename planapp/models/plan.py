"""Published plans and their goals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from planapp.domain.terms import PlanStatus
from planapp.models.document import PlanDocument
from planapp.models.fields import TermField
from planapp.models.region import Region, Sector
from planapp.models.unit import Unit


class Plan(models.Model):
    """A plan being carried out (规划)."""

    code = models.CharField("规划编码", max_length=30, unique=True)
    document = models.ForeignKey(
        PlanDocument, models.PROTECT, related_name="plans", verbose_name="规划文件"
    )
    title = models.CharField("规划名称", max_length=300)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="plans", verbose_name="行政区划"
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="领域"
    )
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    doc_number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.CharField("成文日期", max_length=10, blank=True)  # as precise as the text
    period_start = models.PositiveSmallIntegerField("起始年")
    period_end = models.PositiveSmallIntegerField("目标年")
    default_lead = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="默认牵头单位",
    )
    status = TermField("状态", PlanStatus, default=PlanStatus.PREPARING)
    is_exercise = models.BooleanField(
        "演练", default=False, help_text="来自尚未正式印发的文件，仅供演练，不产生正式职责。"
    )
    confirm_by_head = models.BooleanField(
        "报送须经单位负责人确认",
        default=False,
        db_default=False,
        help_text="提交后先由单位负责人确认，再进入审核。",
    )
    published_at = models.DateTimeField("发布时间")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawal_reason = models.CharField("撤销原因", max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "规划"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")),
                name="%(app_label)s_%(class)s_period_runs_forward",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        return f"{self.period_start}–{self.period_end}"


class Reissue(models.Model):
    """A corrected printing that took the place of a plan's document (重新印发)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reissues", verbose_name="规划")
    number = models.PositiveSmallIntegerField("版次")  # the first printing is 1, so from 2
    document = models.OneToOneField(
        PlanDocument, models.PROTECT, related_name="reissue", verbose_name="新文本"
    )
    replaced = models.ForeignKey(
        PlanDocument, models.PROTECT, related_name="+", verbose_name="被替换的文本"
    )
    doc_number = models.CharField("文号", max_length=60, blank=True)
    reason = models.CharField("说明", max_length=300)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人"
    )
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = verbose_name_plural = "重新印发"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "number"), name="%(app_label)s_%(class)s_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}（第{self.number}版）"


class Passage(models.Model):
    """A stretch of the plan's document that a row was read from.

    What a reissue no longer holds stays as it was, `withdrawn_by` that reissue: its place is
    in the document that the reissue replaced.
    """

    withdrawn_by = models.ForeignKey(
        Reissue,
        models.RESTRICT,  # goes with its plan, but never alone
        null=True,
        blank=True,
        related_name="+",
        verbose_name="不再列入（版次）",
    )
    section = models.JSONField("所在章节", default=list, blank=True)
    quote = models.TextField("原文")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")

    class Meta:
        abstract = True

    @property
    def document(self) -> PlanDocument:
        """The document that the passage stands in."""
        if self.withdrawn_by is not None:
            return self.withdrawn_by.replaced
        document: PlanDocument = self.plan.document  # type: ignore[attr-defined]  # every row's
        return document


class Goal(Passage):
    """An aim that the plan states, with or without indicators (目标)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals", verbose_name="规划")
    code = models.CharField("目标编码", max_length=40, unique=True)
    heading = models.CharField("标题", max_length=200, blank=True)
    order = models.PositiveIntegerField("顺序")

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        ordering = ("plan", "order")
        constraints = (
            models.UniqueConstraint(fields=("plan", "order"), name="%(app_label)s_%(class)s_order"),
        )

    def __str__(self) -> str:
        return self.heading or self.quote[:30]
