"""The robots of 企业微信 and 钉钉: each writes markdown into the group it was made in."""

from __future__ import annotations

import time
from datetime import timedelta

from planapp.domain.outgoing import as_markdown, dingtalk_signature
from planapp.models import Channel
from planapp.services.channels.base import (
    Outgoing,
    PermanentFailure,
    TemporaryFailure,
    secret_of,
)
from planapp.services.channels.http import answer_of, post

WECOM_URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
DINGTALK_URL = "https://oapi.dingtalk.com/robot/send"
_WECOM_BYTES, _DINGTALK_BYTES = 4096, 20000
_BUSY = {"-1": timedelta(minutes=1)}
# Too many in a minute, or at once; 钉钉 then lets none through for ten minutes.
_WECOM_LATER = {**_BUSY, **dict.fromkeys(("45009", "45033"), timedelta(minutes=1))}
_DINGTALK_LATER = {
    **_BUSY, **dict.fromkeys(("130101", "410100", "90030"), timedelta(minutes=10)),
}  # fmt: skip


class WecomAdapter:
    """企业微信: the key stands in the address."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, message: Outgoing, address: str) -> None:
        """Raises TemporaryFailure or PermanentFailure."""
        text = as_markdown(message.subject, message.body, to=address, limit=_WECOM_BYTES)
        answer = post(
            self.channel.url,
            query={"key": secret_of(self.channel.key_variable)},
            data={"msgtype": "markdown", "markdown": {"content": text}},
        )
        _check_code(answer, later=_WECOM_LATER)


class DingtalkAdapter:
    """钉钉: signed with the time where a secret is set; calls the person by phone."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, message: Outgoing, address: str) -> None:
        """Raises TemporaryFailure or PermanentFailure."""
        query = {"access_token": secret_of(self.channel.key_variable)}
        secret = secret_of(self.channel.secret_variable)
        if secret:
            timestamp = time.time_ns() // 1_000_000
            query["timestamp"] = str(timestamp)
            query["sign"] = dingtalk_signature(secret, timestamp=timestamp)
        text = as_markdown(
            message.subject,
            message.body,
            to=f"@{address} {message.to}",
            limit=_DINGTALK_BYTES,
            line_end="  \n",
        )
        content = {"title": message.subject, "text": text}
        called = {"atMobiles": [address], "isAtAll": False}
        data = {"msgtype": "markdown", "markdown": content, "at": called}
        _check_code(post(self.channel.url, query=query, data=data), later=_DINGTALK_LATER)


def _check_code(text: str, *, later: dict[str, timedelta]) -> None:
    """Robots answer 200 whatever happens; what happened is in the answer."""
    answer = answer_of(text)
    code = str(answer.get("errcode", ""))
    if code == "0":
        return
    reason = f"机器人答复 {code} {answer.get('errmsg', '')}" if code else "机器人的答复无法识别"
    if code in later:
        raise TemporaryFailure(reason, retry_after=later[code], of_channel=True)
    raise PermanentFailure(reason)
