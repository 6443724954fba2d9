"""重新印发: the versions of a plan, and the way of a corrected document to a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp import jobs
from planapp.clock import now, today
from planapp.domain.terms import DocumentKind
from planapp.models import DraftItem, ExtractionDraft, Plan
from planapp.pages.documents import receive
from planapp.pages.draft_cards import LABELS, Change, in_words
from planapp.pages.frame import draw, get_seen, needs, person, telling
from planapp.pages.queueing import queue_job
from planapp.pages.uploads import DocumentField
from planapp.queries.draft_review import title_of
from planapp.queries.printings import Difference, PassageChange
from planapp.queries.reissues import changes_of, undecided, versions_of
from planapp.rights import Action, may
from planapp.services.errors import Refused
from planapp.services.reissues import (
    check_printing,
    fingerprint,
    preview,
    publish_reissue,
    take_decisions,
)

_TONES = {
    Difference.REVISED: "red",
    Difference.EDITED: "yellow",
    Difference.NEW: "accent",
    Difference.GONE: "yellow",
}


class PrintingForm(forms.Form):
    file = DocumentField(label="重新印发的文本")


class ReissueForm(forms.Form):
    doc_number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="不填的沿用原文号。"
    )
    effective_year = forms.TypedChoiceField(
        label="目标调整生效年度", coerce=int, help_text="从这一年度起按新的目标和基期测算。"
    )
    reason = forms.CharField(
        label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="为什么重新印发，例如“更正2020年产值目标”。",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, revises: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(plan.period_start, plan.period_end + 1)
        field = self.fields["effective_year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # declared above
        field.choices = [(year, f"{year}年") for year in years]
        field.initial = min(max(today().year, plan.period_start), plan.period_end)
        if not revises:
            field.widget, field.required = forms.HiddenInput(), False
            field.empty_value = field.initial


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as the page shows it: the fields in words, both quotes."""

    change: PassageChange
    title: str
    fields: list[Change]

    @property
    def shows_quotes(self) -> bool:
        """Whether the passage itself has to be read."""
        return self.change.difference is not Difference.MOVED


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one sort."""

    difference: Difference
    rows: list[ChangeRow]
    tone: str


@needs(Action.SEE_ALL)
def plan_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The printings of a plan, and what the chosen reissue changed."""
    plan = _plan(request, pk)
    wanted = request.GET.get("version", "")
    reissues = {str(one.number): one for one in plan.reissues.select_related("document")}
    chosen = reissues.get(wanted) or next(iter(reversed(reissues.values())), None)
    changes = changes_of(chosen) if chosen else None
    revisions = list(chosen.revisions.select_related("indicator")) if chosen else []
    return draw(
        request,
        "plan_versions.html",
        title=f"版次：{plan.title}",
        plan=plan,
        versions=versions_of(plan),
        chosen=chosen,
        revisions=revisions,
        groups=_group(changes or []),
        counts=_counts(changes or []),
        may_upload=may(person(request), Action.SET_UP, on=today()) and not plan.is_exercise,
    )


