"""An uploaded sheet row by row: what is new, what changed, what cannot be taken and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from planapp.domain.terms import ReportState, SelfAssessment, Term, Vintage
from planapp.domain.unit_sheet import FIGURES, LAYOUTS
from planapp.imports.unit_sheet import UploadedRow, UploadedSheet
from planapp.models import ProgressRecord, Report, Task
from planapp.pages.entry_forms import FigureForm, TaskReportForm, WordsForm
from planapp.pages.formats import NOTHING, format_amount
from planapp.queries.outlooks import questions_about_each
from planapp.queries.unit_sheet import SheetRow, UnitSheet, tidy
from planapp.reports.unit_sheet import Filled
from planapp.services.reports import Figure, save_record, save_task_report
from planapp.services.unit_sheets import Save

_NOT_OURS = "不在本单位本期的填报范围内：可能已调整分工，或不是下载的行。请重新下载填报表核对。"
_TWICE = "同一项出现了两次，只能保留一行。"
_CLEARED = "已有草稿，不能用清空表格的办法删除；请填写内容，或重新下载填报表。"


class RowState(Term):
    """What an upload does to a row."""

    REFUSED = "refused", "有误"
    CONFLICT = "conflict", "他人已改"
    NEW = "new", "新填"
    CHANGED = "changed", "修改"
    DRAFT = "draft", "未改动的草稿"
    UNTOUCHED = "untouched", "未改动"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field as it is stored and as the sheet has it."""

    label: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowQuestion:
    """What is asked back about a figure; `name` is that of its confirmation in the form."""

    name: str
    text: str
    is_confirmed: bool
    explanation: str


@dataclass(slots=True)
class CheckedRow:
    """A row beside what is stored; `errors` are by the name of the input, "" for the whole row."""

    uploaded: UploadedRow
    row: SheetRow | None
    state: RowState
    errors: dict[str, str] = field(default_factory=dict)
    form: WordsForm | None = None
    changes: list[FieldChange] = field(default_factory=list)
    questions: list[RowQuestion] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{LAYOUTS.index(self.uploaded.layout)}-{self.uploaded.number}"

    @property
    def item(self) -> str:
        return str(self.row.duty.item) if self.row else self.uploaded.key or NOTHING

    @property
    def newest(self) -> Report | None:
        return self.row.duty.newest if self.row else None

    @property
    def revision(self) -> int:
        return self.row.revision if self.row else 0

    @property
    def is_written(self) -> bool:
        return self.state in {RowState.NEW, RowState.CHANGED}

    @property
    def told(self) -> list[str]:
        """数据指标 第7行 本期数值：“约300”：请填写数字……"""
        return [self._told(name, why) for name, why in self.errors.items()]

    def _told(self, name: str, why: str) -> str:
        if not name:
            return f"{self.uploaded.place}：{why}"
        text, label = self.uploaded.inputs[name], self.uploaded.layout.label_of(name)
        shown = f"“{text[:40]}”：" if text else ""
        return f"{self.uploaded.place} {label}：{shown}{why}"


def check_rows(
    uploaded: UploadedSheet,
    sheet: UnitSheet,
    *,
    answers: Mapping[str, str],
    factor: Decimal,
    overwriting: Collection[str] = (),
) -> list[CheckedRow]:
    """Each row beside what is stored. Two queries, for what is asked back.

    `answers` are the confirmed questions by name with their explanation; `overwriting` names, with
    the revision that was looked at, the rows whose newer content is to be written over.
    """  # fmt: skip
    stored = {(row.layout.title, row.key): row for row in sheet.rows}
    number = Counter((row.layout.title, row.key) for row in uploaded.rows)
    checked = []
    for row in uploaded.rows:
        place = (row.layout.title, row.key)
        one = _check(row, stored.get(place), is_twice=number[place] > 1)
        if one.state is RowState.CONFLICT and f"{one.name}:{one.revision}" in overwriting:
            one.state = RowState.CHANGED
        checked.append(one)
    _ask(checked, answers, factor)
    return checked


def filled_rows(checked: Collection[CheckedRow]) -> dict[tuple[str, str], Filled]:
    """The rows as they were filled in, with what is wrong, to be handed back."""
    found = {}
    for one in checked:
        row = one.uploaded
        first = row.layout.inputs[0].name
        errors = {name or first: why for name, why in one.errors.items()}
        found[row.layout.title, row.key] = Filled(row.inputs, row.revision, row.mark, errors)
    return found


def lines_of(checked: Collection[CheckedRow], *, hand_in: bool) -> dict[str, Save | Report]:
    """What is to be written, by the name of the row; untouched drafts are handed in with it."""
    lines: dict[str, Save | Report] = {}
    for one in checked:
        if one.is_written:
            lines[one.name] = _line(one)
        elif one.state is RowState.DRAFT and hand_in and one.newest is not None:
            lines[one.name] = one.newest
    return lines


def _check(uploaded: UploadedRow, row: SheetRow | None, *, is_twice: bool) -> CheckedRow:
    if uploaded.is_untouched and not is_twice:
        return CheckedRow(uploaded, row, _as_stored(uploaded, row))
    refused = _TWICE if is_twice else _NOT_OURS if row is None else row.locked
    if row and not refused and not uploaded.unread and not any(_typed(uploaded)):
        if not row.revision:
            return CheckedRow(uploaded, row, RowState.UNTOUCHED)
        refused = _CLEARED
    if refused or row is None:
        return CheckedRow(uploaded, row, RowState.REFUSED, {"": refused})
    form = _form(uploaded, row)
    errors = _errors(uploaded, row, form)
    if errors:
        return CheckedRow(uploaded, row, RowState.REFUSED, errors, form)
    changes = list(_changes(uploaded, row, form))
    if not changes:
        return CheckedRow(uploaded, row, _as_stored(uploaded, row), form=form)
    state = RowState.CHANGED if row.revision else RowState.NEW
    if row.revision != uploaded.revision:
        state = RowState.CONFLICT
    return CheckedRow(uploaded, row, state, form=form, changes=changes)


