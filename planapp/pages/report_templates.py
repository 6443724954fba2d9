"""报告模板: the office's own Word layouts: sent in, tried out, taken back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.domain.reading.limits import MEGABYTE
from planapp.domain.terms import PaperKind
from planapp.models import ReportTemplate
from planapp.pages.frame import draw, needs, person, tell_refusal, telling
from planapp.pages.reports import attached
from planapp.pages.uploads import ScannedFileField
from planapp.reports.office_papers import OFFICE_PAPERS
from planapp.reports.office_template import words_of
from planapp.reports.report_files import DOCX
from planapp.reports.template_intake import MOST_BYTES, receive_template
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.report_templates import remove_template, template_content

_LIMIT = f"{MOST_BYTES // MEGABYTE} MB"


class TemplateForm(forms.Form):
    """Which paper it is for, and the file."""

    kind = forms.ChoiceField(label="用于", choices=PaperKind.choices())
    file = ScannedFileField(
        max_bytes=MOST_BYTES,
        label="模板文件",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=f"Word 文件（.docx），不超过 {_LIMIT}，不含宏、外部链接和嵌入的对象。"
        "请勿上传涉密文件。",
    )


@needs(Action.SET_UP)
def report_templates(request: HttpRequest) -> HttpResponse:
    """What layouts there are, what they may hold, and where one is sent in."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _receive(request, form):
        return redirect("admin:report_templates")
    kept = {row.kind: row for row in ReportTemplate.objects.select_related("uploaded_by")}
    return draw(
        request,
        "report_templates.html",
        title="报告模板",
        form=form,
        kinds=[(kind, kept.get(kind.value)) for kind in PaperKind],
        words=_words(),
        sections=[(kind.label, list(paper.form.blocks)) for kind, paper in OFFICE_PAPERS.items()],
    )


def _words() -> list[tuple[str, str, str]]:
    """Each placeholder, what it says, and in which papers, empty where in all of them."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, paper in OFFICE_PAPERS.items():
        for name, meaning in words_of(paper.form).items():
            found[name, meaning].append(kind.label)
    return [
        (name, meaning, "" if len(labels) == len(OFFICE_PAPERS) else "、".join(labels))
        for (name, meaning), labels in found.items()
    ]


def _receive(request: HttpRequest, form: TemplateForm) -> bool:
    given: dict[str, Any] = form.cleaned_data
    kind, file, by = PaperKind(given["kind"]), given["file"], person(request)
    with telling(request, f"“{kind.label}”以后按这个模板生成 Word 文件。", form) as outcome:
        content = file.read(MOST_BYTES + 1)
        receive_template(kind=kind, content=content, file_name=file.name, by=by, at=now())
    return outcome.succeeded


@needs(Action.SET_UP)
def template_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The layout as it was sent in."""
    row = ReportTemplate.objects.filter(kind=_kind(kind)).first()
    try:
        content = template_content(_kind(kind))
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if row is None or content is None:
        raise Http404
    return attached(content, row.file_name, content_type=DOCX)


@require_POST
@needs(Action.SET_UP)
def remove(request: HttpRequest, kind: str) -> HttpResponse:
    """Return to the product's own layout."""
    wanted = _kind(kind)
    with telling(request, f"“{wanted.label}”恢复使用系统自带的版式。"):
        remove_template(kind=wanted, by=person(request), at=now())
    return redirect("admin:report_templates")


@needs(Action.SET_UP)
def sample(_request: HttpRequest, kind: str) -> HttpResponse:
    """A layout to begin with, that holds what there is."""
    wanted = _kind(kind)
    name = f"{wanted.label}模板（样例）.docx"
    return attached(OFFICE_PAPERS[wanted].sample(), name, content_type=DOCX)


@needs(Action.SET_UP)
def trial(request: HttpRequest, kind: str) -> HttpResponse:
    """The paper in the layout that counts now, with invented figures."""
    wanted = _kind(kind)
    try:
        content = OFFICE_PAPERS[wanted].trial(settings.OFFICE_NAME)
    except Refused as refusal:
        tell_refusal(request, refusal)
        return redirect("admin:report_templates")
    return attached(content, f"{wanted.label}（试印）.docx", content_type=DOCX)


def _kind(text: str) -> PaperKind:
    if text not in set(PaperKind):
        raise Http404
    return PaperKind(text)
