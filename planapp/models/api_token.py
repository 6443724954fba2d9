"""Keys by which another system reads as a person may."""

from __future__ import annotations

from datetime import date

from django.db import models

from planapp.models.fields import person_field
from planapp.models.user import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid_on(self, day: date) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_on__gte=day, user__is_active=True)


class ApiToken(models.Model):
    """A key for the API that opens what its person may see, for a time (接口令牌).

    Only its hash is kept; `start` are its first letters, by which people tell keys apart.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name="用户")
    name = models.CharField("用途", max_length=60)
    start = models.CharField("令牌开头", max_length=12)
    token_hash = models.CharField("令牌哈希", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    expires_on = models.DateField("有效期至")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    last_used_from = models.CharField("最近来源地址", max_length=60, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = person_field("停用人", optional=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name}（{self.start}…）"

    def is_valid(self, on: date) -> bool:
        return self.revoked_at is None and self.expires_on >= on
