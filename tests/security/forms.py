"""The forms and the questions that pages offer, and how they are asked with what was not meant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from lxml import html

_LONGEST_LINE = 4094  # of a request to gunicorn, in bytes
_FIELDS = ".//input[@name]|.//select[@name]|.//textarea[@name]|.//button[@name]"

VALUES = (
    "", " ", "0", "-1", "1e999", "NaN", "-Infinity", "9" * 30, "9223372036854775808",
    "-9223372036854775809", "2147483648", "0.1e-400", "１２", "²", "٣", "1,2", "1_000", "0x10",
    "None", "true", "[]", "{}", '{"a": 1}', "[[[[", "\x00", "a\x00b", "\x1b[31m",
    "\r\nSet-Cookie: a=b", "\u202e\u0645", "\ufffe", "😀" * 50, "甲" * 5000, "a" * 70_000,
    "9999-12-31", "0001-01-01", "0000-00-00", "2024-02-30", "10000-01-01", "99999999",
    "2024-01-01T00:00:00Z", "24:61", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "{% debug %}", "' OR 1=1 --", "%", "_%\\",
    "%s%n", "../../../../etc/passwd", "..\\..\\win.ini", "/etc/passwd", "//evil.example/",
    "https://evil.example/", "javascript:alert(1)", "=cmd|' /C calc'!A0", "@SUM(A1)",
    "indicator:1", "record:9999999999999999999", "1:2:3", "-", "+", "a-b-c", "__all__", "id",
    "password", "pk__gt", "NULL", "\\", "'", "$(id)", "`id`", "|", ";",
)  # fmt: skip
NAMES = ("a.txt", "../../a.xlsx", "甲" * 90 + ".docx", "a\x00.pdf", "a.csv", "<b>.html", "COM1.xls")
CONTENTS = (
    b"",
    b"\x00" * 64,
    b"PK\x03\x04broken",
    b"%PDF-1.7\n",
    "规划".encode("gb18030"),
    b"a,b\n1",
)


@dataclass(frozen=True)
class Form:
    """An address with what it takes; a question where the method is get."""

    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @property
    def kind(self) -> tuple[object, ...]:
        """Forms that differ by row only are of one kind."""
        where = "/".join("#" if part.isdecimal() else part for part in self.url.split("/"))
        plain = {"".join(c for c in name if not c.isdigit()) for name, _ in self.fields}
        return (self.method, where, frozenset(plain), self.files)


def forms_of(page: bytes, url: str) -> Iterator[Form]:
    """Every form of a page, and every link that asks something, as the browser would send it."""
    if not page.strip():
        return
    tree = html.fromstring(page)
    outside = {each.get("form"): [] for each in tree.xpath("//*[@form]")}
    for each in tree.xpath("//*[@form][@name]"):
        outside[each.get("form")].append(each)
    for form in tree.iter("form"):
        fields = [*form.xpath(_FIELDS), *outside.get(form.get("id"), ())]
        yield Form(
            (form.get("method") or "get").lower(),
            urlsplit(urljoin(url, form.get("action") or url)).path,
            tuple((each.get("name"), _value(each)) for each in fields if not _is_file(each)),
            tuple(each.get("name") for each in fields if _is_file(each)),
        )
    for link in tree.xpath("//a[contains(@href, '?')]/@href"):
        parts = urlsplit(urljoin(url, link))
        if not parts.netloc:
            yield Form("get", parts.path, tuple(parse_qsl(parts.query, keep_blank_values=True)))


def _is_file(field: Any) -> bool:
    return bool(field.get("type") == "file")


def _value(field: Any) -> str:
    if field.tag == "select":
        chosen = field.xpath(".//option[@selected]/@value") or field.xpath(".//option/@value")
        return str(chosen[-1]) if chosen else ""
    if field.tag == "textarea":
        return field.text_content()
    return str(field.get("value") or "")


def spoil(form: Form, chance: random.Random) -> dict[str, Any]:
    """What the form would send, with one to three of its fields, or all, as nobody meant them."""
    data: dict[str, Any] = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    names = list(data)
    number = len(names) if chance.random() < 0.2 else min(len(names), chance.randint(1, 3))
    for name in chance.sample(names, number):
        match chance.random():
            case luck if luck < 0.1:
                del data[name]
            case luck if luck < 0.2:
                data[name] = chance.choices(VALUES, k=3)
            case _:
                data[name] = [chance.choice(VALUES)]
    for name in form.files:
        if chance.random() < 0.8:
            file = SimpleUploadedFile(chance.choice(NAMES), chance.choice(CONTENTS))
            file.name = chance.choice(NAMES)  # SimpleUploadedFile would make it harmless
            data[name] = file
    return data


def fault_of(client: Client, form: Form, data: dict[str, Any]) -> str:
    """What went wrong where the form is sent: an error of ours; empty where it was answered.

    A question that gunicorn would refuse for its length is not asked.
    """
    if form.method == "get" and len(urlencode(data, doseq=True)) > _LONGEST_LINE:
        return ""
    session = client.cookies.output()  # a form may be the one that logs out
    try:
        with transaction.atomic():
            response = getattr(client, form.method)(form.url, data)
            read_all(response)
            transaction.set_rollback(True)
    except Exception as error:  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        client.cookies.clear()
        client.cookies.load(session.replace("Set-Cookie: ", ""))
    if response.status_code >= 500:
        return f"answers {response.status_code}"
    return _leads_away(response)


def _leads_away(response: HttpResponseBase) -> str:
    aim = urlsplit(response.get("Location", ""))
    return f"leads to {aim.netloc}" if aim.netloc or aim.scheme else ""


def read_all(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else response.content
