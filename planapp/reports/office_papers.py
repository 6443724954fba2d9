"""The papers for which an office may have a layout of its own, one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from planapp.domain.terms import Measure, PaperKind
from planapp.reports.brief import Brief, indicator_brief, report_brief
from planapp.reports.brief_docx import BRIEFS, write_brief, write_brief_sample
from planapp.reports.example import example_report
from planapp.reports.paper_form import Form
from planapp.reports.report_files import FORMS, WORD_FILES
from planapp.reports.sample_template import write_sample


@dataclass(frozen=True, slots=True)
class OfficePaper:
    """Its form, a layout to begin with, and the paper as it would be now, with invented figures.

    `trial` takes the name of the office and raises Refused where the layout does not fit.
    """

    form: Form[Any]
    sample: Callable[[], bytes]
    trial: Callable[[str], bytes]


def _report(kind: PaperKind) -> OfficePaper:
    def trial(office: str) -> bytes:
        return WORD_FILES[kind].write(example_report(), office)

    return OfficePaper(FORMS[kind], partial(write_sample, FORMS[kind]), trial)


def _brief(kind: PaperKind, example: Callable[[], Brief]) -> OfficePaper:
    def trial(office: str) -> bytes:
        return write_brief(example(), kind, office=office)

    return OfficePaper(BRIEFS[kind], partial(write_brief_sample, kind), trial)


def _indicator() -> Brief:
    report = example_report()
    [cycle], (_, line, _) = report.rounds, report.indicators
    return indicator_brief(
        line, measure=Measure.LEVEL, as_of_on=cycle.as_of_on, cycle=cycle.words, on=report.on
    )


def _group() -> Brief:
    report = example_report()
    [cycle] = report.rounds
    return report_brief(report, name=cycle.plan, subject=f"《{cycle.plan}》")


OFFICE_PAPERS: dict[PaperKind, OfficePaper] = {
    PaperKind.ANNUAL: _report(PaperKind.ANNUAL),
    PaperKind.CIRCULAR: _report(PaperKind.CIRCULAR),
    PaperKind.INDICATOR_BRIEF: _brief(PaperKind.INDICATOR_BRIEF, _indicator),
    PaperKind.GROUP_BRIEF: _brief(PaperKind.GROUP_BRIEF, _group),
}
