"""规划文件: upload, the original, publication of a reviewed draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import DocumentKind, DocumentStatus
from planapp.models import ExtractionDraft, Plan, PlanDocument, Region, Sector, Unit
from planapp.pages.frame import draw, get_seen, needs, person, telling
from planapp.pages.queueing import queue_job
from planapp.pages.uploads import DocumentField
from planapp.rights import Action, may
from planapp.services.documents import Receipt, receive_document, retry_extraction
from planapp.services.errors import Refused
from planapp.services.publishing import PlanChoices, publish_draft
from planapp.services.reextraction import read_again

REFRESH_SECONDS = 3


class UploadForm(forms.Form):
    file = DocumentField(label="文件")
    kind = forms.ChoiceField(label="文件性质", choices=DocumentKind.choices())


class ReprintForm(forms.Form):
    """Which plan's text a document corrects, where that is not found by itself."""

    reprints = forms.ModelChoiceField(
        label="规划", queryset=Plan.objects.filter(is_exercise=False), empty_label="（请选择）"
    )


class PublishForm(forms.Form):
    title = forms.CharField(label="规划名称", max_length=300)
    region = forms.ModelChoiceField(
        label="行政区划", queryset=Region.objects.all(), empty_label="（请选择）"
    )
    sector = forms.ModelChoiceField(
        label="领域", queryset=Sector.objects.all(), required=False, empty_label="（不分领域）"
    )
    default_lead = forms.ModelChoiceField(
        label="默认牵头单位", queryset=Unit.objects.none(), required=False, empty_label="（未定）",
        help_text="规划没有写明牵头单位的指标和任务由它负责。",
    )  # fmt: skip
    period_start = forms.IntegerField(label="起始年", min_value=1978, max_value=2100)
    period_end = forms.IntegerField(label="目标年", min_value=1978, max_value=2100)
    as_exercise = forms.BooleanField(
        label="作为演练发布", required=False, help_text="征求意见稿只能作为演练发布。"
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.fields["default_lead"]
        assert isinstance(lead, forms.ModelChoiceField)  # noqa: S101  # declared above
        lead.queryset = Unit.objects.valid_on(on)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("period_start"), given.get("period_end")
        if start and end and start > end:
            self.add_error("period_end", "目标年不能早于起始年。")
        return given


@needs(Action.SET_UP)
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a document; extraction is queued after the commit."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        receipt = receive(request, form, kind=DocumentKind(form.cleaned_data["kind"]))
        if receipt is not None:
            if receipt.awaits_extraction:
                queue_job(jobs.extract_document, receipt.document.pk)
            return redirect("admin:document", receipt.document.pk)
    return draw(request, "upload.html", title="上传规划文件", form=form)


def receive(request: HttpRequest, form: forms.Form, *, kind: DocumentKind) -> Receipt | None:
    """Keep the form's file and say what became of it; None where it was refused."""
    file = form.cleaned_data["file"]
    try:
        receipt = receive_document(
            content=file.read(),
            file_name=file.name,
            kind=kind,
            by=person(request),
            at=now(),
            max_bytes=settings.MAX_DOCUMENT_BYTES,
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    known = f"这份文件已经上传过（校验和相同）：《{receipt.document}》"
    if receipt.is_new:
        messages.success(request, f"已接收《{receipt.document}》。")
    elif receipt.awaits_extraction:
        messages.warning(request, f"{known}，现在重新提取。")
    else:
        messages.warning(request, f"{known}。")
    for warning in receipt.warnings:
        messages.warning(request, warning)
    return receipt


@require_POST
@needs(Action.SET_UP)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a document again whose reading failed or was interrupted."""
    row = get_seen(request, PlanDocument.objects.all(), pk=pk)
    with telling(request, "已重新开始提取。"):
        document = retry_extraction(document=row, by=person(request), at=now())
        queue_job(jobs.extract_document, document.pk)
    return redirect("admin:document", pk)


@require_POST
@needs(Action.SET_UP)
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the document with the present extractor; decisions made so far are carried over."""
    row = get_object_or_404(ExtractionDraft.objects.select_related("document"), pk=pk)
    words = "正在用新版提取器重读，完成后原有决定会带到相同的条目上。"
    with telling(request, words) as outcome:
        document = read_again(draft=row, by=person(request), at=now())
        queue_job(jobs.extract_document, document.pk)
    if outcome.succeeded:
        return redirect("admin:document", row.document_id)
    return redirect("admin:draft", pk)


@needs(Action.SEE_ALL)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document: its draft where there is one, else how far it is, anew every few seconds."""
    row = get_seen(request, PlanDocument.objects.all(), pk=pk)
    draft, is_waiting = row.drafts.first(), row.status == DocumentStatus.RECEIVED
    if draft is not None and not is_waiting:
        return redirect("admin:draft", draft.pk)
    response = draw(
        request,
        "document.html",
        title=row.title,
        history_of=row,
        document=row,
        is_waiting=is_waiting,
        may_set_up=may(person(request), Action.SET_UP, on=today()),
    )
    if is_waiting:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@needs(Action.SEE_ALL)
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The original, as received."""
    row = get_seen(request, PlanDocument.objects.all(), pk=pk)
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
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
    if row.document.status == DocumentStatus.PUBLISHED:
        messages.info(request, "该文件已经发布为规划。")
        return redirect("admin:draft", pk)
    choice = ReprintForm(request.GET if "reprints" in request.GET else None)
    if choice.is_valid():
        return redirect("admin:reissue", choice.cleaned_data["reprints"].pk, pk)
    form = PublishForm(request.POST or None, initial=_stated(row), on=today())
    if request.method == "POST" and form.is_valid():
        with telling(request, "规划已发布，请继续启动准备。") as outcome:
            plan = publish_draft(
                draft=row, choices=PlanChoices(**form.cleaned_data), by=person(request), at=now()
            ).plan
        if outcome.succeeded:
            return redirect("admin:plan_setup", plan.pk)
    context = {"form": form, "draft": row, "choice": choice}
    return draw(request, "publish.html", title=f"发布：{row.document.title}", **context)


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
