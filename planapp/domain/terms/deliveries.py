"""The words of what leaves the product: channels, and what became of each delivery."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class ChannelKind(Term):
    """How messages get to people beside the inbox."""

    MAIL = "mail", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"
    GATEWAY = "gateway", "短信或政务消息网关"


class DeliveryState(Term):
    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已送达"
    FAILED = "failed", "失败"
    STOPPED = "stopped", "停用"
