"""佐证材料: what the entry page adds and takes away, and the files on their way out."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from planapp import jobs
from planapp.clock import today
from planapp.domain.terms import ScanState
from planapp.models import Evidence, User
from planapp.models.evidence import BACKED, Backed
from planapp.pages.entry_forms import FileForm
from planapp.pages.frame import person
from planapp.pages.queueing import queue_job
from planapp.queries.evidence import may_see_evidence
from planapp.services.errors import Refused
from planapp.services.evidence import Limits, add_file, add_link, remove


@require_GET
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was sent, to whoever may see what it backs; no browser opens it."""
    rows = Evidence.objects.select_related(*BACKED.values())
    row = get_object_or_404(rows.exclude(file=""), pk=pk)
    if not may_see_evidence(person(request), row, on=today()):
        raise PermissionDenied("只有填报单位、相关单位和督查、审计、管理人员可以下载这份材料。")
    if not row.is_served:
        state = ScanState(row.scan)
        why = "正在检查病毒，请稍后再试" if state is ScanState.NOT_CHECKED else state.label
        raise PermissionDenied(f"这份材料不能下载：{why}。")
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    # The middleware adds nosniff, the admin no-store.
    return FileResponse(
        content,
        as_attachment=True,
        filename=row.file_name,
        content_type="application/octet-stream",
    )


def change_evidence(
    request: HttpRequest, backed: Backed, form: FileForm, *, by: User, at: datetime
) -> None:
    """Add or take away what a page asks for; raises Refused."""
    if "remove" in request.POST:
        wanted = request.POST["remove"]
        row = backed.evidence.filter(pk=wanted).first() if wanted.isdecimal() else None
        if row is None:
            raise Refused("这份佐证材料已经不在了。")
        remove(evidence=row, by=by, at=at)
    elif "attach" in request.POST:
        add_evidence(backed, form, by=by, at=at)


def add_evidence(backed: Backed, form: FileForm, *, by: User, at: datetime) -> None:
    """Keep the file and the link of a valid form; raises Refused."""
    given = form.cleaned_data
    limits = Limits(settings.MAX_EVIDENCE_BYTES, settings.MAX_EVIDENCE_NUMBER)
    if given["file"] is not None:
        file = given["file"]
        row = add_file(
            backed=backed, content=file.read(), file_name=file.name, limits=limits, by=by, at=at
        )
        queue_job(jobs.scan_evidence, row.pk)
    if given.get("link"):
        title = given["link_title"]
        add_link(backed=backed, url=given["link"], title=title, limits=limits, by=by, at=at)
