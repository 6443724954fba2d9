"""The append-only record of who changed what."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("审计日志不可修改。")

    def delete(self) -> NoReturn:
        raise TypeError("审计日志不可删除。")


class AuditEvent(models.Model):
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

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("审计日志不可修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("审计日志不可删除。")
