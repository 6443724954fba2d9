"""The page of a draft put together: what is shown of it, in which order, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from planapp.clock import today
from planapp.domain.extraction import VERSION
from planapp.domain.reading import find_debris
from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import DraftItem, ExtractionDraft
from planapp.pages.draft_cards import (
    Change,
    build_cards,
    changes_in,
    read_units,
    region_of,
    unmatched,
)
from planapp.pages.draft_facts import fact_rows
from planapp.pages.frame import person
from planapp.queries.draft_changes import compare_drafts, predecessor_of, successor_of
from planapp.queries.draft_review import (
    cut_text,
    in_review_order,
    in_text_order,
    list_headings,
    progress_of,
)
from planapp.queries.reissues import plan_of, plan_reprinted_by
from planapp.queries.units import names_in_use
from planapp.reports.draft_checkup import examine_draft
from planapp.rights import Action, may
from planapp.services.review import acceptable

UNITS = "unit"  # the tab of the units' names beside those of the three kinds
STATES = {"": "全部", "pending": "待定", "doubtful": "存疑", "decided": "已定"}
ORDERS = {"": "先看存疑", "text": "按原文顺序"}
SURE = (Decimal("0.9"), Decimal("0.8"))


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for; what it does not know counts as not asked."""

    kind: str = ""
    state: str = ""
    order: str = ""

    @classmethod
    def asked(cls, request: HttpRequest) -> View:
        """From the address, or from the address that a form was opened or sent from."""
        back = request.POST.get("back", request.GET.get("back"))
        given = request.GET if back is None else QueryDict(back)
        kinds = {*map(str, ItemKind), UNITS}
        return cls(
            kind=_known(given.get("kind"), kinds),
            state=_known(given.get("state"), STATES),
            order=_known(given.get("order"), ORDERS),
        )

    def query(self, **changes: str) -> str:
        """`kind=task&order=text`, empty where everything is as usual."""
        query = QueryDict(mutable=True)
        for name in ("kind", "state", "order"):
            value = changes.get(name, getattr(self, name))
            if value:
                query[name] = value
        return query.urlencode()

    def address(self, draft_id: int, *, item: int | None = None) -> str:
        """The page in this view, at an item's card."""
        url, query = reverse("admin:draft", args=(draft_id,)), self.query()
        anchor = "" if item is None else f"#c{item}"
        return f"{url}{'?' if query else ''}{query}{anchor}"

    def choose(self, items: Sequence[DraftItem]) -> list[DraftItem]:
        """The items it shows, in its order."""
        ordered = in_text_order(items) if self.order else in_review_order(items)
        return [item for item in ordered if self._shows(item)]

    def _shows(self, item: DraftItem) -> bool:
        is_pending = item.decision == Decision.PENDING
        fits = {
            "": True,
            "pending": is_pending,
            "doubtful": is_pending and bool(item.current.get("doubts")),
            "decided": not is_pending,
        }
        return fits[self.state] and self.kind in {"", item.kind}


def board_of(request: HttpRequest, draft: ExtractionDraft) -> dict[str, Any]:
    """The context of the whole page. A constant number of queries."""
    view = View.asked(request)
    document = draft.document
    items = _items(draft)
    region = region_of(draft)
    units = read_units(draft, items, region=region, on=today())
    text = document.text
    head = head_of(request, draft, items=items, view=view)
    return {
        **head,
        **_versions(draft, items),
        "cards": build_cards(view.choose(items), items=items, units=units),
        "pieces": cut_text(text, items, debris=find_debris(text)),
        "headings": list_headings(items),
        "tabs": _tabs(items, len(units), view=view),
        "states": [(label, f"?{view.query(state=key)}", key == view.state)
                   for key, label in STATES.items()],
        "orders": [(label, f"?{view.query(order=key)}", key == view.order)
                   for key, label in ORDERS.items()],
        "units": sorted(units.values(), key=lambda one: (one.tone != "none", one.name)),
        "unmatched": unmatched(units.values()),
        "unit_names": names_in_use(region),
        "region": region,
        "legend": [(kind.value, kind.label) for kind in ItemKind],
        "findings": examine_draft(draft, items, plan=head["plan"] or head["reprints"]).rows,
        "facts": fact_rows(draft, items),
    }  # fmt: skip


