"""Items with words of a web page in them."""

from __future__ import annotations

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import ExtractedTask
from planapp.domain.extraction.foreign import doubt_foreign

_BODY = "健全港口集疏运体系，完善多式联运设施，推进码头岸线集约利用，" * 3
_PLAN = "某省港口发展规划\n一、主要目标\n到2025年，建成泊位120个。\n二、主要任务\n"


def _tasks(body: str) -> tuple[ExtractedTask, ...]:
    text = f"{_PLAN}（一）推进建设。{body}\n（二）加强管理。{_BODY}完善机制。\n"
    return doubt_foreign(text, extract(text)).tasks


def test_item_with_foreign_words_is_doubted_and_tells_them() -> None:
    first, second = _tasks(f"{_BODY}扩大开放。青柚，加快发展。详见www.example.com/a。")
    assert first.doubts == ("原文中夹有疑似网页内容：“青柚”、“www.example.com/a”",)
    assert first.confidence < second.confidence
    assert second.doubts == ()


def test_item_without_is_left_as_it_is() -> None:
    assert [task.doubts for task in _tasks(f"{_BODY}扩大开放。此外，加快发展。")] == [(), ()]
