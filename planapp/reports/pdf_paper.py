"""PDF files, set by Typst from a template of ours; fonts come with the product."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pylopdf_fonts_zh_cn import sans_path, serif_path

from planapp.reports.paper import FilePaper, Listing, title_lines

_TEMPLATE = Path(__file__).with_name("paper.typ")
_KINDS = {1: "head", 2: "subhead"}


class PdfPaper(FilePaper):
    """A paper as a PDF: collected, then set in one piece."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._upright: list[dict[str, Any]] = []
        self._sideways: list[dict[str, Any]] = []
        self._here = self._upright
        self._drawings: dict[str, str] = {}

    def add_heading(self, words: str, *, level: int) -> None:
        self._here.append({"kind": _KINDS[level], "words": words})

    def text(self, words: str) -> None:
        self._here.append({"kind": "text", "words": words})

    def address(self, words: str) -> None:
        self._here.append({"kind": "address", "words": words})

    def sign(self, *lines: str) -> None:
        self._here.append({"kind": "signed", "lines": lines})

    def add_table(self, listing: Listing) -> None:
        self._here.append(
            {
                "kind": "table",
                "caption": listing.caption,
                "heads": list(listing.heads),
                "rows": [list(row) for row in listing.rows],
                "widths": list(listing.cm),
                "centred": list(listing.centred),
            }
        )

    def add_figure(self, svg: str, *, caption: str, alternative: str) -> None:
        name = f"figure{len(self._drawings)}.svg"
        self._drawings[name] = svg
        said = {"caption": caption, "alternative": alternative}
        self._here.append({"kind": "figure", "file": name, **said})

    def new_page(self) -> None:
        self._here.append({"kind": "new page"})

    def landscape(self) -> None:
        self._here = self._sideways

    def as_bytes(self) -> bytes:
        import typst  # noqa: PLC0415  # slow library: 40 MB that only reports need

        with tempfile.TemporaryDirectory() as folder:
            at = Path(folder)
            (at / "paper.typ").write_bytes(_TEMPLATE.read_bytes())
            content = {
                "title": self.title,
                "lines": title_lines(self.title),
                "upright": self._upright,
                "sideways": self._sideways,
            }
            (at / "data.json").write_text(json.dumps(content), encoding="utf-8")
            for name, svg in self._drawings.items():
                (at / name).write_text(svg, encoding="utf-8")
            fonts = [Path(sans_path()).parent, Path(serif_path()).parent]
            return bytes(
                typst.compile(at / "paper.typ", font_paths=fonts, ignore_system_fonts=True)
            )
