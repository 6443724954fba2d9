"""Dates as documents write them, Arabic or Chinese, with the precision they state."""

from __future__ import annotations

import re

from planapp.domain.extraction.marks import read_numeral
from planapp.domain.extraction.years import read_year

_CN_DIGIT = "〇○零０0Oo一二三四五六七八九"
DATE = re.compile(
    rf"(?P<year>[\d{_CN_DIGIT}](?:(?<=\d)\d{{3}}|(?<=[{_CN_DIGIT}])[{_CN_DIGIT}]{{3}}))\s?年\s?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?月"
    r"(?:\s?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s?日)?"
)
_ZEROS = str.maketrans({"○": "〇", "０": "0", "O": "〇", "o": "〇"})


def read_date(match: re.Match[str]) -> str | None:
    """The ISO form of a match of DATE: "2021-12" or "2021-12-03"; None for an impossible one."""
    year = _read_year(match.group("year"))
    month = read_numeral(match.group("month"))
    day = read_numeral(match.group("day")) if match.group("day") else None
    if year is None or month is None or not 1 <= month <= 12:
        return None
    if match.group("day") and (day is None or not 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _read_year(written: str) -> int | None:
    try:
        year = read_year(written.translate(_ZEROS))
    except ValueError:
        return None
    return year if 1949 <= year <= 2100 else None