def _as_stored(uploaded: UploadedRow, row: SheetRow | None) -> RowState:
    """A draft that nobody changed since can be handed in with the sheet."""
    is_draft = row is not None and row.duty.state == ReportState.DRAFT and not row.locked
    same = row is not None and row.revision == uploaded.revision
    return RowState.DRAFT if is_draft and same else RowState.UNTOUCHED


def _typed(uploaded: UploadedRow) -> Iterator[str]:
    """What somebody must have typed: all but what a new row begins with."""
    return (text for name, text in uploaded.inputs.items() if name not in {"unit", "vintage"})


def _errors(uploaded: UploadedRow, row: SheetRow, form: WordsForm) -> dict[str, str]:
    found = {name: " ".join(map(str, why)) for name, why in form.errors.items()}
    unit, own = uploaded.inputs.get("unit"), row.known.get("unit_of_series")
    if unit and unit != own and "unit" not in form.fields:
        found["unit"] = f"这一项只能按“{own}”填报。" if own else "这一项没有计量单位，请留空。"
    return {**found, **uploaded.unread}


def _form(uploaded: UploadedRow, row: SheetRow) -> WordsForm:
    """The entry form of the item, filled with the row: the same rules as on its page."""
    data = dict(uploaded.inputs)
    if uploaded.layout is FIGURES:
        series = row.duty.indicators[0].series
        unit = data["unit"] or series.value_unit
        data["value"] = data["value"].removesuffix(unit).strip() if unit else data["value"]
        data["vintage"] = _value_of(Vintage, data["vintage"])
        return FigureForm(data, series=series)
    data["self_assessment"] = _value_of(SelfAssessment, data["self_assessment"])
    data["percent"] = data["percent"].removesuffix("%")
    return TaskReportForm(data)


def _value_of(terms: type[Term], label: str) -> str:
    """The word that is stored for a label; what is none stays, and the form says so."""
    return next((term.value for term in terms if term.label == label), label)


def _changes(uploaded: UploadedRow, row: SheetRow, form: WordsForm) -> Iterator[FieldChange]:
    unit = str(row.known.get("unit_of_series") or "")
    for column in uploaded.layout.inputs:
        if column.name == "unit":
            continue
        before, after, note = row.inputs[column.name], uploaded.inputs[column.name], ""
        if column.name == "value":
            record = row.duty.newest
            before = format_amount(record.value, unit) if isinstance(record, ProgressRecord) else ""
            after = format_amount(form.cleaned_data["stored"], unit)
            chosen = form.cleaned_data.get("unit") or unit
            note = "" if chosen == unit else f"填报为 {uploaded.inputs['value']} {chosen}"
        elif column.name == "percent":
            percent = form.cleaned_data["percent"]
            after = "" if percent is None else str(percent)
        if not row.revision and column.name == "vintage":
            before = ""
        if tidy(before) != tidy(after):
            yield FieldChange(column.label, before or NOTHING, after or NOTHING, note)


def _ask(checked: list[CheckedRow], answers: Mapping[str, str], factor: Decimal) -> None:
    """What to ask back about the figures that would be written, or handed in."""
    asked = [(one, record) for one in checked if (record := _record(one)) is not None]
    found = questions_about_each([record for _, record in asked], factor=factor) if asked else []
    for (one, record), texts in zip(asked, found, strict=True):
        for number, text in enumerate(texts):
            name = f"{one.name}-{number}"
            said = answers.get(name, record.answers.get(text))
            one.questions.append(RowQuestion(name, text, said is not None, said or ""))


def _record(one: CheckedRow) -> ProgressRecord | None:
    """The figure as it would be stored."""
    if one.row is None or one.uploaded.layout is not FIGURES:
        return None
    newest = one.newest if isinstance(one.newest, ProgressRecord) else None
    if one.state is RowState.DRAFT:
        return newest
    if one.form is None or not (one.is_written or one.state is RowState.CONFLICT):
        return None
    value = one.form.cleaned_data["stored"]
    said = newest.answers if newest and newest.value == value else {}
    return ProgressRecord(
        series=one.row.duty.indicators[0].series,
        as_of_on=one.row.duty.cycle.as_of_on,
        value=value,
        answers=said,
    )


def _line(one: CheckedRow) -> Save:
    """The service's call that writes the row, but for who and when."""
    assert one.row is not None  # noqa: S101  # only rows of the sheet are written
    assert one.form is not None  # noqa: S101  # and only those that were read
    duty, given = one.row.duty, one.form.cleaned_data
    common: dict[str, Any] = {"unit": duty.unit, "words": one.form.words(), "seen": one.revision}
    if isinstance(duty.item, Task):
        return partial(
            save_task_report,
            task=duty.item,
            cycle=duty.cycle,
            self_assessment=SelfAssessment(given["self_assessment"]),
            percent=given["percent"],
            **common,
        )
    answers = {one.text: one.explanation for one in one.questions if one.is_confirmed}
    figure = Figure(given["stored"], Vintage(given["vintage"]), given["source"], answers)
    return partial(
        save_record,
        series=duty.indicators[0].series,
        as_of_on=duty.cycle.as_of_on,
        figure=figure,
        **common,
    )
