"""Review of a draft beside its source: every decision is stored at once.

Each form works as a plain post that leads back to the page. A script that sends
`X-Requested-With: fetch` gets the fresh card and the head alone.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.domain.terms import Decision
from planapp.models import DraftItem, ExtractionDraft
from planapp.pages.draft_board import View, board_of, card_context, next_pending
from planapp.pages.draft_facts import offers_for
from planapp.pages.draft_forms import FORMS, PlaceForm, form_for, read_passage
from planapp.pages.frame import draw, get_seen, needs, person, telling
from planapp.queries.draft_review import in_text_order, neighbours_of, split_points, title_of
from planapp.queries.facts import read_facts
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.review import (
    accept_pending,
    add_item,
    correct_item,
    decide_item,
    merge_items,
    open_item,
    require_open,
    split_item,
)

_BUTTONS = {
    "accept": Decision.ACCEPTED,
    "reject": Decision.REJECTED,
    "reopen": Decision.PENDING,
}


@needs(Action.SEE_ALL)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The source on the left, what was read out of it on the right."""
    rows = ExtractionDraft.objects.select_related("document")
    row = get_seen(request, rows, pk=pk)
    board = board_of(request, row)
    return draw(request, "review_draft.html", title=row.document.title, **board)


@require_POST
@needs(Action.SET_UP)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or reject one item, or take the decision back."""
    item = _item(pk)
    decision = next((_BUTTONS[name] for name in _BUTTONS if name in request.POST), None)
    if decision is None:
        return HttpResponseBadRequest("请选择“采用”或“不采纳”。")

    _, refusal = _attempt(
        partial(decide_item, item=item, decision=decision, **_by(request), seen=_seen(request))
    )
    return _answer(request, item, refusal=refusal, done=f"“{title_of(item)}”：{decision.label}。")


@needs(Action.SET_UP)
def item_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields of one item with the allowed values; saving is a decision."""
    item = _item(pk)
    if request.method != "POST" and (refused := _opened_in_vain(request, item)):
        return refused
    form = form_for(item, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        _, refusal = _attempt(
            partial(correct_item, item=item, values=values, **_by(request), seen=_seen(request))
        )
        return _answer(request, item, refusal=refusal, done=f"“{title_of(item)}”：已保存。")
    return _form_page(request, "item", title=f"修改：{title_of(item)}", item=item, form=form)


@needs(Action.SET_UP)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """What was overlooked: a passage of the text, its kind, then the fields of that kind."""
    row = get_object_or_404(ExtractionDraft.objects.select_related("document"), pk=pk)
    try:
        require_open(row, **_by(request))
    except Refused as closed:
        messages.error(request, str(closed))
        return JsonResponse({"reload": True}) if _is_fetch(request) else redirect("admin:draft", pk)
    text, is_post = row.document.text, request.method == "POST"
    given = request.POST if is_post else request.GET
    place = PlaceForm(given if "kind" in given else None, text=text)
    if not place.is_valid():
        return _form_page(request, "add", title="补充条目", row=row, place=place)
    spot = place.spot()
    quote = text[spot["start"] : spot["end"]]
    form = FORMS[spot["kind"]](given if is_post else None, initial=read_passage(quote, **spot))
    if is_post and form.is_valid():
        item, refusal = _attempt(
            partial(add_item, draft=row, **spot, values=form.values(), **_by(request))
        )
        if item is not None:
            return _changed_structure(request, item, done=f"已补充“{title_of(item)}”。")
        form.add_error(None, refusal)
    title = f"补充{spot['kind'].label}"
    return _form_page(request, "add", title=title, row=row, form=form, quote=quote, **spot)


@require_POST
@needs(Action.SET_UP)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of an item and a neighbour that was shown; the earlier gives the title."""
    item = _item(pk)
    near = {one.pk: one for one in neighbours_of(item, list(item.draft.items.all())) if one}
    other = near.get(_number(request, "with") or 0)
    if other is None:
        return _answer(request, item, refusal="相邻的条目已有变化，请核对后再合并。")
    into, merged = in_text_order([item, other])
    seen = {item.pk: _seen(request)}
    kept, refusal = _attempt(
        partial(
            merge_items,
            item=merged,
            into=into,
            **_by(request),
            seen=seen.get(merged.pk),
            seen_into=seen.get(into.pk),
        )
    )
    if kept is None:
        return _answer(request, item, refusal=refusal)
    return _changed_structure(request, kept, done=f"已合并为“{title_of(kept)}”。")


@needs(Action.SET_UP)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut an item in two where a sentence begins, or at a place marked in the text."""
    item = _item(pk)
    if request.method != "POST":
        if refused := _opened_in_vain(request, item):
            return refused
        points = split_points(item)
        return _form_page(
            request, "split", title=f"拆分：{title_of(item)}", item=item, points=points
        )
    offset = _number(request, "offset") or 0
    second, refusal = _attempt(
        partial(split_item, item=item, offset=offset, **_by(request), seen=_seen(request))
    )
    if second is None:
        return _answer(request, item, refusal=refusal)
    return _changed_structure(request, second, done=f"“{title_of(item)}”已拆为两条。")


@require_POST
@needs(Action.SET_UP)
def accept_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept what is undecided, down to a confidence."""
    row = get_object_or_404(ExtractionDraft, pk=pk)
    least = request.POST.get("confidence", "")
    confidence = Decimal(least) if least.replace(".", "", 1).isdecimal() else Decimal(0)
    words = f"可信度不低于 {confidence} 且没有存疑的条目" if confidence else "未定条目"
    with telling(request, f"{words}已全部采用。"):
        accept_pending(draft=row, by=person(request), at=now(), confidence=confidence)
    return redirect(View.asked(request).address(pk))


@require_POST
@needs(Action.SET_UP)
def take_base(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a past figure of the text as the base of an indicator; that is a correction."""
    item = _item(pk)
    row = item.draft
    facts = read_facts(row.facts, text=row.document.text)
    index = _number(request, "fact")
    offer = next((one for one in offers_for(row, item, facts) if one.fact.index == index), None)
    if offer is None:
        return HttpResponseBadRequest("这个数不能作这个指标的基期。")
    back = redirect(View.asked(request).address(row.pk, item=pk))
    if offer.needs_look and "agree" not in request.POST:
        messages.error(request, f"“{title_of(item)}”与这个数口径不同，请核对后勾选“口径已核对”。")
        return back
    values = {"base_year": offer.fact.year, "base_value": format(offer.value, "f")}
    with telling(request, f"“{title_of(item)}”：已采用{offer.fact.year}年的数为基期。"):
        correct_item(item=item, values=values, **_by(request), seen=_seen(request))
    return back


def _item(pk: int) -> DraftItem:
    return get_object_or_404(DraftItem.objects.select_related("draft__document"), pk=pk)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": person(request), "at": now()}


def _seen(request: HttpRequest) -> int | None:
    """The revision that the person looked at."""
    return _number(request, "seen")


def _opened_in_vain(request: HttpRequest, item: DraftItem) -> HttpResponse | None:
    """Why a form would only be refused: said before anything is typed into it."""
    _, refusal = _attempt(partial(open_item, item=item, **_by(request), seen=_seen(request)))
    return _answer(request, item, refusal=refusal) if refusal else None


def _number(request: HttpRequest, name: str) -> int | None:
    value = (request.POST if request.method == "POST" else request.GET).get(name, "")
    return int(value) if value.isdecimal() else None


def _is_fetch(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _attempt(act: Callable[[], DraftItem]) -> tuple[DraftItem | None, str]:
    """Do it, all or nothing: the item, or why it was refused."""
    try:
        with transaction.atomic():
            return act(), ""
    except Refused as refusal:
        return None, str(refusal)


def _answer(request: HttpRequest, item: DraftItem, *, refusal: str, done: str = "") -> HttpResponse:
    """The fresh card; in the frame, the page at the next undecided one or at the refused one."""
    if _is_fetch(request):
        return JsonResponse(_fresh(request, item, refusal=refusal))
    view = View.asked(request)
    if refusal:
        messages.error(request, refusal)
        return redirect(view.address(item.draft_id, item=item.pk))
    messages.success(request, done)
    following = next_pending(item.draft, item, view=view)
    return redirect(view.address(item.draft_id, item=following))


def _fresh(request: HttpRequest, item: DraftItem, *, refusal: str) -> dict[str, Any]:
    context = card_context(request, item.draft, pk=item.pk, refusal=refusal)
    draw_part = "planapp/parts/draft_{}.html".format
    return {
        "item": item.pk,
        "refusal": refusal,
        "decision": context["card"].item.decision,
        "card": render_to_string(draw_part("card"), context, request),
        "head": render_to_string(draw_part("head"), context, request),
    }


def _changed_structure(request: HttpRequest, item: DraftItem, *, done: str) -> HttpResponse:
    """Items came or went: the whole page is drawn anew, at this item."""
    if _is_fetch(request):
        return JsonResponse({"reload": True, "item": item.pk})
    messages.success(request, done)
    return redirect(View.asked(request).address(item.draft_id, item=item.pk))


def _form_page(request: HttpRequest, name: str, *, title: str, **context: Any) -> HttpResponse:
    """A form alone: as a part for the script, else in the frame."""
    item = context.get("item")
    row = item.draft if item else context["row"]
    view = View.asked(request)
    context |= {"draft": row, "view": view, "part": f"planapp/parts/draft_{name}_form.html"}
    context["back_url"] = view.address(row.pk, item=item.pk if item else None)
    if _is_fetch(request):
        return render(request, context["part"], {**context, "title": title})
    return draw(request, "review_form.html", title=title, **context)
