"""规划体检: a draft goes in, the report comes out; nothing is stored and nobody gets a duty."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from planapp.clock import today
from planapp.domain.reading import ACCEPTED, UnreadableDocument, read
from planapp.pages.frame import draw, needs
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
    file = forms.FileField(
        label="送审稿",
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        help_text="Word（.docx）、有文字层的 PDF、网页（.html）或文本（.txt）；"
        "只在本次体检中使用，不保存。请勿上传涉密文件。",
    )

    def clean_file(self) -> Draft:
        """The draft as text; where it cannot be read, the reader's own words."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_DOCUMENT_BYTES:
            limit = settings.MAX_DOCUMENT_BYTES // 1024 // 1024
            raise forms.ValidationError(f"文件超过上限 {limit} MB。")
        try:
            return Draft(file.name, read(file.read(), file_name=file.name).text)
        except UnreadableDocument as error:
            raise forms.ValidationError(str(error)) from error


@needs(Action.CHECK)
def checkup(request: HttpRequest) -> HttpResponse:
    """Ask for a draft; show what was found in it."""
    form = CheckupForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return draw(request, "checkup.html", title="规划体检", form=form)
    uploaded: Draft = form.cleaned_data["file"]
    report = examine(uploaded.text, figures_of_region)
    return draw(
        request,
        "checkup.html",
        title="规划体检",
        form=CheckupForm(),
        report=report,
        counts=_counts(report),
        text=uploaded.text,
        file_name=uploaded.file_name,
    )


@needs(Action.CHECK)
@require_POST
def checkup_report(request: HttpRequest) -> HttpResponse:
    """The same report as a Word file, from the text that the page holds."""
    text, file_name = request.POST.get("text", ""), request.POST.get("file_name", "")
    if not text:
        return HttpResponseBadRequest("没有要体检的文字。")
    report = examine(text.replace("\r\n", "\n"), figures_of_region)
    content = write_checkup(report, file_name=file_name, on=today())
    name = f"规划体检报告-{PurePath(file_name).stem}.docx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=_WORD, headers={"Content-Disposition": disposition or "attachment"}
    )


def _counts(report: Checkup) -> list[dict[str, object]]:
    return [
        {"label": "不一致", "number": len(report.rows), "tone": "red"},
        {"label": "目标", "number": len(report.plan.goals)},
        {"label": "指标", "number": len(report.plan.indicators)},
        {"label": "任务", "number": len(report.plan.tasks)},
        {"label": "未写明单位的任务", "number": report.tasks_without_unit, "tone": "yellow"},
    ]
