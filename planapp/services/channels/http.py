"""Requests to the addresses that an administrator has set up, and to no other.

Where CHANNEL_HOSTS names no hosts, whoever sets up a channel must not reach what only this server
can: itself, and what clouds tell their machines (`may_be_reached`). A name is judged by where it
leads when it is connected to, before anything is sent.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from planapp.domain.outgoing import LONGEST_WAIT
from planapp.services.channels.base import PermanentFailure, TemporaryFailure

_LONGEST_ANSWER = 65536  # bytes
_CLOUD = ipaddress.ip_network("100.100.100.0/24")  # where 阿里云 answers its machines
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


def refusal_of_url(url: str) -> str:
    """Why nothing is sent to this address, in Chinese; empty where it is allowed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018  # raises where it is no number
    except ValueError:
        return "不是有效的网址。"
    if parts.scheme not in {"http", "https"} or not host or url.split() != [url]:
        return "须为 https:// 或 http:// 开头的完整网址。"
    if parts.username is not None or parts.fragment:
        return "网址里不能有账号、密码和 # 后的内容。"
    if settings.CHANNEL_HOSTS and host not in settings.CHANNEL_HOSTS:
        return f"主机 {host} 不在允许的范围内；需要时请运维在 CHANNEL_HOSTS 中加入。"
    if not settings.CHANNEL_HOSTS and not may_be_reached(host):
        return f"{host} 是本机或云平台内部的地址；确需使用的，请运维在 CHANNEL_HOSTS 中写明。"
    return ""


def may_be_reached(host: str) -> bool:
    """Whether it is no address of this machine or its link; of a name only “localhost” is known."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host.rstrip(".").lower() != "localhost"
    found = getattr(found, "ipv4_mapped", None) or found
    bound = found.is_loopback or found.is_link_local or found.is_unspecified or found.is_multicast
    return not bound and found not in _CLOUD


def post(
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    data: Any,
    is_form: bool = False,
    headers: Mapping[str, str] | None = None,
) -> str:
    """Send `data` as JSON, or as a form, and return the text of a 2xx answer.

    Follows no redirect. Raises TemporaryFailure for what is down, slow or has enough for now,
    PermanentFailure for anything else.
    """
    refusal = refusal_of_url(url)
    if refusal:
        raise PermanentFailure(f"地址不能使用：{refusal}")
    body = {"data": data} if is_form else {"json": data}
    deadline = time.monotonic() + settings.CHANNEL_SECONDS
    try:
        with (
            _session() as session,
            session.post(
                url,
                params=query,
                headers=dict(headers or {}),
                timeout=settings.CHANNEL_SECONDS,
                allow_redirects=False,
                stream=True,
                auth=_as_it_is,
                **body,
            ) as response,
        ):
            text = _read(response, deadline)
    except (requests.RequestException, OSError) as failure:
        words = f"对方服务器没有响应（{type(failure).__name__}）"
        raise TemporaryFailure(words, of_channel=True) from failure
    except ValueError as failure:  # a header that cannot be sent
        raise PermanentFailure("请求无法发出，请核对地址和请求头") from failure
    _check_status(response)
    return text


def answer_of(text: str) -> dict[str, Any]:
    """The JSON object of an answer, empty where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class _Judged(HTTPConnection):
    """Hangs up, before it says anything, where the name led to what must not be reached."""

    def _new_conn(self) -> socket.socket:
        found = super()._new_conn()
        if settings.CHANNEL_HOSTS or may_be_reached(found.getpeername()[0]):
            return found
        found.close()
        raise PermanentFailure(f"地址不能使用：{self.host} 指向本机或云平台内部的地址")


class _JudgedTls(_Judged, HTTPSConnection):
    """The same, before TLS begins."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Judged


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _JudgedTls


class _Adapter(HTTPAdapter):
    """The way that is not through a proxy; the proxy of the environment is the operator's."""

    pools: ClassVar = {"http": _Pool, "https": _TlsPool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools


def _session() -> requests.Session:
    session = requests.Session()
    for scheme in _Adapter.pools:
        session.mount(f"{scheme}://", _Adapter())
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without this, requests would add what it finds in the account's .netrc."""
    return request


def _read(response: requests.Response, deadline: float) -> str:
    """The beginning of the answer; whoever dribbles it out is not waited for."""
    parts = b""
    while len(parts) < _LONGEST_ANSWER:
        part = response.raw.read1(_LONGEST_ANSWER, decode_content=True)
        if not part:
            break
        parts += part
        if time.monotonic() > deadline:
            raise requests.Timeout
    return parts.decode(errors="replace")


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    words = f"对方服务器答复 {status}"
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        after = _retry_after(response.headers.get("Retry-After", ""))
        raise TemporaryFailure(words, retry_after=after, of_channel=True)
    if status < HTTPStatus.BAD_REQUEST:
        raise PermanentFailure(f"{words}，要求转到别的地址；只发往设定的地址")
    raise PermanentFailure(words)


def _retry_after(header: str) -> timedelta | None:
    """Both forms that the header has: seconds, or a date."""
    if header.isdecimal():
        return min(timedelta(seconds=min(int(header), 10**6)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(header) - datetime.now(UTC)
    except (TypeError, ValueError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)