@needs(Action.SET_UP)
def upload_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive the corrected document; it is read and reviewed like any other."""
    plan = _plan(request, pk)
    if plan.is_exercise:
        raise PermissionDenied("演练规划没有正式印发，请把正式文本发布为新的规划。")
    form = PrintingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        receipt = receive(request, form, kind=DocumentKind.OFFICIAL)
        if receipt is not None:
            if receipt.awaits_extraction:
                queue_job(jobs.extract_document, receipt.document.pk, plan.pk)
            return redirect("admin:document", receipt.document.pk)
    title = f"上传重新印发的文本：{plan.title}"
    return draw(request, "upload_reissue.html", title=title, form=form, plan=plan)


@needs(Action.SET_UP)
def reissue(request: HttpRequest, pk: int, draft_id: int) -> HttpResponse:
    """What the new printing changes, old beside new; publishing it is one step."""
    plan, draft = _plan(request, pk), _draft(draft_id)
    title = f"重新印发：{plan.title}"
    context: dict[str, Any] = {"title": title, "plan": plan, "draft": draft}
    try:
        check_printing(plan, draft)
        if pending := undecided(draft):
            return draw(request, "reissue.html", pending=pending, **context)
        changes = preview(plan=plan, draft=draft)
    except Refused as refusal:
        return draw(request, "reissue.html", refusal=str(refusal), **context)
    form = ReissueForm(
        request.POST or None,
        plan=plan,
        revises=any(one.difference is Difference.REVISED for one in changes),
        initial={
            "doc_number": draft.header.get("doc_number") or "",
            "seen": fingerprint(changes),
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _publish(request, form, plan=plan, draft=draft)
    ):
        return redirect("admin:plan_versions", pk)
    return draw(
        request,
        "reissue.html",
        form=form,
        groups=_group(changes),
        counts=_counts(changes),
        **context,
    )


def _publish(
    request: HttpRequest, form: ReissueForm, *, plan: Plan, draft: ExtractionDraft
) -> bool:
    with telling(request, "重新印发的文本已发布为新的版次。") as outcome:
        made = publish_reissue(
            plan=plan, draft=draft, **form.cleaned_data, by=person(request), at=now()
        )
        queue_job(jobs.recalculate_stale_gaps)
    if outcome.succeeded and made.revisions:
        messages.warning(
            request, f"{len(made.revisions)} 项目标或基期的调整须由另一位管理员确认后生效。"
        )
    if outcome.succeeded and made.unmatched_units:
        messages.warning(request, f"单位名册中没有：{'、'.join(made.unmatched_units)}。")
    return outcome.succeeded


@require_POST
@needs(Action.SET_UP)
def carry_decisions(request: HttpRequest, pk: int, draft_id: int) -> HttpResponse:
    """Take the decisions on the plan's present document over to the new printing."""
    plan, draft = _plan(request, pk), _draft(draft_id)
    with telling(request, "现行文本上的决定已带到相同的条目上，其余请逐条决定。") as outcome:
        take_decisions(plan=plan, draft=draft, by=person(request), at=now())
    if outcome.succeeded and undecided(draft):
        return redirect("admin:draft", draft_id)
    return redirect("admin:reissue", pk, draft_id)


def _plan(request: HttpRequest, pk: int) -> Plan:
    rows = Plan.objects.select_related("region", "document")
    return get_seen(request, rows, pk=pk)


def _draft(pk: int) -> ExtractionDraft:
    return get_object_or_404(ExtractionDraft.objects.select_related("document"), pk=pk)


def _group(changes: Iterable[PassageChange]) -> list[ChangeGroup]:
    """By what became of them; what stayed as it was is counted only."""
    rows = [_row(one) for one in changes if one.difference is not Difference.SAME]
    groups = [
        ChangeGroup(
            difference,
            [row for row in rows if row.change.difference is difference],
            _TONES.get(difference, "plain"),
        )
        for difference in Difference
    ]
    return [group for group in groups if group.rows]


def _counts(changes: Sequence[PassageChange]) -> list[dict[str, Any]]:
    return [
        {
            "label": difference.label,
            "number": sum(one.difference is difference for one in changes),
            "tone": _TONES.get(difference, "plain"),
        }
        for difference in Difference
    ]


def _row(change: PassageChange) -> ChangeRow:
    item = change.new or change.old
    assert item is not None  # noqa: S101  # a change has at least one side
    shown = [name for name in change.fields if name != "quote"]
    return ChangeRow(change, title_of(item), [_field(name, change) for name in shown])


def _field(name: str, change: PassageChange) -> Change:
    def words(item: DraftItem | None) -> str:
        value = item.current.get(name) if item else None
        if name == "section":
            return " › ".join(value or ()) or in_words(name, None)
        return in_words(name, value)

    return Change(LABELS.get(name, "章节"), words(change.old), words(change.new))
