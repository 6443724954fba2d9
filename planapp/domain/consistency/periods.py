"""Over which years a stated change runs: 比2016年, “十三五”年均, 2016—2020年."""

from __future__ import annotations

import re

from planapp.domain.consistency.passages import sentence_start

_NTH = "一二三四五六七八九"
_FIVE = rf"[“\"]?十(?P<nth>[{_NTH}])五[”\"]?"
_BASE = re.compile(rf"[比较](?:(?P<year>20\d\d)\s?年|{_FIVE}(?:期?末|时期末))")
_LAST_YEAR = re.compile(r"同比|[比较]上年|[比较]去年")
_PERIOD = re.compile(
    rf"(?P<first>20\d\d)\s?年?\s?[—–\-－~～至到]{{1,2}}\s?(?P<last>20\d\d)\s?年|{_FIVE}(?!期?末)"
)


def read_base_year(text: str, at: int, *, year: int) -> int | None:
    """The year that a change stated at an offset is measured against, None where unsaid."""
    start = sentence_start(text, at)
    named = [(m.start(), _year_of(m)) for m in _BASE.finditer(text, start, at)]
    named += [(m.start(), year - 1) for m in _LAST_YEAR.finditer(text, start, at)]
    return max(named)[1] if named else None


def read_period(text: str, at: int) -> tuple[int, int] | None:
    """First and last year of the period that a yearly rate stated at an offset is for."""
    found = list(_PERIOD.finditer(text, sentence_start(text, at), at))
    if not found:
        return None
    match = found[-1]
    if match.group("first"):
        return int(match.group("first")), int(match.group("last"))
    end = _end_of(match.group("nth"))
    return end - 4, end


def _year_of(match: re.Match[str]) -> int:
    return int(match.group("year")) if match.group("year") else _end_of(match.group("nth"))


def _end_of(nth: str) -> int:
    return 2010 + 5 * _NTH.index(nth)
