"""The last day of a deadline as a plan words it: 2024年12月底前, 2022年上半年, 年底前."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

_YEAR = r"(?:(?P<year>20\d\d)|[今本当])年度?"
_WITHIN = (
    r"(?P<month>\d{1,2})月(?:份?(?P<day>\d{1,2})日|(?P<third>[上中])旬)?"
    r"|(?P<half>[上下])半年"
    r"|第?(?P<quarter>[一二三四1-4])季度"
    r"|(?:(?<=年)|(?<=年度)|年)[底末]"
)
_WORDED = re.compile(rf"{_YEAR}(?:{_WITHIN})?|{_WITHIN.replace('?P<', '?P<alone_')}")
_DOTTED = re.compile(r"(?<!\d)(20\d\d)[./-](\d{1,2})(?:[./-](\d{1,2}))?(?![\d年])")
_FIVE_YEARS = re.compile(r"十([一二三四五六])五(?:规划)?(?:时期|期间|期)?(?:末|之?内)?")
_PERIOD_END = re.compile(r"规划期|期末")
_BETWEEN = re.compile(r"[\s“”\"]+")
_AGAIN_AND_AGAIN = re.compile(r"每[年半季月周]|逐年")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WRITTEN_YEAR = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_NUMERALS = "一二三四五六"
_LAST_DAYS = {"上": 10, "中": 20}
_LAST_MONTHS = {"上": 6, "下": 12}
_QUARTERS = {numeral: number for number, numeral in enumerate("一二三四", 1)}


def read_deadline(text: str, *, issued_year: int | None, period_end: int) -> date | None:
    """The last day of the last stretch of time that the text names; None where it names none.

    A month, a quarter or a year means its last day, with 底 or without. What has no year of its
    own takes that of the date before it, else the year of issue. 持续推进, 每年12月 and the like
    have no last day.
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    plain = _WRITTEN_YEAR.sub(lambda written: written.group().translate(_DIGITS), plain)
    if _AGAIN_AND_AGAIN.search(plain):
        return None
    found = [*_worded(plain, issued_year), *_dotted(plain), *_periods(plain, period_end)]
    return max(found, default=None)


def _worded(text: str, year: int | None) -> Iterator[date]:
    for match in _WORDED.finditer(text):
        parts = {
            name.removeprefix("alone_"): value
            for name, value in match.groupdict().items()
            if value is not None
        }
        year = int(parts.pop("year", None) or year or 0) or None
        day = _last_day(year, parts) if year else None
        if day is not None:
            yield day


def _last_day(year: int, parts: dict[str, str]) -> date | None:
    if "half" in parts:
        return _month_end(year, _LAST_MONTHS[parts["half"]])
    if "quarter" in parts:
        numeral = parts["quarter"]
        return _month_end(year, 3 * (_QUARTERS.get(numeral) or int(numeral)))
    day = parts.get("day") or _LAST_DAYS.get(parts.get("third", ""))
    return _date(year, int(parts.get("month", 12)), int(day) if day else None)


def _dotted(text: str) -> Iterator[date]:
    for match in _DOTTED.finditer(text):
        year, month, day = match.groups()
        found = _date(int(year), int(month), int(day) if day else None)
        if found is not None:
            yield found


def _periods(text: str, period_end: int) -> Iterator[date]:
    for match in _FIVE_YEARS.finditer(text):
        yield date(2005 + 5 * (_NUMERALS.index(match.group(1)) + 1), 12, 31)
    if _PERIOD_END.search(_FIVE_YEARS.sub("", text)):
        yield date(period_end, 12, 31)


def _date(year: int, month: int, day: int | None) -> date | None:
    """That day, or the month's last; None where there is no such day."""
    if not 1 <= month <= 12:
        return None
    if day is None:
        return _month_end(year, month)
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
