"""A day as the field writes it."""

from __future__ import annotations

from datetime import date


def day_in_words(day: date) -> str:
    """2024年3月1日: no leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"