def head_of(
    request: HttpRequest, draft: ExtractionDraft, *, items: Sequence[DraftItem], view: View
) -> dict[str, Any]:
    """How far the review is, and what may be done with the draft as a whole. Six queries."""
    may_set_up = may(person(request), Action.SET_UP, on=today())
    later = successor_of(draft)
    plan = plan_of(draft.document)
    is_open = draft.document.status == DocumentStatus.EXTRACTED and later is None
    doubtful = next((item for item in in_text_order(items) if _is_doubtful(item)), None)
    bulk = [(least, len(acceptable(items, least))) for least in (*SURE, Decimal(0))]
    return {
        "draft": draft,
        "document": draft.document,
        "view": view,
        "progress": progress_of(items),
        "doubtful": View().address(draft.pk, item=doubtful.pk) if doubtful else "",
        "bulk": [(least, count) for least, count in bulk if count],
        "may_set_up": may_set_up,
        "editable": may_set_up and is_open,
        "later": later,
        "plan": plan,
        "is_replaced": plan is not None and plan.document_id != draft.document_id,
        "reprints": plan_reprinted_by(draft, items),
        "outdated": is_open and draft.extractor_version != VERSION,
    }


def _versions(draft: ExtractionDraft, items: Sequence[DraftItem]) -> dict[str, Any]:
    """What the extraction before this one read otherwise, where there was one. Two queries."""
    earlier = predecessor_of(draft)
    if earlier is None:
        return {}
    changes = compare_drafts(list(earlier.items.all()), items)
    rows: list[tuple[str, DraftItem | None, DraftItem | None, list[Change]]]
    rows = [
        ("变化", new, old, changes_in(new.kind, old.extracted, new.extracted))
        for old, new in changes.different
    ]
    rows += [("新增", new, None, []) for new in changes.new]
    rows += [("消失", None, old, []) for old in changes.gone]
    return {"earlier": earlier, "version_changes": rows}


def card_context(
    request: HttpRequest, draft: ExtractionDraft, *, pk: int, refusal: str = ""
) -> dict[str, Any]:
    """The context of one fresh card with the page's head."""
    items = _items(draft)
    item = next(one for one in items if one.pk == pk)
    region = region_of(draft)
    units = read_units(draft, [item], region=region, on=today())
    [card] = build_cards([item], items=items, units=units)
    head = head_of(request, draft, items=items, view=View.asked(request))
    return {**head, "card": card, "region": region, "refusal": refusal}


def next_pending(draft: ExtractionDraft, item: DraftItem, *, view: View) -> int | None:
    """Where to go on after an item was decided: the next undecided one of the view."""
    shown = view.choose(_items(draft))
    place = item.current["start"]
    pending = [one for one in shown if one.decision == Decision.PENDING and one.pk != item.pk]
    after = [one for one in pending if one.current["start"] >= place] if view.order else pending
    return next((one.pk for one in [*after, *pending]), None)


def _items(draft: ExtractionDraft) -> list[DraftItem]:
    return list(draft.items.select_related("decided_by"))


def _is_doubtful(item: DraftItem) -> bool:
    return item.decision == Decision.PENDING and bool(item.current.get("doubts"))


def _known(value: str | None, choices: Any) -> str:
    return value if value and value in choices else ""


def _tabs(items: Sequence[DraftItem], units: int, *, view: View) -> list[dict[str, Any]]:
    counts = progress_of(items).by_kind
    rows = [("", "全部", len(items))]
    rows += [(kind.value, kind.label, counts.get(kind, 0)) for kind in ItemKind]
    return [
        {"label": label, "url": f"?{view.query(kind=kind)}", "active": kind == view.kind,
         "count": count}
        for kind, label, count in [*rows, (UNITS, "单位", units)]
    ]  # fmt: skip
