"""Units as far as figures must be brought to one: 万亿元 and 亿元 are both 元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_SCALE = re.compile(r"^([十百千]?)(万亿|亿|万|)(?=\D)")
_TENS = {"": 1, "十": 10, "百": 100, "千": 1000}
_MYRIADS = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_AMOUNT = re.compile(r"(?:元|亩|公顷|吨|斤|克|米|公里|里|升|方|瓦|瓦时|度)$")


def split_unit(unit: str) -> tuple[Decimal, str]:
    """万亿元 → 10¹², 元. A scale alone (万) has no base and is left whole."""
    plain = unicodedata.normalize("NFKC", unit)
    match = _SCALE.match(plain)
    if match is None or plain.startswith("千瓦"):
        return Decimal(1), plain
    factor = Decimal(_TENS[match.group(1)] * _MYRIADS[match.group(2)])
    return factor, plain[match.end() :]


def are_alike(first: str, second: str) -> bool:
    return split_unit(first)[1] == split_unit(second)[1]


def convert(value: Decimal, unit: str, *, to: str) -> Decimal:
    """A value in another scale of the same unit; in the same unit the printed digits stay."""
    if unit == to:
        return value
    return value * split_unit(unit)[0] / split_unit(to)[0]


def is_share(unit: str) -> bool:
    return unicodedata.normalize("NFKC", unit) == "%"


def is_amount(unit: str) -> bool:
    """Whether it measures money, area, mass or the like, whose parts do not overlap."""
    return _AMOUNT.search(split_unit(unit)[1]) is not None
