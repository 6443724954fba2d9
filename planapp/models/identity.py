"""How people prove that it is they: identities elsewhere, and codes for a lost authenticator."""

from __future__ import annotations

from django.db import models

from planapp.models.user import User


class LinkedIdentity(models.Model):
    """A person's identity at the province's identity service.

    An administrator may write the account there beforehand; issuer and subject, by which the
    person is known from then on, come with the first log-in.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="identity", verbose_name="用户")
    account = models.CharField("统一身份账号", max_length=150, unique=True)
    issuer = models.CharField("身份服务", max_length=250, blank=True)
    subject = models.CharField("身份标识", max_length=255, null=True, blank=True)  # noqa: DJ001  # many are not linked yet
    linked_at = models.DateTimeField("绑定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "统一身份"
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "subject"), name="%(app_label)s_%(class)s_one_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}（{self.account}）"


class RecoveryCode(models.Model):
    """A code that stands in once for an authenticator; only its hash is kept."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="recovery_codes", verbose_name="用户"
    )
    code_hash = models.CharField("恢复码哈希", max_length=64, unique=True)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"

    def __str__(self) -> str:
        return f"{self.user} · {'已使用' if self.used_at else '未使用'}"
