"""What 启动准备 does not let happen to a base or a unit of measure, for a form and for a sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from planapp.models import Indicator, Series

Base = tuple[int | None, Decimal | None]  # year and value


def why_not_base(indicator: Indicator, *, was: Base, to: Base, is_used: Callable[[], bool]) -> str:
    """Why a base may not become another; empty where it may.

    What was missing may be filled in at any time; what a cycle was judged by (`is_used`, asked
    only where it matters) may not change.
    """
    year = to[0]
    if year is not None and year >= indicator.target_year:
        return f"“{indicator}”的基期年须早于目标年（{indicator.target_year}）。"
    moves = any(old is not None and new != old for old, new in zip(was, to, strict=True))
    if moves and is_used():
        return f"“{indicator}”的基期已用于测算，请走“目标调整”。"
    return ""


def why_not_unit(series: Series, *, was: str, to: str, has_records: Callable[[], bool]) -> str:
    """Why figures may not be in another unit of measure; empty where they may."""
    if was and to != was and has_records():
        return f"“{series.name}”已有填报数据，不能再改计量单位。"
    return ""
