"""When the API is asked, for what, and how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

DAY = date(2024, 1, 15)
AT = datetime(2024, 1, 15, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
LISTS = (
    "plans", "goals", "indicators", "tasks", "units", "cycles", "gaps", "records", "task-reports",
)  # fmt: skip
Ask = Callable[..., Any]
