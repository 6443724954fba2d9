"""督办通知单, 督办函 or 商请函: a page as the paper looks, and the same as a Word file."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.pages.frame import draw
from planapp.pages.supervision_notices_one import notice_of
from planapp.reports.notice_paper import HEADS, NoticePaper, build_paper, write_paper

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def notice_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a page; the browser prints it."""
    paper = _paper(request, pk)
    return draw(
        request,
        "notice_paper.html",
        title=f"{paper.kind}：{paper.notice.unit}",
        paper=paper,
        notice=paper.notice,
        heads=HEADS,
    )


def notice_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a Word file."""
    paper = _paper(request, pk)
    response = HttpResponse(write_paper(paper), content_type=_DOCX)
    name = f"{paper.kind} {paper.notice.reference or '草稿'} {paper.notice.unit}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response


def _paper(request: HttpRequest, pk: int) -> NoticePaper:
    return build_paper(notice_of(request, pk), office=settings.OFFICE_NAME, on=today())
