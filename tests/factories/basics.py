"""What all rows of the tests have in common."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

AT = datetime(2024, 1, 15, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
YEAR_END = date(2023, 12, 31)
SENTENCE = "到2025年，全省新能源装机容量达到100万千瓦。"
PASSAGE = {"section": ["一、发展目标"], "quote": SENTENCE, "start": 0, "end": len(SENTENCE)}
NUMBERS = count(1)


def make_code(prefix: str) -> str:
    return f"{prefix}-{next(NUMBERS):04d}"
