"""Small Word and PDF files for the tests, made byte by byte."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import PurePath

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)

_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    "/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
    "/W[1 95 500]/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/Ascent 880"
    "/Descent -120/CapHeight 880/ItalicAngle 0/StemV 80/FontBBox[0 -120 1000 880]>>>>]>>"
)

Word = tuple[float, float, str]  # x and y from the lower left corner, in points; the words
Rule = tuple[float, float, float, float]  # from x, y to x, y


def make_docx(
    body: str, *, parts: Mapping[str, str | bytes] | None = None, word: str = WORD
) -> bytes:
    """A .docx with this body; `parts` are word/….xml by name, named in the relations by stem."""
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{PurePath(name).stem}" Target="{name}"/>'
        for i, name in enumerate(parts)
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r" Type="{OFFICE}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        document = f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document.replace(WORD, word))
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}", content)
    return packed.getvalue()


def part(root: str, content: str) -> str:
    """An XML part of Word's vocabulary."""
    return f"<w:{root} {_NAMESPACES}>{content}</w:{root}>"


def para(text: str, *, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, *, level: int = 0, number: int = 1) -> str:
    """A paragraph of a list."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(text, properties=place)


def cell(text: str, *, properties: str = "") -> str:
    """A table's cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text)}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    """A table of rows of cells."""
    written = "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{written}</w:tbl>"


def make_pdf(
    pages: Sequence[Sequence[Word]],
    *,
    rules: Sequence[Rule] = (),
    rotate: int = 0,
    matrix: str = "1 0 0 1",
) -> bytes:
    """A PDF of 595 × 842 points in one Chinese font of 12 points; Latin is half as wide."""
    strokes = "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in rules)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        _FONT,
    ]
    for index, words in enumerate(pages):
        shown = strokes + "".join(
            f"BT /F1 12 Tf {matrix} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in words
        )
        packed = zlib.compress(shown.encode()).decode("latin-1")
        page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
        objects += [
            f"{page}/Rotate {rotate}/Contents {5 + 2 * index} 0 R>>",
            f"<</Filter/FlateDecode/Length {len(packed)}>>\nstream\n{packed}\nendstream",
        ]
    return join_objects(objects)


def join_objects(objects: Sequence[str]) -> bytes:
    """A PDF file of numbered objects, with its table of places."""
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written + trailer.encode()


def set_lines(lines: Sequence[str], *, top: float = 760, left: float = 72) -> list[Word]:
    """Lines one below the other, 20 points apart; leading spaces indent by a character each."""
    return [
        (left + 12 * (len(line) - len(line.lstrip("　"))), top - 20 * i, line.lstrip("　"))
        for i, line in enumerate(lines)
    ]
