"""规划体检: a draft goes in, the report comes out; nothing is stored and nobody gets a duty."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.reading import UnreadableDocument, read
from planapp.pages.frame import draw, needs
from planapp.pages.uploads import DocumentField
from planapp.queries.plan_figures import figures_of_region
from planapp.reports.checkup import Checkup, examine
from planapp.reports.checkup_docx import write_checkup
from planapp.rights import Action

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Draft:
    file_name: str
    text: str


class CheckupForm(forms.Form):
    file = DocumentField(label="送审稿", note="只在本次体检中使用，不保存。")

    def clean_file(self) -> Draft:
        """The draft as text; where it cannot be read, the reader's own words."""
        file = self.cleaned_data["file"]
        try:
            return Draft(file.name, read(file.read(), file_name=file.name).text)
        except UnreadableDocument as error:
            raise forms.ValidationError(str(error)) from error


@needs(Action.CHECK)
def checkup(request: HttpRequest) -> HttpResponse:
    """Ask for a draft; show what was found in it.

    The Word file is inside the page: nothing has to be kept, or sent and examined again.
    """
    form = CheckupForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return draw(request, "checkup.html", title="规划体检", form=form)
    uploaded: Draft = form.cleaned_data["file"]
    report = examine(uploaded.text, figures_of_region)
    word = write_checkup(report, file_name=uploaded.file_name, on=today())
    return draw(
        request,
        "checkup.html",
        title="规划体检",
        form=CheckupForm(),
        report=report,
        counts=_counts(report),
        file_name=uploaded.file_name,
        word_url=f"data:{_WORD};base64,{b64encode(word).decode()}",
        word_name=f"规划体检报告-{PurePath(uploaded.file_name).stem}.docx",
    )


def _counts(report: Checkup) -> list[dict[str, object]]:
    return [
        {"label": "不一致", "number": len(report.rows), "tone": "red"},
        {"label": "目标", "number": len(report.plan.goals)},
        {"label": "指标", "number": len(report.plan.indicators)},
        {"label": "任务", "number": len(report.plan.tasks)},
        {"label": "未写明单位的任务", "number": report.tasks_without_unit, "tone": "yellow"},
    ]
