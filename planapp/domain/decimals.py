"""Decimal numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?[%‰]?")
_POINTS = str.maketrans("。−", ".-")  # as Chinese keyboards and tables have them


def plain(value: Decimal) -> str:
    """As a person types it: no exponent, no grouping, no zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def typed(text: str) -> str:
    """A number as people type or paste it, written as `Decimal` reads it.

    Of full width, with Chinese marks, thousands grouped; what is no number stays none.
    """
    half = unicodedata.normalize("NFKC", text).translate(_POINTS).strip()
    return half.replace(",", "") if _GROUPED.fullmatch(half) else half
