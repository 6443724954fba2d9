"""How the text of a cell is compared and shown."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from planapp.domain.decimals import plain
from planapp.domain.quantities import is_unit
from planapp.domain.sheet import Percent, Value

_SPACE = re.compile(r"\s+")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])"
)
_BRACKETED = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]*)[)\]〕】]")
_SAID = re.compile(r"^(?:计量)?单位[:：]?")
_BEHIND = re.compile(r"[/，,:](?:单位:?)?(?P<unit>[^/，,:]{1,8})$")


def shown(value: Value) -> str:
    """The value as text: 12.5%, 2024-12-31, 是."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Percent):
        return f"{plain(value * 100)}%"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def label_of(value: Value) -> str:
    """A header's cell in one shape: half-width, no spaces (责 任 单 位, 牵头\\n单位), no marks."""
    if isinstance(value, Percent | bool | date):
        return ""
    return _label(value if isinstance(value, str) else shown(value))


@lru_cache(maxsize=65_536)
def _label(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).strip("*:·.。、—-")


def is_filled(value: Value) -> bool:
    """Whether a cell shows anything."""
    return value is not None and not (isinstance(value, str) and (not value or value.isspace()))


def joined(text: str) -> str:
    """A name written over several lines, in one."""
    words = text.split()
    if len(words) < 2:
        return "".join(words)
    return _SPACE.sub(" ", _BETWEEN_HAN.sub("", text)).strip()


def bare(label: str) -> str:
    """A label without what stands in brackets."""
    return _BRACKETED.sub("", label)


def split_measure(label: str) -> tuple[str, str]:
    """A label without its unit, and the unit, "" where none: 产值(亿元), 增速/%, (单位:万亩)."""
    for found in _BRACKETED.finditer(label):
        inside = _SAID.sub("", found[1])
        if inside and is_unit(inside) and not (inside == "年" and not _SAID.match(found[1])):
            return label[: found.start()] + label[found.end() :], inside
    behind = _BEHIND.search(label)
    if behind and is_unit(behind["unit"]):
        return label[: behind.start()], behind["unit"]
    return label, ""
