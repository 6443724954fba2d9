"""What an official paper is made of, whatever it is written on: Word, PDF."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_LINE = 20  # characters of a title
NARROW = 2.8  # centimetres of a column of figures or short words, which stand in its middle


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: its caption with its number, heads, rows, and by column the width in centimetres and
    whether its words are centred.
    """

    caption: str
    heads: Sequence[str]
    rows: Iterable[Sequence[str]]
    cm: Sequence[float]
    centred: Sequence[bool]


class Paper(ABC):
    """Written from its title to its annex; headings, tables and figures are numbered."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._heads = self._subheads = self._tables = self._figures = 0

    def head(self, words: str) -> None:
        """一、总体情况."""
        self._heads, self._subheads = self._heads + 1, 0
        self.add_heading(f"{chinese_number(self._heads)}、{words}", level=1)

    def subhead(self, words: str) -> None:
        """（一）进展较好的指标."""
        self._subheads += 1
        self.add_heading(f"（{chinese_number(self._subheads)}）{words}", level=2)

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        cm: Sequence[float],
    ) -> None:
        """`表1　…` and the table, its head repeated on every page."""
        self._tables += 1
        centred = [width <= NARROW for width in cm]
        self.add_table(Listing(f"表{self._tables}　{caption}", heads, rows, cm, centred))

    def figure(self, caption: str, svg: str, *, alternative: str) -> None:
        """The drawing and `图1　…` below it; `alternative` says in words what it shows."""
        self._figures += 1
        self.add_figure(svg, caption=f"图{self._figures}　{caption}", alternative=alternative)

    @abstractmethod
    def add_heading(self, words: str, *, level: int) -> None: ...

    @abstractmethod
    def text(self, words: str) -> None:
        """A paragraph, its first line indented by two characters."""

    @abstractmethod
    def address(self, words: str) -> None:
        """To whom it goes (主送机关), from the left margin."""

    @abstractmethod
    def sign(self, *lines: str) -> None:
        """Who issues it and when (署名、成文日期), at the right."""

    @abstractmethod
    def add_table(self, listing: Listing) -> None: ...

    @abstractmethod
    def add_figure(self, svg: str, *, caption: str, alternative: str) -> None: ...

    @abstractmethod
    def new_page(self) -> None:
        """What follows begins on another page."""

    @abstractmethod
    def landscape(self) -> None:
        """From here on pages lie on their side, for wide tables."""


class FilePaper(Paper):
    """A paper that leaves as a file."""

    @abstractmethod
    def as_bytes(self) -> bytes:
        """The finished file."""


def title_lines(title: str) -> list[str]:
    """A long title goes on below the name of the plan, never in the middle of a word."""
    name, end, rest = title.partition("》")
    return [name + end, rest] if rest and len(title) > _LINE else [title]


def chinese_number(number: int) -> str:
    """1 to 99 as 一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")
