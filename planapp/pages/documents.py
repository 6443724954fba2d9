"""规划文件: upload, review of the draft beside its text, publication."""

from __future__ import annotations

from collections import Counter
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, ItemKind
from planapp.models import DraftItem, ExtractionDraft, PlanDocument, Region, Sector, Unit
from planapp.pages.frame import draw, needs, person, telling
from planapp.rights import Action, may
from planapp.services.documents import receive_document
from planapp.services.errors import Refused
from planapp.services.publishing import PlanChoices, publish_draft
from planapp.services.review import accept_pending, decide_item


class UploadForm(forms.Form):
    file = forms.FileField(
        label="文件", help_text="纯文本（.txt），UTF-8 或 GB18030 编码。请勿上传涉密文件。"
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


@needs(Action.SEE_ALL)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read out of a document, item by item, each with its sentence."""
    row = get_object_or_404(ExtractionDraft.objects.select_related("document"), pk=pk)
    items = list(row.items.all())
    kinds = Counter(item.kind for item in items)
    may_set_up = may(person(request), Action.SET_UP, on=today())
    return draw(
        request,
        "draft.html",
        title=row.document.title,
        draft=row,
        document=row.document,
        groups=[
            (kind.label, [item for item in items if item.kind == kind])
            for kind in ItemKind
            if kinds[kind]
        ],
        decided=sum(item.decision != Decision.PENDING for item in items),
        total=len(items),
        plan=row.document.plans.first(),
        may_set_up=may_set_up,
        may_publish=may_set_up and row.document.status == DocumentStatus.EXTRACTED,
    )


_BUTTONS = {"accept": Decision.ACCEPTED, "reject": Decision.REJECTED}


@require_POST
@needs(Action.SET_UP)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or reject one item."""
    item = get_object_or_404(DraftItem, pk=pk)
    decision = next((_BUTTONS[name] for name in _BUTTONS if name in request.POST), None)
    if decision is None:
        return HttpResponseBadRequest("请选择“采用”或“不采纳”。")
    with telling(request, f"“{item}”：{decision.label}。"):
        decide_item(item=item, decision=decision, by=person(request), at=now())
    return redirect("admin:draft", item.draft_id)


@require_POST
@needs(Action.SET_UP)
def accept_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept all that is undecided."""
    row = get_object_or_404(ExtractionDraft, pk=pk)
    with telling(request, "未定条目已全部采用。"):
        accept_pending(draft=row, by=person(request), at=now())
    return redirect("admin:draft", pk)


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
