"""A paper on the screen: the same sections, as pieces that a page draws."""

from __future__ import annotations

from dataclasses import dataclass, field

from planapp.reports.charts import svg_as_address
from planapp.reports.paper import Listing, Paper


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the page, of which the fields of its kind are set."""

    kind: str
    words: str = ""
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())
    centred: tuple[bool, ...] = ()  # by column
    wide: bool = False  # printed on a page that lies on its side
    picture: str = ""  # as an address that holds the drawing itself
    alternative: str = ""
    left_out: int = 0  # rows that are in the files only

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """The rows, each cell with whether it is centred."""
        return [list(zip(row, self.centred, strict=True)) for row in self.rows]


class PagePaper(Paper):
    """Collects the pieces; long tables are cut, for the files have all of them."""

    MOST_ROWS = 100

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.pieces: list[Piece] = []
        self._wide = False

    def add_heading(self, words: str, *, level: int) -> None:
        self.pieces.append(Piece({1: "head", 2: "subhead"}[level], words))

    def text(self, words: str) -> None:
        self.pieces.append(Piece("text", words))

    def address(self, words: str) -> None:
        self.pieces.append(Piece("address", words))

    def sign(self, *lines: str) -> None:
        self.pieces.append(Piece("signed", lines=lines))

    def add_table(self, listing: Listing) -> None:
        rows = [tuple(row) for row in listing.rows]
        shown = tuple(rows[: self.MOST_ROWS])
        left = len(rows) - len(shown)
        self.pieces.append(
            Piece("table", listing.caption, heads=tuple(listing.heads), rows=shown,
                  centred=tuple(listing.centred), wide=self._wide, left_out=left)
        )  # fmt: skip

    def add_figure(self, svg: str, *, caption: str, alternative: str) -> None:
        picture = svg_as_address(svg)
        self.pieces.append(Piece("figure", caption, picture=picture, alternative=alternative))

    def new_page(self) -> None:
        """A page on the screen goes on."""

    def landscape(self) -> None:
        """On the screen there is one page; only what is printed of it lies on its side."""
        self._wide = True
