"""Work that a plan assigns, and who answers for it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from planapp.domain.terms import Role
from planapp.models.fields import TermField
from planapp.models.plan import Passage, Plan
from planapp.models.unit import Unit


class Task(Passage):
    """One unit of work that the plan assigns (任务)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name="规划")
    code = models.CharField("任务编码", max_length=40, unique=True)
    order = models.PositiveIntegerField("顺序")
    number = models.CharField("原文编号", max_length=20, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    deadline = models.CharField("时限（原文）", max_length=60, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    tracked = models.BooleanField("纳入跟踪", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ("plan", "order")
        constraints = (
            models.UniqueConstraint(fields=("plan", "order"), name="%(app_label)s_%(class)s_order"),
        )
        indexes = (
            models.Index(
                fields=("plan", "order", "due_on", "id"),
                condition=Q(tracked=True),
                name="task_tracked",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.quote[:30]

    def get_absolute_url(self) -> str:
        return reverse("admin:task", args=(self.pk,))


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def valid_on(self, day: date) -> ResponsibilityQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def leads(self) -> ResponsibilityQuerySet:
        return self.filter(role=Role.LEAD)


class Responsibility(models.Model):
    """A unit's part in one indicator or one task, for a time (责任分工)."""

    indicator = models.ForeignKey(
        "planapp.Indicator",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name="指标",
    )
    task = models.ForeignKey(
        Task,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name="任务",
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="responsibilities", verbose_name="单位"
    )
    role = TermField("角色", Role)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    written_as = models.CharField("原文写法", max_length=100, blank=True)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)
    doc_number = models.CharField("依据文号", max_length=60, blank=True)
    took_over_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="taken_over_by",
        verbose_name="承接自",
    )

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(indicator=None, task__isnull=False)
                | Q(indicator__isnull=False, task=None),
                name="%(app_label)s_%(class)s_for_one_item",
            ),
            models.UniqueConstraint(
                fields=("indicator", "unit", "role"),
                condition=Q(valid_to=None),
                name="%(app_label)s_%(class)s_once_per_indicator",
            ),
            models.UniqueConstraint(
                fields=("task", "unit", "role"),
                condition=Q(valid_to=None),
                name="%(app_label)s_%(class)s_once_per_task",
            ),
        )
        # A unit's items, and the units of all items, without the rows.
        indexes = (
            models.Index(
                fields=("unit", "role", "valid_to", "indicator", "task"),
                name="responsibility_of_unit",
            ),
            models.Index(
                fields=("indicator", "unit"),
                condition=Q(role=Role.LEAD, valid_to=None, indicator__isnull=False),
                name="responsibility_leads",
            ),
            models.Index(
                fields=("task", "unit"),
                condition=Q(
                    role__in=(Role.LEAD, Role.RESPONSIBLE), valid_to=None, task__isnull=False
                ),
                name="responsibility_answers",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}（{Role(self.role).label}）"
