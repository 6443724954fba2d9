"""How instants are written for the reader, and what planapp.domain.wording has for figures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from planapp.domain.wording import (
    ATTACHED_UNITS,
    NOTHING,
    format_amount,
    format_computed,
    format_count,
    format_day,
    format_month,
    format_percent,
    format_years,
)

__all__ = (
    "ATTACHED_UNITS",
    "NOTHING",
    "format_amount",
    "format_computed",
    "format_count",
    "format_date",
    "format_input",
    "format_instant",
    "format_month",
    "format_percent",
    "format_second",
    "format_written_day",
    "format_years",
)


def format_input(value: Decimal | None) -> str:
    """`1234.5`, as a form field holds it: not grouped, trailing zeros dropped; None is empty."""
    return "" if value is None else format_amount(value).replace(",", "")


def format_date(day: date | None) -> str:
    """`2024年3月1日`; an instant is read in the office's time zone."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return format_day(day)


def format_written_day(text: str | None) -> str:
    """`2021-12` → 2021年12月: a day as precise as a document has it; nothing is “—”."""
    parts = zip((text or "").split("-"), "年月日", strict=False)
    return "".join(f"{int(part)}{word}" for part, word in parts if part.isdecimal()) or NOTHING


def format_instant(instant: datetime | None) -> str:
    """`2024年3月1日 14:05` in the office's time zone."""
    return NOTHING if instant is None else f"{format_date(instant)} {_local(instant):%H:%M}"


def format_second(instant: datetime) -> str:
    """`2024年3月1日 14:05:09`, for the trail."""
    return f"{format_date(instant)} {_local(instant):%H:%M:%S}"


def _local(instant: datetime) -> datetime:
    return timezone.localtime(instant) if timezone.is_aware(instant) else instant
