"""Who came in, who was turned away, what left the house: a chain of its own that may be cut."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from planapp.domain.terms import SecurityKind
from planapp.models.audit import AppendOnly
from planapp.models.fields import TermField


class SecurityEvent(AppendOnly):
    """A log-in, a failure, a download, a refusal (安全事件).

    Chained like the audit trail, but kept for a time only: a purge removes the oldest events
    and leaves a `SecurityCheckpoint` that the rest of the chain begins from.
    """

    kind = TermField("种类", SecurityKind)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="用户",
    )
    actor_name = models.CharField("账号", max_length=150)  # as typed, where nobody has it
    origin = models.CharField("来源地址", max_length=60, blank=True)
    subject = models.CharField("对象", max_length=300, blank=True)
    previous_hash = models.CharField("前一条哈希", max_length=64, unique=True)
    hash = models.CharField("哈希", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "安全事件"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("at",), name="security_at"),)

    def __str__(self) -> str:
        return f"{SecurityKind(self.kind).label} {self.actor_name}"


class SecurityCheckpoint(AppendOnly):
    """Where a purge cut the chain of security events: the last hash removed, signed."""

    upto = models.PositiveBigIntegerField("清理至（编号）", unique=True)
    before = models.DateTimeField("早于")
    number = models.PositiveIntegerField("清理条数")
    last_hash = models.CharField("被清理的最后哈希", max_length=64)
    signature = models.CharField("签名", max_length=64)
    at = models.DateTimeField("清理时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="清理人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "安全事件清理"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"清理 {timezone.localdate(self.before)} 以前的安全事件，{self.number} 条"
