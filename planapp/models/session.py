"""The sessions of people who are logged in, each with its device; the engine that keeps them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.dateparse import parse_datetime

# What a session knows of its visitor; `signals` and the middleware write it.
BEGAN, SEEN, ADDRESS, DEVICE = "began_at", "seen_at", "address", "device"


class LoginSession(AbstractBaseSession):
    """Django's session with the person it belongs to, so that it can be listed and ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="用户",
    )
    address = models.CharField("来源地址", max_length=60, blank=True)
    device = models.CharField("设备", max_length=300, blank=True)
    began_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近操作", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录"
        ordering = ("-seen_at",)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


class SessionStore(db.SessionStore):
    """Django's database sessions, kept as `LoginSession`."""

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        row = super().create_model_instance(data)
        assert isinstance(row, LoginSession)  # noqa: S101  # the class above
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.address, row.device = data.get(ADDRESS, ""), data.get(DEVICE, "")
        row.began_at = parse_datetime(data.get(BEGAN, ""))
        row.seen_at = parse_datetime(data.get(SEEN, ""))
        return row
