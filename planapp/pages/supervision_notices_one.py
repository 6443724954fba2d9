"""督办: one paper with its items and its course; what its unit and its supervisors do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from planapp.clock import now, today
from planapp.domain.terms import NoticeMatter, Settlement
from planapp.models import NoticeItem, SupervisionNotice
from planapp.pages.choices import chosen_number, chosen_numbers
from planapp.pages.entry_forms import EvidenceForm
from planapp.pages.evidence import change_evidence
from planapp.pages.frame import draw, get_seen, needs, person, seen, telling
from planapp.pages.supervision_notices_forms import DraftForm
from planapp.queries.notice_items import settlements
from planapp.queries.supervision_notices import items_listed, with_parts
from planapp.rights import Action, may, may_report_for
from planapp.services.notice_answers import acknowledge, answer, close, send_back
from planapp.services.notice_news import people_told
from planapp.services.notice_steps import (
    ACKNOWLEDGE,
    ANSWER,
    CLOSE,
    SEND_BACK,
    SIGN,
    VOID,
    open_to,
)
from planapp.services.supervision_notices import Office, edit_draft, sign_notice, void_notice

_SAID = {
    "acknowledge": "已签收，督查已收到通知。请办理后在这里反馈。",
    "answer": "反馈已送出，督查已收到通知。",
    "send_back": "已退回，主送单位已收到通知。",
    "close": "已办结，主送单位已收到通知。",
    "void": "已作废。",
}
_STEPS = (ACKNOWLEDGE, ANSWER, SEND_BACK, CLOSE, VOID, SIGN)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as the page shows it; `settled` also where that is not stored yet."""

    item: NoticeItem
    settled: Settlement | None
    days: int | None
    url: str  # where the unit fills it in

    @property
    def matter(self) -> str:
        return NoticeMatter(self.item.matter).label


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper; what the pressed button asks for is done by whose step it is."""
    shown = notice_of(request, pk)
    own, reviews = is_own(request, shown), may_review(request, shown)
    attached = EvidenceForm.sent_with(request)
    if request.method == "POST":
        if not (own or reviews):
            raise PermissionDenied(f"只有{shown.unit}的人员和负责的督查人员可以办理这份文书。")
        if _take(request, shown, attached):
            return redirect("admin:notice", pk)
    rows = rows_of(shown, own=own)
    return draw(
        request,
        "notice.html",
        title=f"{shown.get_kind_display()}：{shown.unit}",
        history_of=shown,
        notice=shown,
        rows=rows,
        open_number=sum(row.settled is None for row in rows),
        own=own,
        reviews=reviews,
        can={step.act.value: open_to(step, shown) for step in _STEPS},
        typed=request.POST.get("words", ""),
        attached=attached,
        evidence=shown.evidence.select_related("uploaded_by"),
        evidence_limit=settings.MAX_EVIDENCE_BYTES // 1024 // 1024,
        office=settings.OFFICE_NAME,
        today=today(),
    )


def notice_of(request: HttpRequest, pk: int) -> SupervisionNotice:
    """The paper with its items and steps, for whoever gets to see it; 404 for others."""
    return get_seen(request, _whole(), pk=pk)


def _to_review(request: HttpRequest, pk: int) -> SupervisionNotice:
    return get_seen(request, _whole(), to=Action.REVIEW, pk=pk)


def _whole() -> QuerySet[SupervisionNotice]:
    rows = SupervisionNotice.objects.select_related("cycle__plan", "unit")
    return with_parts(rows.select_related("drafted_by", "signed_by"))


def is_own(request: HttpRequest, shown: SupervisionNotice) -> bool:
    return may_report_for(person(request), shown.unit, on=today())


def may_review(request: HttpRequest, shown: SupervisionNotice) -> bool:
    """Whether the person is a supervisor in charge of the unit and the plan."""
    if not may(person(request), Action.REVIEW, on=today()):
        return False
    rows = SupervisionNotice.objects.filter(pk=shown.pk)
    return seen(request, rows, to=Action.REVIEW).exists()


def rows_of(shown: SupervisionNotice, *, own: bool) -> list[ItemRow]:
    """What stands on the paper. Seven queries where something is open."""
    items = items_listed(shown)
    for item in items:
        item.cycle = shown.cycle
    now_settled = settlements([each for each in items if each.live], on=today())
    return [_row(item, now_settled.get(item.pk), own=own) for item in items]


def _row(item: NoticeItem, settled: Settlement | None, *, own: bool) -> ItemRow:
    if settled is None and item.settled_as and not item.live:
        settled = Settlement(item.settled_as)
    name = "figure_entry" if item.indicator_id else "task_entry"
    url = reverse(f"admin:{name}", args=(item.cycle_id, item.indicator_id or item.task_id))
    fill_in = own and settled is None and not item.cycle.is_closed(today())
    days = item.days_late(today()) if settled is None else None
    return ItemRow(item, settled, days, url if fill_in else "")


def _take(request: HttpRequest, shown: SupervisionNotice, attached: EvidenceForm) -> bool:
    """Do what the button says; whether it was done."""
    if {"attach", "remove"} & set(request.POST):
        if "attach" in request.POST and not attached.is_valid():
            return False
        with telling(request, "材料已更新。") as outcome:
            change_evidence(request, shown, attached, by=person(request), at=now())
        return outcome.succeeded
    words = request.POST.get("words", "")
    given: dict[str, Any] = {"notice": shown, "by": person(request), "at": now()}
    steps: dict[str, Callable[[], None]] = {
        "acknowledge": lambda: acknowledge(**given),
        "answer": lambda: answer(words=words, **given),
        "send_back": lambda: send_back(reason=words, **given),
        "close": lambda: close(words=words, **given),
        "void": lambda: void_notice(reason=words, **given),
    }
    pressed = next((name for name in steps if name in request.POST), None)
    if pressed is None:
        return False
    with telling(request, _SAID[pressed]) as outcome:
        steps[pressed]()
    return outcome.succeeded


@needs(Action.REVIEW)
def edit_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft says, and which items are on it; what was typed stays when it is refused."""
    shown = _to_review(request, pk)
    form = DraftForm(request.POST or None, notice=shown)
    kept = chosen_numbers(request.POST.getlist("kept"))
    if request.method == "POST" and form.is_valid():
        with telling(request, "草稿已保存。") as outcome:
            edit_draft(
                notice=shown,
                text=form.text(kept),
                seen=form.cleaned_data["seen"],
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return redirect("admin:notice", pk)
    return draw(
        request,
        "edit_notice.html",
        title=f"修改草稿：{shown.unit}",
        notice=shown,
        form=form,
        rows=rows_of(shown, own=False),
        kept=set(kept) if request.method == "POST" else None,
    )


@needs(Action.REVIEW)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, naming who gets it; then sign."""
    shown = _to_review(request, pk)
    if request.method == "POST":
        seen_revision = chosen_number(request.POST.get("seen"))
        office = Office(settings.OFFICE_NAME, settings.OFFICE_MARK)
        with telling(request, "") as outcome:
            signed = sign_notice(
                notice=shown,
                office=office,
                seen=-1 if seen_revision is None else seen_revision,
                by=person(request),
                at=now(),
            )
            outcome.words = f"{signed.reference}已签发，{shown.unit}的人员已收到通知。"
        return redirect("admin:notice", pk)
    return draw(
        request,
        "sign_notice.html",
        title=f"签发{shown.get_kind_display()}：{shown.unit}",
        notice=shown,
        rows=rows_of(shown, own=False),
        people=people_told(shown, on=today()),
        office=settings.OFFICE_NAME,
        may_sign=open_to(SIGN, shown),
        today=today(),
    )
