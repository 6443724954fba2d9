"""The words of one Word paragraph, as they stand once all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from planapp.domain.reading.numbering import W

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BOX = W + "txbxContent"
_DROPPED = frozenset({W + name for name in (
    "del", "moveFrom", "pPr", "rPr", "rt", "instrText", "delText", "sdtPr", "drawing", "pict",
    "object",
)})  # fmt: skip
_SIGNS = {
    W + "tab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}


def text_of(paragraph: etree._Element) -> str:
    """The paragraph's own text: no text boxes, no deleted or hidden words."""
    return "".join(_pieces(paragraph))


def _pieces(parent: etree._Element) -> Iterator[str]:
    for node in parent:
        tag = node.tag
        if tag in _DROPPED or tag == _ALTERNATIVE or (tag == W + "r" and _is_hidden(node)):
            continue
        if tag in {W + "t", _MATH}:
            yield (node.text or "").replace("\n", " ")
        elif tag == W + "br":
            yield "" if node.get(W + "type") in {"page", "column"} else "\n"
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        else:
            yield from _pieces(node)


def _is_hidden(run: etree._Element) -> bool:
    return any(is_on(node) for node in run.iterfind(f"{W}rPr/{W}vanish"))


def is_on(node: etree._Element) -> bool:
    """Whether a switch of Word's is on; without a value it is."""
    return node.get(W + "val", "1") not in {"0", "false", "off"}


def boxes_of(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph; of two versions of one, the first with text."""
    yield from _boxes(paragraph)


def _boxes(parent: etree._Element) -> Iterator[etree._Element]:
    for node in parent:
        if node.tag == _BOX:
            yield node
        elif node.tag == _ALTERNATIVE:
            yield from next((found for choice in node if (found := list(_boxes(choice)))), [])
        elif node.tag not in {W + "del", W + "moveFrom"}:
            yield from _boxes(node)


def notes_of(paragraph: etree._Element) -> Iterator[tuple[str, str | None]]:
    """The foot-notes and end-notes cited in a paragraph, as (sort, id)."""
    for node in paragraph.iter(W + "footnoteReference", W + "endnoteReference"):
        if not any(above.tag in {W + "del", W + "moveFrom"} for above in node.iterancestors()):
            sort = "footnote" if node.tag == W + "footnoteReference" else "endnote"
            yield sort, node.get(W + "id")
