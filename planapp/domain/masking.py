"""Personal data as whoever does not keep accounts gets to see it: 138****1234, z***@gov.cn."""

from __future__ import annotations

import re

# A number of an identity card, of a mobile phone, an e-mail address. Numbers of offices are public.
_IDENTITY = re.compile(r"(?<!\d)(\d{3})\d{11}(\d{3}[\dXx])(?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)([1１][3-9３-９]\d)([- ]?)\d{4}([- ]?)(\d{4})(?!\d)")
_MAIL = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")


def masked(text: str) -> str:
    """The text with the middle of every such number, and the name in every address, left out."""
    text = _IDENTITY.sub(r"\1***********\2", text)
    text = _MOBILE.sub(r"\1\2****\3\4", text)
    return _MAIL.sub(r"\1***@\2", text)
