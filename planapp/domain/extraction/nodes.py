"""A heading or item of a document in the tree of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from planapp.domain.extraction.assignments import Assignment
from planapp.domain.extraction.headings import Heading, clean_title
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import Mark, Rank
from planapp.domain.extraction.scopes import Part

_LABEL = 20  # characters that stand for a heading without a title


@dataclass(slots=True)
class Node:
    """A heading or item: its own text stands on its line (`body`) and in `texts`."""

    rank: Rank
    start: int
    end: int  # end of its own text, never of its finer headings
    line_end: int = 0  # end of the paragraph its heading stands in
    mark: Mark | None = None
    heading: Heading | None = None
    guessed: bool = False  # a heading that has no mark
    part: Part = Part.OTHER
    assignment: Assignment | None = None  # a row of a table of tasks
    listed: bool = True  # shown in the path of what stands below it
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    texts: list[Paragraph] = field(default_factory=list)
    boxes: list[Paragraph] = field(default_factory=list)
    _label: str | None = None  # asked for by all that stands below

    @property
    def title(self) -> str | None:
        return self.heading.title if self.heading else None

    @property
    def body(self) -> int | None:
        """Where the text after the title begins, None when the line is a title alone."""
        return self.heading.body_start if self.heading else None

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def path(self) -> tuple[Node, ...]:
        """The headings above it, outermost first."""
        above: list[Node] = []
        node = self.parent
        while node is not None and node.heading is not None:
            if node.listed:
                above.append(node)
            node = node.parent
        return tuple(reversed(above))

    def label(self, text: str) -> str:
        """The heading as written, with its mark: （一）发展目标."""
        if self.heading is None:
            return ""
        if self._label is None:
            end = self.heading.end if self.heading.title else min(self.end, self.start + _LABEL)
            self._label = clean_title(text[self.start : end])
        return self._label

    def own_stretches(self) -> list[tuple[int, int]]:
        """What stands under the heading before finer headings: its line and its paragraphs."""
        line = [(self.start, self.line_end)] if self.heading else []
        return line + [(text.start, text.end) for text in self.texts if text.end <= self.end]
