"""How cells of tables are read that have more than text, amounts and words."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from planapp.imports.columns import Read, amount

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR = re.compile(r"((?:19|20|21)\d\d)年?(?:度)?")
_AS_PRECISE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_YES, _NO = frozenset({"是", "√", "1", "TRUE"}), frozenset({"否", "×", "0", "FALSE"})


def day(cell: Any) -> date:
    """2023-06-30, 2023/6/30, 2023年6月30日; never a year or a month alone."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(str(cell).strip())
    if not found:
        raise ValueError("须是日期，例如 2023-06-30。")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise ValueError("没有这一天。") from None


def issue_day(cell: Any) -> str:
    """2021, 2021-12 or 2021-12-03: as precise as the document."""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    text = str(cell).strip()
    if not _AS_PRECISE.fullmatch(text):
        raise ValueError("须写作 2021、2021-12 或 2021-12-03。")
    try:
        date(*map(int, f"{text}-01-01"[:10].split("-")))
    except ValueError:
        raise ValueError("没有这一天。") from None
    return text


def year(cell: Any) -> int:
    """2023 or 2023年."""
    found = _YEAR.fullmatch(str(cell).strip())
    if not found:
        raise ValueError("须是年份，例如 2023。")
    return int(found[1])


def yes_or_no(cell: Any) -> bool:
    """是 or 否."""
    text = str(cell).strip().upper()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueError("须是“是”或“否”。")


def whole(least: int, most: int) -> Read:
    """A whole number between two, both included."""

    def read(cell: Any) -> int:
        value = amount(cell)
        if value != value.to_integral_value() or not Decimal(least) <= value <= Decimal(most):
            raise ValueError(f"须是 {least} 到 {most} 之间的整数。")
        return int(value)

    return read
