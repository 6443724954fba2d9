"""The append-only record of who changed what."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model._meta.verbose_name}不可修改。")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model._meta.verbose_name}不可删除。")

    def purge(self) -> int:
        """Delete security events; the database refuses all that no checkpoint covers."""
        return models.QuerySet.delete(self)[0]


class AppendOnly(models.Model):
    """Rows that are written once; triggers in the database refuse what gets past these methods."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(f"{self._meta.verbose_name}不可修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self._meta.verbose_name}不可删除。")


class AuditEvent(AppendOnly):
    """One service call: its actor, subject and row changes, chained by hash to the one before."""

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=150)
    origin = models.CharField("来源地址", max_length=60, blank=True)
    action = models.CharField("操作", max_length=60)
    subject = models.CharField("对象", max_length=300)
    changes = models.JSONField("变更", default=list)
    digest = models.CharField("变更摘要", max_length=64)
    previous_hash = models.CharField("前一条哈希", max_length=64, unique=True)
    hash = models.CharField("哈希", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("at",), name="audit_at"),)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditedRows(AppendOnly):
    """Where `AuditEvent.changes` tells of a row: an index to find the history of each row by.

    One line for a row, one for a long run of consecutive rows: an import of 100,000 needs few.
    """

    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="audited")
    model = models.CharField("类别", max_length=40)
    first = models.BigIntegerField("从编号")
    last = models.BigIntegerField("到编号")

    class Meta:
        verbose_name = verbose_name_plural = "审计日志索引"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("model", "first", "event"), name="audited_row"),
            models.Index(fields=("model", "event"), name="audited_model"),
            models.Index(
                fields=("model", "last", "first"),
                condition=Q(last__gt=F("first")),
                name="audited_run",
            ),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.first}–{self.last}"
