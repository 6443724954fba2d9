"""规划文件: upload, the original, publication of a reviewed draft."""

from __future__ import annotations

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from planapp import jobs
from planapp.clock import now
from planapp.domain.reading import ACCEPTED
from planapp.domain.terms import DocumentKind
from planapp.models import ExtractionDraft, PlanDocument, Region, Sector, Unit
from planapp.pages.frame import draw, needs, person, telling
from planapp.rights import Action
from planapp.services.documents import receive_document
from planapp.services.errors import Refused
from planapp.services.publishing import PlanChoices, publish_draft


class UploadForm(forms.Form):
    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        help_text="Word（.docx）、有文字层的 PDF、网页（.html）或文本（.txt）。请勿上传涉密文件。",
    )
    kind = forms.ChoiceField(label="文件性质", choices=DocumentKind.choices())


class PublishForm(forms.Form):
    title = forms.CharField(label="规划名称", max_length=300)
    region = forms.ModelChoiceField(label="行政区划", queryset=Region.objects.all())
    sector = forms.ModelChoiceField(label="领域", queryset=Sector.objects.all(), required=False)
    default_lead = forms.ModelChoiceField(
        label="默认牵头单位", queryset=Unit.objects.all(), required=False,
        help_text="规划没有写明牵头单位的指标和任务由它负责。",
    )  # fmt: skip
    period_start = forms.IntegerField(label="起始年", min_value=1978, max_value=2100)
    period_end = forms.IntegerField(label="目标年", min_value=1978, max_value=2100)
    as_exercise = forms.BooleanField(
        label="作为演练发布", required=False, help_text="征求意见稿只能作为演练发布。"
    )


@needs(Action.SET_UP)
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a document; extraction is queued after the commit."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            receipt = receive_document(
                content=file.read(),
                file_name=file.name,
                kind=DocumentKind(form.cleaned_data["kind"]),
                by=person(request),
                at=now(),
                max_bytes=settings.MAX_DOCUMENT_BYTES,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            if receipt.is_new:
                queue = partial(jobs.extract_document.delay, receipt.document.pk)
                transaction.on_commit(queue, robust=True)  # the sweep picks up what is lost
                messages.success(request, f"已接收《{receipt.document}》，正在提取。")
                for warning in receipt.warnings:
                    messages.warning(request, warning)
            else:
                messages.warning(
                    request, f"这份文件已经上传过（校验和相同）：《{receipt.document}》。"
                )
            return redirect("admin:document", receipt.document.pk)
    return draw(request, "upload.html", title="上传规划文件", form=form)


@needs(Action.SEE_ALL)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document: its draft where there is one, else how far it is."""
    row = get_object_or_404(PlanDocument, pk=pk)
    draft = row.drafts.first()
    if draft is not None:
        return redirect("admin:draft", draft.pk)
    return draw(request, "document.html", title=row.title, document=row)


@needs(Action.SEE_ALL)
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The original, as received."""
    row = get_object_or_404(PlanDocument, pk=pk)
    return FileResponse(
        row.file.open("rb"),
        as_attachment=True,
        filename=row.file_name,
        content_type="application/octet-stream",
    )


@needs(Action.SET_UP)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a plan of a decided draft; what the text says is filled in already."""
    row = get_object_or_404(ExtractionDraft.objects.select_related("document"), pk=pk)
    if row.document.kind == DocumentKind.REFERENCE:
        raise PermissionDenied("参考资料只供阅读和比较，不能发布为规划。")
    form = PublishForm(request.POST or None, initial=_stated(row))
    if request.method == "POST" and form.is_valid():
        with telling(request, "规划已发布，请继续启动准备。") as outcome:
            plan = publish_draft(
                draft=row, choices=PlanChoices(**form.cleaned_data), by=person(request), at=now()
            ).plan
        if outcome.succeeded:
            return redirect("admin:plan_setup", plan.pk)
    return draw(request, "publish.html", title=f"发布：{row.document.title}", form=form, draft=row)


def _stated(row: ExtractionDraft) -> dict[str, object]:
    header = row.header
    issued = header.get("issued_on") or ""
    return {
        "title": row.document.title,
        "region": Region.objects.filter(name=header.get("region") or "").first(),
        "period_start": header.get("period_start") or issued[:4] or None,
        "period_end": header.get("period_end"),
        "as_exercise": row.document.kind == DocumentKind.CONSULTATION,
    }
