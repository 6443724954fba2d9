"""What messages are sent to: a mail server, and a server with robots and a gateway.

Both are real servers on free ports. They answer as their originals do, unless a test tells them
otherwise; whatever they took is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

FROM = "tracker@guihua.example"
KEY, SECRET = "key-of-the-robot-4711", "SEC-of-the-robot-0815"
PER_MINUTE = 20
HOUR = 3_600_000  # milliseconds: how far a 钉钉 timestamp may be off


@dataclass
class MailServer:
    """What it took, and what it says to recipients and to letters instead of taking them."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # by address, as 550 …
    to_letters: str = ""
    meanwhile: Callable[[], None] = lambda: None  # after taking a letter, before saying so

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str,
                          options: list[str]) -> str:  # fmt: skip
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.to_letters:
            return self.to_letters
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.meanwhile()
        return "250 OK"


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that refuses everybody, and that nobody else can take meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


class _OnAFreePort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    server = MailServer()
    controller = _OnAFreePort(server, hostname="127.0.0.1", port=0, ready_timeout=60)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class Asked:
    """One request that the server got."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    data: Any


@dataclass
class Answer:
    body: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0  # seconds
    dribbles: bool = False


@dataclass
class RobotServer:
    """`answers` are given first, one by one; after them it answers as the robots do."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    taken: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if self.answers:
            return self.answers.pop(0)
        answer = {"/wecom": self._wecom, "/dingtalk": self._dingtalk}.get(asked.path, _gateway)
        told = answer(asked)
        if told in ({"errcode": 0, "errmsg": "ok"}, {"result": {"code": 0}}):
            self.taken.append(asked)
        return Answer(json.dumps(told))

    def _wecom(self, asked: Asked) -> dict[str, Any]:
        if asked.query.get("key") != KEY:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        if len(self.taken) >= PER_MINUTE:
            return {"errcode": 45009, "errmsg": "api freq out of limit"}
        if len(asked.data["markdown"]["content"].encode()) > 4096:
            return {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"}
        return {"errcode": 0, "errmsg": "ok"}

    def _dingtalk(self, asked: Asked) -> dict[str, Any]:
        if asked.query.get("access_token") != KEY:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        timestamp = asked.query.get("timestamp", "0")
        code = hmac.new(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), hashlib.sha256)
        fits = asked.query.get("sign") == base64.b64encode(code.digest()).decode()
        if not fits or abs(time.time() * 1000 - int(timestamp)) > HOUR:
            return {"errcode": 310000, "errmsg": "sign not match"}
        if len(self.taken) >= PER_MINUTE:
            return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        return {"errcode": 0, "errmsg": "ok"}


def _gateway(asked: Asked) -> dict[str, Any]:
    if asked.headers.get("Authorization") != f"Bearer {SECRET}":
        return {"result": {"code": 401}}
    return {"result": {"code": 0}}


@contextmanager
def running_robots() -> Iterator[RobotServer]:
    robots = RobotServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_json = self.headers["Content-Type"].startswith("application/json")
            data = json.loads(body) if is_json else parse_qs(body)
            query = dict(parse_qsl(address.query))
            self.give(robots.answer(Asked(address.path, query, dict(self.headers), data)))

        def give(self, answer: Answer) -> None:
            robots.over.wait(answer.after)
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for letter in answer.body if answer.dribbles else [answer.body]:
                    self.wfile.write(letter.encode())
                    robots.over.wait(0.2 * answer.dribbles)
            except OSError:
                pass  # whoever asked did not wait

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    robots.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield robots
    finally:
        robots.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
