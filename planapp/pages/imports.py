"""导入: send a ledger in, and find one's imports again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.reading import TABLES
from planapp.domain.reading.limits import MAX_TABLE_BYTES, MEGABYTE
from planapp.domain.terms import ImportState
from planapp.imports.intake import EXAMPLE
from planapp.imports.kinds import kind_title
from planapp.imports.registry import RESOURCES, importable
from planapp.imports.running import receive_file
from planapp.models import ImportRun
from planapp.pages.filters import Filter
from planapp.pages.frame import OutOfScope, draw, person
from planapp.pages.queueing import queue_job
from planapp.pages.unit_sheet import as_file
from planapp.pages.uploads import ScannedFileField
from planapp.queries.import_runs import runs_seen
from planapp.reports.import_template import Head, write_template
from planapp.rights import Action, may
from planapp.services.errors import Refused

PER_PAGE = 50
_LIMIT = f"{MAX_TABLE_BYTES // MEGABYTE} MB"
TONES = {
    ImportState.MAPPING: "yellow",
    ImportState.CHECKING: "accent",
    ImportState.CHECKED: "yellow",
    ImportState.WRITING: "accent",
    ImportState.DONE: "green",
    ImportState.CANCELLED: "plain",
    ImportState.FAILED: "red",
}
_NOBODY = "导入由管理员和各单位填报人员进行，审计员可以查看；需要导入的，请联系管理员。"


class FileForm(forms.Form):
    """What comes in, and the file."""

    kind = forms.ChoiceField(label="导入什么")
    file = ScannedFileField(
        max_bytes=MAX_TABLE_BYTES,
        advice="请拆分后分次导入。",
        label="文件",
        widget=forms.FileInput(attrs={"accept": ",".join(TABLES)}),
        help_text=f"{'、'.join(TABLES)}，不超过 {_LIMIT}。请勿上传涉密文件。",
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  # declared above
        kind.choices = kinds


def import_list(request: HttpRequest) -> HttpResponse:
    """Where files are sent in, and the imports that one gets to see, the last first."""
    kinds = [(each.slug, each.title) for each in importable(person(request), on=today())]
    sees_all = _sees_all(request)
    if not kinds and not sees_all:
        raise PermissionDenied(_NOBODY)
    form = FileForm(request.POST or None, request.FILES or None, kinds=kinds)
    if request.method == "POST":
        run = _receive(request, form) if kinds else None
        if not kinds:
            raise PermissionDenied(_NOBODY)
        if run is not None:
            return redirect("admin:import_run", run.pk)
    rows = runs_seen(person(request), on=today())
    state = request.GET.get("state", "")
    if state in set(ImportState):
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "imports.html",
        title="导入",
        form=form,
        kinds=kinds,
        page=page,
        rows=[_row(each) for each in page],
        filters=[Filter("state", "状态", ImportState.choices())],
        narrowed=bool(state),
        sees_all=sees_all,
    )


def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet with our headers, notes and lists to choose from."""
    allowed = {each.slug for each in importable(person(request), on=today())}
    if kind not in RESOURCES:
        raise Http404
    if kind not in allowed:
        raise OutOfScope("只有可以导入这类数据的人员可以下载模板。")
    resource = RESOURCES[kind]
    heads = [
        Head(each.header, each.note, each.example, each.choices, each.required, each.width)
        for each in resource.inputs()
    ]
    content = write_template(resource.title, heads, example_mark=EXAMPLE)
    return as_file(content, f"{resource.title}（导入模板）.xlsx")


def _row(run: ImportRun) -> tuple[ImportRun, str, str, bool]:
    """As the list shows it; nothing is counted before the rows were checked."""
    state = ImportState(run.state)
    is_counted = state in {ImportState.CHECKED, ImportState.WRITING, ImportState.DONE}
    return run, kind_title(run.kind), TONES[state], is_counted


def _sees_all(request: HttpRequest) -> bool:
    on = today()
    return any(may(person(request), each, on=on) for each in (Action.SET_UP, Action.AUDIT))


def _receive(request: HttpRequest, form: FileForm) -> ImportRun | None:
    """Keep the form's file; None where it was refused, the reason beside the field."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        run = receive_file(
            kind=form.cleaned_data["kind"],
            content=file.read(),
            file_name=file.name,
            by=person(request),
            at=now(),
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    if run.state == ImportState.CHECKING:
        queue_job(jobs.carry_on_import, run.pk)
    return run
