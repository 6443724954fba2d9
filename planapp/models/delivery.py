"""How messages leave the product, and what became of each on its way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from planapp.domain.outgoing import LONGEST_WAIT
from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models.fields import TermField
from planapp.models.reminder import Message
from planapp.models.user import User

CLAIM_EXPIRES_AFTER = timedelta(minutes=15)


def is_expired(at: datetime) -> Q:
    """Of rows that were claimed: too long ago, or by a clock that was set back since."""
    expired = Q(claimed_at__lte=at - CLAIM_EXPIRES_AFTER)
    return expired | Q(claimed_at__gt=at + CLAIM_EXPIRES_AFTER)


class Channel(models.Model):
    """A way out that an administrator has set up (送达渠道).

    Secrets stay in the environment: a row holds the names of the variables. What the gateway's
    `template` and `success_…` mean is in planapp.services.channels.gateway.
    """

    name = models.CharField("名称", max_length=60, unique=True)
    kind = TermField("种类", ChannelKind)
    is_on = models.BooleanField("启用", default=False)
    is_default = models.BooleanField("默认渠道", default=False)
    url = models.CharField("地址", max_length=300, blank=True)
    key_variable = models.CharField("密钥的变量名", max_length=60, blank=True)
    secret_variable = models.CharField("口令的变量名", max_length=60, blank=True)
    template = models.JSONField("请求内容", blank=True, default=dict)
    is_form = models.BooleanField("以表单提交", default=False)
    headers = models.JSONField("请求头", blank=True, default=dict)
    success_path = models.CharField("判断成功的字段", max_length=60, blank=True)
    success_values = models.CharField("表示成功的值", max_length=60, blank=True)
    per_minute = models.PositiveSmallIntegerField("每分钟最多发送", default=20)

    class Meta:
        verbose_name = verbose_name_plural = "送达渠道"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(per_minute__gte=1), name="%(app_label)s_%(class)s_sends_something"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def address_of(self, user: User) -> str:
        """Where this channel reaches a person, empty where it does not.

        A 企业微信 robot calls people by name in its group, a 钉钉 robot by their phone.
        """
        if self.kind == ChannelKind.MAIL:
            return user.email
        return str(user) if self.kind == ChannelKind.WECOM else user.phone


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> DeliveryQuerySet:
        """What is still to get there."""
        return self.filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING))

    def due(self, at: datetime) -> DeliveryQuerySet:
        """What is to be sent now: its time has come, or whoever had claimed it has died.

        An instant further ahead than anything waits is of a clock that was set back since.
        """
        comes = Q(next_at__lte=at) | Q(next_at__gt=at + LONGEST_WAIT)
        return self.filter(
            Q(comes, state=DeliveryState.WAITING) | Q(is_expired(at), state=DeliveryState.SENDING)
        )


class Delivery(models.Model):
    """One message on one channel to one address (送达); claimed, sent, then marked.

    `claimed_at` stays as the last attempt's instant; `channel_rests_until` is set where an attempt
    found that the whole channel has to wait: such an attempt is not counted.
    """

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="deliveries", verbose_name="站内信"
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="deliveries", verbose_name="送达渠道"
    )
    address = models.CharField("送达地址", max_length=254)
    state = TermField("状态", DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    error = models.CharField("最近一次失败原因", max_length=300, blank=True)
    is_refused = models.BooleanField("地址被退回", default=False)
    made_at = models.DateTimeField("生成时间")
    claimed_at = models.DateTimeField("最近尝试时间", null=True, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    next_at = models.DateTimeField("下次发送时间", null=True, blank=True)
    channel_rests_until = models.DateTimeField("渠道暂停至", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("message", "channel", "address"), name="%(app_label)s_%(class)s_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("channel", "next_at"),
                condition=Q(state__in=("waiting", "sending")),
                name="delivery_open",
            ),
            models.Index(fields=("channel", "claimed_at"), name="delivery_claimed"),
            models.Index(
                fields=("channel", "channel_rests_until"),
                condition=Q(channel_rests_until__isnull=False),
                name="delivery_rests",
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel}：{self.address}"
