"""What an entry page is about: a duty, or an earlier figure filled in anew beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from planapp.models import ProgressRecord, Report, TaskReport, Unit
from planapp.models.report import ON_THE_WAY
from planapp.pages.entry_forms import WordsForm
from planapp.queries.duties import Duty


def entry_address(duty: Duty) -> str:
    """The page on which it is filled in."""
    page = "admin:figure_entry" if duty.indicator else "admin:task_entry"
    return reverse(page, args=(duty.cycle.pk, duty.item.pk))


@dataclass(frozen=True, slots=True)
class Entry:
    """What is filled in: a duty, or, beside it, an earlier day's figure anew.

    `listed` is all that the person's units owe, where it was read.
    """

    duty: Duty
    unit: Unit
    corrected: ProgressRecord | None = None
    listed: Sequence[Duty] | None = None

    @property
    def newest(self) -> ProgressRecord | TaskReport | None:
        return self.corrected or self.duty.newest

    @property
    def as_of_on(self) -> date:
        return self.corrected.as_of_on if self.corrected else self.duty.cycle.as_of_on

    @property
    def revision(self) -> int:
        return self.newest.revision if self.newest else 0

    @property
    def is_on_the_way(self) -> bool:
        """Whether it was handed in and nobody decided yet."""
        return self.newest is not None and self.newest.state in ON_THE_WAY

    @property
    def autosaves(self) -> bool:
        """Whether typing may change a draft; what counts already is corrected on purpose only."""
        return self.newest is None or self.newest.is_editable

    @property
    def blank(self) -> ProgressRecord | TaskReport:
        """A report of the item for its day, empty."""
        if self.duty.task is not None:
            return TaskReport(task=self.duty.task, cycle=self.duty.cycle)
        return ProgressRecord(series=self.duty.indicators[0].series, as_of_on=self.as_of_on)

    def shown(self, form: WordsForm) -> Report | None:
        """What the form holds, not stored, where it can be read; unsent, the stored one."""
        if not form.is_bound:
            return self.newest
        form.is_valid()
        given, report = form.cleaned_data, self.blank
        if isinstance(report, TaskReport) and given.get("self_assessment"):
            report.self_assessment = given["self_assessment"]
            report.percent = given.get("percent")
            return report
        if isinstance(report, ProgressRecord) and given.get("stored") is not None:
            report.value = given["stored"]
            return report
        return None
