"""How units work on an item before it is handed in: offices, remarks, more time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from planapp.domain.terms import ExtensionKind, ExtensionState
from planapp.models.cycle import ReportingCycle
from planapp.models.fields import TermField, person_field
from planapp.models.indicator import Indicator
from planapp.models.task import Task
from planapp.models.unit import Unit

ONE_ITEM = Q(indicator=None, task__isnull=False) | Q(indicator__isnull=False, task=None)


class ItemInCycle(models.Model):
    """What is said by a unit of one indicator or one task in one cycle."""

    cycle = models.ForeignKey(
        ReportingCycle, models.CASCADE, related_name="%(class)ss", verbose_name="填报期"
    )
    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="指标",
    )
    task = models.ForeignKey(
        Task,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="任务",
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")

    class Meta:
        abstract = True

    @property
    def item(self) -> Indicator | Task:
        """What it is about."""
        item = self.indicator or self.task
        assert item is not None  # noqa: S101  # the database keeps that it is about one thing
        return item


class Handling(ItemInCycle):
    """Which office of the unit works on an item, who, and by when (处室分办)."""

    office = models.CharField("承办处室", max_length=60, blank=True)
    person = person_field("承办人", optional=True)
    due_on = models.DateField("内部时限", null=True, blank=True)
    note = models.CharField("交办要求", max_length=300, blank=True)
    handed_by = person_field("交办人")
    handed_at = models.DateTimeField("交办时间")

    class Meta:
        verbose_name = verbose_name_plural = "处室分办"
        ordering = ("cycle", "unit", "pk")
        constraints = (
            models.CheckConstraint(condition=ONE_ITEM, name="%(app_label)s_%(class)s_one_item"),
            models.UniqueConstraint(
                fields=("cycle", "indicator", "unit"),
                condition=Q(task=None),
                name="%(app_label)s_%(class)s_indicator_once",
            ),
            models.UniqueConstraint(
                fields=("cycle", "task", "unit"),
                condition=Q(indicator=None),
                name="%(app_label)s_%(class)s_task_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}：{self.office or self.person}"


class Remark(ItemInCycle):
    """What a supporting unit contributes to an item, shown beside the lead's form (协办意见)."""

    text = models.TextField("意见")
    written_by = person_field("填写人")
    written_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "协办意见"
        ordering = ("written_at", "pk")
        constraints = (
            models.CheckConstraint(condition=ONE_ITEM, name="%(app_label)s_%(class)s_one_item"),
        )

    def __str__(self) -> str:
        return f"{self.unit}：{self.text[:30]}"


class Extension(ItemInCycle):
    """A unit's request for a later date, or its notice that a figure is not published (延期申请).

    `until` is the day that is asked for, for an unpublished figure the last day of the month
    that publishes it; `granted_until` is the day that counts once it is granted.
    """

    kind = TermField("种类", ExtensionKind, default=ExtensionKind.MORE_TIME)
    reason = models.CharField("理由", max_length=500)
    until = models.DateField("申请延至")
    state = TermField("状态", ExtensionState, default=ExtensionState.ASKED)
    granted_until = models.DateField("同意延至", null=True, blank=True)
    answer = models.CharField("批复意见", max_length=500, blank=True)
    asked_by = person_field("申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = person_field("批复人", optional=True)
    decided_at = models.DateTimeField("批复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=ONE_ITEM, name="%(app_label)s_%(class)s_one_item"),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.GRANTED, granted_until__isnull=False)
                | (~Q(state=ExtensionState.GRANTED) & Q(granted_until=None)),
                name="%(app_label)s_%(class)s_granted_day",
            ),
            models.UniqueConstraint(
                fields=("cycle", "indicator"),
                condition=Q(state=ExtensionState.ASKED, task=None),
                name="%(app_label)s_%(class)s_indicator_asked",
            ),
            models.UniqueConstraint(
                fields=("cycle", "task"),
                condition=Q(state=ExtensionState.ASKED, indicator=None),
                name="%(app_label)s_%(class)s_task_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}：{ExtensionKind(self.kind).label}"
