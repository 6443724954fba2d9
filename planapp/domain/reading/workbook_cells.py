"""What all readers of workbooks share: text as it is meant, numbers as Excel keeps them."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from lxml import etree

SHOWN = Context(prec=15)  # what Excel shows of a number, and keeps of one that is typed
LARGEST = 30  # digits before or after the point
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # no database takes them all


def words_of(item: etree._Element) -> str:
    """The text of a cell, whole or in stretches of one look; readings above it are left out."""
    return unescaped(written_in(item))


def written_in(item: etree._Element) -> str:
    """The same with Excel's escapes still in it."""
    pieces = [*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t")]
    return "".join(piece.text or "" for piece in pieces)


def unescaped(text: str) -> str:
    """Text without Excel's escapes, with lines ended by \\n, and nothing that cannot be shown."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    return _UNPRINTED.sub("", plain.replace("\r\n", "\n").replace("\r", "\n"))


def number_of(raw: str) -> int | Decimal | str:
    """The number a cell holds, as far as Excel would show it; what no ledger means stays text."""
    if raw.isdecimal() and len(raw) <= SHOWN.prec:
        return int(raw)
    number = SHOWN.create_decimal(raw.strip())
    if not is_usual(number):
        return raw
    if len(raw) > SHOWN.prec:
        number = number.normalize(SHOWN)
    return Decimal(int(number)) if 0 < number.as_tuple().exponent <= LARGEST else number  # type: ignore[operator]


def is_usual(number: Decimal) -> bool:
    """Whether it is a number that a ledger can mean."""
    return number.is_finite() and abs(number.adjusted()) <= LARGEST


def relation_of(sheet: etree._Element) -> str:
    """The name in r:id, whichever edition of the standard the prefix stands for."""
    return next((str(value) for name, value in sheet.items() if name.endswith("}id")), "")
