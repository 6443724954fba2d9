"""审签单 of a submission: a page to be printed, and the same as a Word file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.domain.terms import SubmissionKind, SubmissionState
from planapp.models import ProgressRecord, Submission, TaskReport
from planapp.pages.frame import draw
from planapp.pages.submission_detail import submission_of
from planapp.queries.submissions import code_when_sent, content_code, load_round, reports_in
from planapp.reports.sign_off import HEADS, SIGNERS, SignOff, build_sign_off, write_sign_off

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a page; the browser prints it."""
    paper = _paper(submission_of(request, pk))
    return draw(
        request,
        "sign_off.html",
        title=f"审签单：{paper.submission.unit}",
        paper=paper,
        heads=HEADS,
        signers=SIGNERS,
        code_sent=code_when_sent(paper.submission),
    )


def sign_off_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a Word file."""
    paper = _paper(submission_of(request, pk))
    response = HttpResponse(write_sign_off(paper), content_type=_DOCX)
    name = f"审签单 {paper.submission}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response


def items_of(submission: Submission) -> list[ProgressRecord | TaskReport]:
    """What a submission holds: while a unit prepares its sheet, all that it has ready."""
    prepares = submission.state == SubmissionState.PREPARING
    if prepares and submission.kind == SubmissionKind.SHEET:
        return load_round(submission.cycle, submission.unit, on=today()).sheet
    return reports_in(submission)


def _paper(submission: Submission) -> SignOff:
    items = items_of(submission)
    return build_sign_off(submission, items, code=content_code(submission, items))
