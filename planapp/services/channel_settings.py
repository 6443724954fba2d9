"""送达渠道: set up and tried out by system administrators, chosen by everybody for themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from planapp.domain.outgoing import unknown_placeholders
from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import Channel, Delivery, User
from planapp.rights import Action
from planapp.services.audit import changed, created, snapshot, write_audit
from planapp.services.channels import (
    Outgoing,
    PermanentFailure,
    TemporaryFailure,
    adapter_of,
    refusal_of_url,
)
from planapp.services.errors import Refused, require

_ONLY = "只有系统管理员可以设置送达渠道。"
_PREFIX = "CHANNEL_"


@transaction.atomic
def save_channel(*, channel: Channel, by: User, at: datetime) -> None:
    """Keep a new or changed channel; one that is switched off sends nothing of what waits."""
    require(Action.KEEP_SYSTEM, by=by, at=at, refusal=_ONLY)
    _check(channel)
    stored = Channel.objects.select_for_update().filter(pk=channel.pk).first()
    before = snapshot(stored) if stored else None
    channel.save()
    if not channel.is_on:
        waiting = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.STOPPED, error="渠道已停用", next_at=None)
    changes = created(channel) if before is None else [changed(channel, before)]
    write_audit(by=by, action="channel.saved", subject=channel, at=at, changes=changes)


def try_channel(*, channel: Channel, address: str, by: User, at: datetime) -> None:
    """Send a test message, outside any transaction; how it went is in the audit trail.

    Raises Refused with the reason where it failed.
    """
    require(Action.KEEP_SYSTEM, by=by, at=at, refusal=_ONLY)
    message = Outgoing(
        subject="测试消息",
        body=f"这是规划实施跟踪系统的测试消息，由{by}发出；收到说明“{channel}”可以使用。",
        to=str(by),
        reference=f"test-{uuid4()}",
    )
    failure = ""
    try:
        adapter_of(channel).send(message, address)
    except (TemporaryFailure, PermanentFailure) as error:
        failure = str(error)
    subject = f"{channel}：{failure or '已发出'}"
    with transaction.atomic():
        write_audit(by=by, action="channel.tested", subject=subject, at=at)
    if failure:
        raise Refused(f"测试消息没有发出：{failure}。")


@transaction.atomic
def choose_channel(*, channel: Channel | None, user: User, at: datetime) -> None:
    """Which channel a person prefers for what is sent out beside the inbox; None for the usual."""
    if channel is not None and not channel.is_on:
        raise Refused(f"“{channel}”已停用，请选择别的渠道。")
    if channel is not None and not channel.address_of(user).strip():
        what = "邮箱" if channel.kind == ChannelKind.MAIL else "电话"
        raise Refused(f"您没有登记{what}，“{channel}”送不到；请安全管理员在“用户”中补登。")
    before = snapshot(user)
    user.preferred_channel = channel
    user.save(update_fields=("preferred_channel",))
    changes = [changed(user, before)]
    write_audit(by=user, action="user.channel_chosen", subject=user, at=at, changes=changes)


def _check(channel: Channel) -> None:
    if channel.kind == ChannelKind.MAIL:
        if channel.is_on and not settings.EMAIL_HOST:
            raise Refused("没有设置邮件服务器；请运维先设置 EMAIL_HOST，再启用。")
        return
    refusal = refusal_of_url(channel.url)
    if refusal:
        raise Refused(f"地址不能使用：{refusal}")
    for variable in filter(None, (channel.key_variable, channel.secret_variable)):
        if not variable.startswith(_PREFIX):
            raise Refused(f"环境变量的名称须以 {_PREFIX} 开头：{variable} 不能使用。")
    if channel.kind == ChannelKind.GATEWAY:
        _check_template(channel)
    elif not channel.key_variable:
        raise Refused("机器人的密钥须放在环境变量里，请填写变量的名称。")


def _check_template(channel: Channel) -> None:
    for template in (channel.template, channel.headers):
        unknown = unknown_placeholders(template)
        if unknown:
            raise Refused(f"不认识的占位符：{'、'.join(f'{{{name}}}' for name in unknown)}。")
    if not channel.template:
        raise Refused("请填写请求内容。")
    if bool(channel.success_path) != bool(channel.success_values):
        raise Refused("判断成功的字段和表示成功的值要一起填写，或都不填。")
