"""A message on its way out of the product: its addresses, its shape, and when to try again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any

# An address of ours at the end of a line of a message: 办理：/admin/
ADDRESS = re.compile(r"(?<=：)(/(?!/)[\w/-]*)$", re.MULTILINE)
PLACEHOLDERS = ("address", "name", "subject", "text", "link", "key", "secret", "reference")
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
LONGEST_WAIT = RETRIES[-1]  # whatever a server asks for
REST = "……（全文见站内信）"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FULL_ADDRESS = re.compile(r"(?<=：)(https?://\S+)$", re.MULTILINE)
# Robots know no escapes: what would be read as a mark becomes the letter that looks like it.
_MARKS = str.maketrans("[]<>*`#_~|\\!", "［］＜＞＊｀＃＿～｜＼！")


def retry_delay(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts that failed; None where it was the last one."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def channel_delay(waited: timedelta) -> timedelta:
    """How long what cannot go out as its channel is down waits on: as long again, in bounds."""
    return min(max(waited, RETRIES[0]), RETRIES[2])


def with_full_addresses(body: str, *, site: str) -> str:
    """The body with our addresses as they are reached from outside: https://host/admin/."""
    return ADDRESS.sub(lambda found: site.rstrip("/") + found[1], body) if site else body


def first_address(body: str) -> str:
    """Where to go on, if the body says so with a full address."""
    found = _FULL_ADDRESS.search(body)
    return found[1] if found else ""


def as_html(body: str) -> str:
    """The body as a letter shows it: its lines, and its full addresses as links."""
    linked = _FULL_ADDRESS.sub(r'<a href="\1">\1</a>', escape(body))
    return linked.replace("\n", "<br>\n")


def as_markdown(subject: str, body: str, *, to: str, limit: int, line_end: str = "\n") -> str:
    """What a robot writes into its group, within so many bytes of UTF-8; `to` is whom it is for."""
    lines = [f"**{subject.translate(_MARKS)}**", to.translate(_MARKS)]
    lines += [_markdown_line(line) for line in body.splitlines()]
    whole = line_end.join(lines)
    while len(whole.encode()) > limit and len(lines) > 1:
        lines.pop()
        whole = line_end.join([*lines, REST])
    return whole.encode()[:limit].decode(errors="ignore")


def _markdown_line(line: str) -> str:
    found = _FULL_ADDRESS.search(line)
    if found is None:
        return line.translate(_MARKS)
    return f"{line[: found.start()].translate(_MARKS)}[打开]({found[1]})"


def dingtalk_signature(secret: str, *, timestamp: int) -> str:
    """What a 钉钉 robot with 加签 asks for; `timestamp` in milliseconds."""
    told = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), told, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def unknown_placeholders(template: object) -> list[str]:
    """Those in the template's texts that `fill` does not know."""
    found = [name for text in _texts(template) for name in _PLACEHOLDER.findall(text)]
    return sorted(set(found) - set(PLACEHOLDERS))


def fill(template: Any, values: Mapping[str, str]) -> Any:
    """The template with every {name} in its texts replaced; what is put in is not read again."""
    if isinstance(template, dict):
        return {name: fill(part, values) for name, part in template.items()}
    if isinstance(template, list):
        return [fill(part, values) for part in template]
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)
    return template


def find(answer: object, path: str) -> str | None:
    """What stands at a path such as data.code in an answer, as text; None where nothing does."""
    for step in path.split("."):
        if not isinstance(answer, dict) or step not in answer:
            return None
        answer = answer[step]
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return None if answer is None else str(answer)


def _texts(template: object) -> list[str]:
    if isinstance(template, dict):
        return [text for part in template.values() for text in _texts(part)]
    if isinstance(template, list):
        return [text for part in template for text in _texts(part)]
    return [template] if isinstance(template, str) else []
