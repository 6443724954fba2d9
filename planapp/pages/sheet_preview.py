"""核对填报表: what an uploaded sheet would do, row by row; then all of it is written, or none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now
from planapp.domain.reading import UnreadableDocument
from planapp.domain.terms import ReportState
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.kept_sheet import KeptSheet, drop_sheet, kept_sheet
from planapp.pages.unit_sheet import Opened, as_file, open_sheet
from planapp.pages.unit_sheet_rows import CheckedRow, RowState, check_rows, filled_rows, lines_of
from planapp.reports.unit_sheet import write_unit_sheet
from planapp.rights import Action
from planapp.services.unit_sheets import RowsRefused, save_unit_sheet

_KEPT_AS = "填报表.xlsx"
_TONES = {
    RowState.REFUSED: "red",
    RowState.CONFLICT: "yellow",
    RowState.NEW: "accent",
    RowState.CHANGED: "accent",
}
_WRITABLE = {RowState.CONFLICT, RowState.NEW, RowState.CHANGED}


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that an upload does the same to."""

    state: RowState
    rows: list[CheckedRow]

    @property
    def label(self) -> str:
        return self.state.label

    @property
    def number(self) -> int:
        return len(self.rows)

    @property
    def tone(self) -> str:
        return _TONES.get(self.state, "plain")

    @property
    def url(self) -> str:
        return f"#{self.state.value}" if self.rows and self.state is not RowState.UNTOUCHED else ""


@needs(Action.REPORT)
def sheet_preview(request: HttpRequest) -> HttpResponse:
    """What the uploaded sheet would change; written as a whole when confirmed."""
    kept, opened = _reopened(request)
    if kept is None or opened is None:
        return redirect("admin:unit_sheets")
    ticked = request.POST.getlist("confirmed")
    checked = check_rows(
        opened.uploaded,
        opened.sheet,
        answers={name: request.POST.get(f"why-{name}", "").strip()[:300] for name in ticked},
        factor=settings.PLAUSIBLE_FACTOR,
        overwriting=request.POST.getlist("overwrite"),
    )
    if request.method == "POST" and _confirm(request, kept, checked):
        drop_sheet(person(request))
        return redirect("admin:my_work")
    states = {row.state for row in checked}
    return draw(
        request,
        "sheet_preview.html",
        title="核对填报表",
        sheet=opened.sheet,
        digest=kept.digest,
        groups=[RowGroup(one, [row for row in checked if row.state is one]) for one in RowState],
        has_errors=RowState.REFUSED in states,
        may_save=bool(states & _WRITABLE),
        may_submit=bool(states & {*_WRITABLE, RowState.DRAFT}),
    )


@needs(Action.REPORT)
def marked_sheet(request: HttpRequest) -> HttpResponse:
    """The uploaded sheet again, what is wrong noted in its cells."""
    _, opened = _reopened(request)
    if opened is None:
        return redirect("admin:unit_sheets")
    checked = check_rows(
        opened.uploaded, opened.sheet, answers={}, factor=settings.PLAUSIBLE_FACTOR
    )
    content = write_unit_sheet(opened.sheet, filled=filled_rows(checked))
    return as_file(content, f"{opened.sheet.title}（标注错误）.xlsx")


def _reopened(request: HttpRequest) -> tuple[KeptSheet | None, Opened | None]:
    """The sheet that the person uploaded, as things stand now; says so where there is none."""
    kept = kept_sheet(person(request))
    if kept is None:
        messages.info(request, "没有等待确认的填报表，请先上传。")
        return None, None
    try:
        return kept, open_sheet(request, kept.content, file_name=_KEPT_AS)
    except UnreadableDocument as error:
        messages.error(request, str(error))
        return kept, None


def _confirm(request: HttpRequest, kept: KeptSheet, checked: list[CheckedRow]) -> bool:
    """Write the rows, all or none; what a service refuses is told at its row."""
    hand_in = "submit" in request.POST
    lines = lines_of(checked, hand_in=hand_in)
    refused = _refusal(request, kept, checked, lines=len(lines))
    if refused:
        messages.error(request, refused)
        return False
    done = f"已提交 {len(lines)} 项，等待审核。" if hand_in else f"已保存 {len(lines)} 项草稿。"
    with telling(request, done) as outcome:
        try:
            reached = save_unit_sheet(rows=lines, hand_in=hand_in, by=person(request), at=now())
            if ReportState.CONFIRMING in reached:
                outcome.words = f"已提交 {len(lines)} 项，等待单位负责人确认。"
        except RowsRefused as refusal:
            for row in checked:
                if row.name in refusal.reasons:
                    row.errors[""] = refusal.reasons[row.name]
            raise
    return outcome.succeeded


def _refusal(
    request: HttpRequest, kept: KeptSheet, checked: list[CheckedRow], *, lines: int
) -> str:
    """Why nothing is written yet; empty where it may be."""
    if request.POST.get("digest") != kept.digest:
        return "您后来又上传了一份填报表，下面是新的一份；请核对后再确认。"
    if any(row.state is RowState.REFUSED for row in checked):
        return "表中有错误，改正后重新上传；现在没有写入任何内容。"
    if not lines:
        return "表中没有要写入的内容。"
    if "submit" in request.POST and _leaves_questions_open(checked):
        return "请先核对“需要核对”中的提问：确认无误的勾选，有误的改正后重新上传。"
    return ""


def _leaves_questions_open(checked: Collection[CheckedRow]) -> bool:
    """Whether something is handed in that was asked about; a conflict that is left is not."""
    handed_in = [row for row in checked if row.state is not RowState.CONFLICT]
    return any(not asked.is_confirmed for row in handed_in for asked in row.questions)
