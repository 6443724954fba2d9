"""What a report is narrowed to: read from its address, said in words, refused where unreadable."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, NamedTuple

from django.http import HttpRequest

from planapp.domain.terms import Attribute, ItemKind
from planapp.pages.choices import filters_for, places, read_filter
from planapp.pages.filters import Filter, view_filters
from planapp.queries.gap_list import GapFilter


class Asked(NamedTuple):
    """The filter, its words by pairs, and what of the address means nothing."""

    chosen: GapFilter
    words: list[tuple[str, str]]
    wrong: list[str]  # 年度“abc”

    @property
    def refusal(self) -> str:
        """What to say of it: a report on something else than was meant must not go out."""
        return f"筛选条件有误，没有这个选项：{'、'.join(self.wrong)}。请重新选择。"

    def as_columns(self) -> dict[str, Any]:
        """The filter as it is kept, for whoever reads it again has a scope of one's own by then."""
        names = [each.name for each in fields(GapFilter) if each.name != "scope"]
        return {name: getattr(self.chosen, name) for name in names}


def read_asked(request: HttpRequest) -> Asked:
    """What the address asks for. Six queries at most."""
    chosen = read_filter(request)
    known = filters_for(ItemKind.INDICATOR, chosen)
    views = view_filters(request, known)
    words = [(each.label, each.chosen) for each in views if each.chosen]
    if chosen.words:
        words.append(("关键词", chosen.words))
    wrong = [
        f"{view.label}“{given[:20]}”"
        for each, view in zip(known, views, strict=True)
        if (given := request.GET.get(each.name, "")) and not view.chosen
    ]
    return Asked(chosen, words, wrong)


def shown_filters(asked: Asked) -> list[Filter]:
    """Those that the page offers."""
    attribute = Filter("attribute", "属性", Attribute.choices())
    return [*places(ItemKind.INDICATOR, asked.chosen), attribute]
