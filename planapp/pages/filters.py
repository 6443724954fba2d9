"""A list's filters and the links that change one parameter of its address and keep the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.http import HttpRequest

PAGE = "page"  # any other change of the address leads back to the first page
_HERE = "__value__"  # where a choice's value goes in an address that is written once for all


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter that narrows a list: its name in the address, its label, its choices.

    `more` says in words what else there is, and where to find it.
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    more: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter as drawn: what is chosen, if anything, and where each choice leads."""

    label: str
    chosen: str
    clear_url: str
    choices: list[Choice]
    more: tuple[str, str]


def link_with(request: HttpRequest, **changes: object) -> str:
    """This page's address with some parameters set, or taken away where the value is None."""
    parameters = request.GET.copy()
    parameters.pop(PAGE, None)
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


def with_light(url: str, light: str) -> str:
    """The address of a list, narrowed to a light."""
    joint = "" if url.endswith("?") else "&" if "?" in url else "?"
    return f"{url}{joint}light={light}"


def view_filters(request: HttpRequest, filters: Sequence[Filter]) -> list[FilterView]:
    """Filters in their order; a value that is no choice counts as none chosen."""
    return [_view(request, each) for each in filters]


def clear_link(request: HttpRequest, filters: Sequence[Filter]) -> str:
    """This page's address without any of the filters."""
    return link_with(request, **{each.name: None for each in filters})


def _view(request: HttpRequest, each: Filter) -> FilterView:
    current = request.GET.get(each.name, "")
    before, _, after = link_with(request, **{each.name: _HERE}).rpartition(_HERE)
    return FilterView(
        label=each.label,
        chosen=dict(each.choices).get(current, ""),
        clear_url=link_with(request, **{each.name: None}),
        choices=[
            Choice(label, f"{before}{quote_plus(value)}{after}", value == current)
            for value, label in each.choices
        ],
        more=each.more,
    )
