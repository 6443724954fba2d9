"""The gap table that the demonstration prints."""

from __future__ import annotations

from datetime import date

from planapp.domain.wording import text_width
from planapp.models import Gap, Plan
from planapp.pages.commitments import target_words
from planapp.pages.formats import format_amount, format_computed, format_percent
from planapp.queries.gap_list import GapFilter, gaps_shown, leads_of
from planapp.templatetags.figures import gap_words

HEADERS = ("指标", "计量单位", "基期", "目标", "实际", "应达", "完成", "序时", "灯号", "牵头单位")
WIDTHS = (30, 8, 12, 10, 10, 10, 8, 7, 18, 24)
RIGHT = {2, 3, 4, 5, 6, 7}


def gap_table(plan: Plan, *, on: date) -> list[str]:
    """Lines of text: one heading, one line per tracked indicator of the last closed cycle."""
    gaps = list(gaps_shown(GapFilter(plan=plan.pk), on=on))
    if not gaps:
        return []
    title = f"{plan.title}（{'演练，' if plan.is_exercise else ''}{gaps[0].cycle}）"
    return [title, _line(HEADERS), *(_line(_cells(gap)) for gap in gaps)]


def _cells(gap: Gap) -> tuple[str, ...]:
    indicator = gap.indicator
    base = format_amount(indicator.base_value) + ("*" if indicator.base_is_demo else "")
    leads = leads_of(indicator)
    return (
        indicator.name,
        indicator.value_unit,
        base,
        target_words(indicator),
        format_computed(gap.actual),
        format_computed(gap.expected_value),
        format_percent(gap.completion),
        format_percent(gap.time_progress),
        gap_words(gap),
        leads[0].name if leads else "—",
    )


def _line(cells: tuple[str, ...]) -> str:
    parts = [
        _fit(cell, width, right=index in RIGHT)
        for index, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return " ".join(parts).rstrip()


def _fit(text: str, width: int, *, right: bool) -> str:
    """Text in so many terminal columns; a Chinese character takes two."""
    if text_width(text) > width:
        while text_width(text) > width - 1:
            text = text[:-1]
        text += "…"
    padding = " " * max(0, width - text_width(text))
    return padding + text if right else text + padding
