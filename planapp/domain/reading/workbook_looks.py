"""What a number format makes of a number: a percentage, a day, a month, a time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto

from planapp.domain.sheet import Percent, Value


class Look(Enum):
    """What a cell shows of its number."""

    NUMBER = auto()
    PERCENT = auto()
    DAY = auto()  # 2024-12-31
    MOMENT = auto()  # 2024-12-31 8:30
    MONTH = auto()  # 2024年12月
    YEAR = auto()  # 2024年
    DAY_OF_YEAR = auto()  # 12月31日
    TIME = auto()  # 8:30


_BUILT_IN = {
    Look.PERCENT: (9, 10),
    Look.DAY: (14, 15, 30, 31, 50, 54, 58),
    Look.MOMENT: (22,),
    Look.MONTH: (17, 27, 36, 52, 57),
    Look.DAY_OF_YEAR: (16, 28, 29, 51, 53),
    Look.TIME: (18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56),
}
BUILT_IN = {number: look for look, numbers in _BUILT_IN.items() for number in numbers}
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # words, spacing, colours and conditions
_DATES = {
    (True, True, True): Look.DAY,
    (True, True, False): Look.MONTH,
    (True, False, False): Look.YEAR,
    (False, True, True): Look.DAY_OF_YEAR,
    (False, True, False): Look.DAY_OF_YEAR,
    (False, False, True): Look.DAY_OF_YEAR,
}
_FIRST_1900 = datetime(1899, 12, 30)  # noqa: DTZ001  # a day in a calendar, no instant
_FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_NO_LEAP_DAY = 60  # what Excel counts as 29 February 1900
_LAST_SERIAL = 2_958_465  # 9999-12-31
_SECONDS = 86_400


def look_of(code: str) -> Look:
    """The look that a format code gives, like 0.0% or yyyy"年"m"月"."""
    if "%" in re.sub(r'"[^"]*"|\\.', "", code):
        return Look.PERCENT
    plain = _NO_CODE.sub("", code.split(";")[0]).lower().replace("general", "")
    has_time = bool(re.search(r"h|s|am/pm|上午", plain)) or bool(re.search(r"(?i)\[[hms]+\]", code))
    has_year = "y" in plain or "e" in re.sub(r"e[+-]", "", plain)
    has_day = "d" in plain
    has_month = "m" in plain and not (has_time and not (has_year or has_day))
    if has_time:
        return Look.MOMENT if has_year or has_day or has_month else Look.TIME
    return _DATES.get((has_year, has_month, has_day), Look.NUMBER)


def as_shown(number: int | Decimal, look: Look, *, is_1904: bool) -> Value:
    """The value of a number that has such a look; a date that cannot be stays a number."""
    if look is Look.PERCENT:
        return Percent(number)
    if look is Look.NUMBER or not 0 <= number <= _LAST_SERIAL:
        return number
    if look is Look.TIME:
        minutes = round(number % 1 * _SECONDS) // 60
        return f"{minutes // 60}:{minutes % 60:02}" if number < 1 else number
    moment = _moment(number, is_1904=is_1904)
    return number if moment is None else _written(moment, look)


def _moment(number: int | Decimal, *, is_1904: bool) -> datetime | None:
    seconds = timedelta(seconds=round(number % 1 * _SECONDS))
    days = int(number)
    try:
        if is_1904:
            return _FIRST_1904 + timedelta(days=days) + seconds
        if days in {0, _NO_LEAP_DAY}:
            return None
        return _FIRST_1900 + timedelta(days=days + (days < _NO_LEAP_DAY)) + seconds
    except OverflowError:
        return None


def _written(moment: datetime, look: Look) -> Value:
    if look is Look.MONTH:
        return f"{moment.year}年{moment.month}月"
    if look is Look.YEAR:
        return f"{moment.year}年"
    if look is Look.DAY_OF_YEAR:
        return f"{moment.month}月{moment.day}日"
    if look is Look.MOMENT and (moment.hour or moment.minute):
        return f"{moment:%Y-%m-%d} {moment.hour}:{moment.minute:02}"
    return moment.date()
