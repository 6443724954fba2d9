"""The kinds of official papers: what each says, on whichever paper it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from planapp.domain.monitoring import Monitoring
from planapp.domain.wording import format_day
from planapp.reports.paper import Paper

WHOLE = "正文"
ContentT = TypeVar("ContentT")
Section = Callable[[Paper, ContentT], None]
Words = Mapping[str, tuple[str, Callable[[ContentT], str]]]  # what each says, and how it is found


@dataclass(frozen=True, slots=True)
class Form(Generic[ContentT]):
    """What a kind of paper is made of: its title, its words, and its sections by their headings."""

    label: str
    title: Callable[[ContentT], str]
    words: Words[ContentT]
    sections: Mapping[str, Section[ContentT]]

    @property
    def blocks(self) -> dict[str, Section[ContentT]]:
        """What stands alone in a paragraph of an office's own layout, by its name."""
        return dict(self.sections)


@dataclass(frozen=True, slots=True)
class PaperForm(Form[Monitoring]):
    """A paper on a report.

    One that goes to others has an address and is signed. Annexes follow on pages of their own.
    """

    annexes: Mapping[str, Section[Monitoring]] = field(default_factory=dict)
    addressed_to: str = ""
    wide_annexes: bool = False

    @property
    def blocks(self) -> dict[str, Section[Monitoring]]:
        def whole(paper: Paper, report: Monitoring) -> None:
            write_body(self, report, paper)

        return {WHOLE: whole, **self.sections, **self.annexes}


PaperT = TypeVar("PaperT", bound=Paper)


def write_form(
    form: PaperForm, report: Monitoring, *, on: Callable[[str], PaperT], office: str
) -> PaperT:
    """The whole paper; figures, counts and words are those of the page."""
    paper = on(form.title(report))
    if form.addressed_to:
        paper.address(form.addressed_to)
    write_body(form, report, paper)
    if form.addressed_to:
        paper.sign(office, format_day(report.on))
    if form.wide_annexes:
        paper.landscape()
    elif form.annexes:
        paper.new_page()
    for section in form.annexes.values():
        section(paper, report)
    return paper


def write_body(form: PaperForm, report: Monitoring, paper: Paper) -> None:
    """The sections, each under its heading."""
    for head, section in form.sections.items():
        paper.head(head)
        section(paper, report)
