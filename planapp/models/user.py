"""People, and what they do for which unit."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from planapp.domain.decimals import typed
from planapp.domain.terms import MemberRole
from planapp.models.fields import TermField

# Two numbers may stand beside each other, as ledgers have them.
_TELEPHONE = re.compile(r"(?=(?:\D*\d){3})[-+\d() 、,;/转]+")


class User(AbstractUser):
    """An account; rights come from memberships, never from the account alone."""

    full_name = models.CharField("姓名", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    preferred_channel = models.ForeignKey(
        "planapp.Channel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="送达渠道",
    )

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.full_name or self.username

    def clean(self) -> None:
        """The telephone with plain digits, beside what Django does to name and mail address."""
        super().clean()
        self.phone = typed(self.phone)
        if self.phone and not _TELEPHONE.fullmatch(self.phone):
            words = (
                "请填写电话号码：数字，可以有 + - 括号、空格和“转”，例如 0871-65180000 转 8012。"
            )
            raise ValidationError({"phone": words})

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """What the backends that know of permissions grant, as `app.codename`."""
        asked = (getattr(backend, "get_all_permissions", None) for backend in get_backends())
        return set().union(*(ask(self, obj) for ask in asked if ask is not None))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As the roles say: Django's own answer would let a superuser do anything."""
        return perm in self.get_all_permissions(obj)

    def has_module_perms(self, app_label: str) -> bool:
        """As the roles say."""
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions())


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: date) -> MembershipQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


class Membership(models.Model):
    """A person's role in a unit for a time; a person may hold several."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    unit = models.ForeignKey(
        "planapp.Unit", models.PROTECT, related_name="memberships", verbose_name="单位"
    )
    role = TermField("角色", MemberRole)
    office = models.CharField("处室", max_length=60, blank=True, db_default="")
    valid_from = models.DateField("任职起", null=True, blank=True)
    valid_to = models.DateField("任职止", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "unit", "role", "valid_from"),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period_runs_forward",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {MemberRole(self.role).label}"
