"""When a task is due, as a cell says it: a date, 2024年12月, 年底前, 持续推进."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from planapp.domain.deadlines import read_deadline
from planapp.domain.ledger.texts import joined, shown
from planapp.domain.ledger.values import Deadline
from planapp.domain.sheet import Value

ALLOWED = "可以写 2024年12月、2024-12-31、2024年底前、三季度末、持续推进"
YEARLESS = "没有写年份，标题中也没有；请填写台账年度，或写出年份"
_ONGOING = re.compile(r"持续|长期|常态|贯穿|经常|日常|每[年半季月周]|逐年|全年|滚动")
_PERIOD = re.compile(r"十[一二三四五六]五")
_PERIOD_END = re.compile(r"规划期|期末")
_COMPACT = re.compile(r"(20\d\d)([01]\d)([0-3]\d)")
_SERIAL_FROM = date(1899, 12, 30)  # what spreadsheets count the days from
_SERIALS = (36_526, 73_050)  # 2000-01-01 to 2099-12-31: no other number of a deadline is as large
_NO_PERIOD = 2000  # asked for only where no text needs it


def period_end_of(text: str) -> int | None:
    """The last year of the five-year period that a title names."""
    found = _PERIOD.search(text)
    if found is None:
        return None
    last = read_deadline(found.group(), issued_year=None, period_end=_NO_PERIOD)
    return last.year if last else None


def read_due(value: Value, *, year: int | None, period_end: int | None) -> Deadline | str | None:
    """The deadline; None where there is none; else why it cannot be told, and what is allowed."""
    if isinstance(value, date):
        return Deadline(value.isoformat(), value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _of_number(int(value))
    text = joined(shown(value))
    if not text or text in {"—", "-", "/", "无"}:
        return None
    return _of_text(text, year=year, period_end=period_end)


def _of_number(number: int) -> Deadline | str:
    if 2000 <= number < 2100:
        return Deadline(f"{number}年", date(number, 12, 31))
    if _SERIALS[0] <= number <= _SERIALS[1]:  # a day whose look the file lost
        day = _SERIAL_FROM + timedelta(days=number)
        return Deadline(day.isoformat(), day)
    if found := _COMPACT.fullmatch(str(number)):
        return _of_compact(found)
    return f"是数字，不是日期；请把单元格设为日期格式，或{ALLOWED}"


def _of_compact(found: re.Match[str]) -> Deadline | str:
    try:
        return Deadline(found.group(), date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return f"没有这一天；{ALLOWED}"


def _of_text(text: str, *, year: int | None, period_end: int | None) -> Deadline | str:
    if found := _COMPACT.fullmatch(text):
        return _of_compact(found)
    is_ongoing = _ONGOING.search(text) is not None
    if period_end is None and _PERIOD_END.search(_PERIOD.sub("", text)) and not is_ongoing:
        return "没有写明规划期到哪一年；请填写规划期末的年份，或写出年月"
    last = read_deadline(text, issued_year=year, period_end=period_end or _NO_PERIOD)
    if last is not None and last.year > _NO_PERIOD:
        return Deadline(text, last, is_ongoing)
    if is_ongoing:
        return Deadline(text, None, is_ongoing=True)
    if year is None and read_deadline(text, issued_year=_NO_PERIOD, period_end=_NO_PERIOD):
        return YEARLESS
    return f"看不出是什么时候；{ALLOWED}"
