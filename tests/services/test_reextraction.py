"""Decisions carried over from one extraction of a document to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.extraction import VERSION
from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import AuditEvent, PlanDocument
from planapp.queries.draft_changes import compare_drafts, predecessor_of, successor_of
from planapp.services.errors import Refused
from planapp.services.reextraction import carry_over, read_again
from planapp.services.review import decide_item
from tests.factories import AT, make_document, make_draft, make_draft_item

pytestmark = pytest.mark.django_db

TEXT = "产值达到100亿元，企业达到50家。建设平台。培育企业。"


@pytest.fixture
def document():
    return make_document(status=DocumentStatus.EXTRACTED, text=TEXT)


@pytest.fixture
def old(document):
    return make_draft(document=document, extractor_version="0")


@pytest.fixture
def new(document):
    later = AT + timedelta(days=1)
    return make_draft(document=document, extractor_version="next", created_at=later)


def indicator(draft, quote, value, **changes):
    start = TEXT.index(quote)
    place = {"quote": quote, "start": start, "end": start + len(quote), "of": None}
    extracted = place | {"name": quote[:2], "value": value, "unit": "亿元", "target_year": 2025}
    return make_draft_item(draft=draft, extracted=extracted | changes.pop("fields", {}), **changes)


def task(draft, quote, **changes):
    start = TEXT.index(quote)
    extracted = {"title": quote, "quote": quote, "start": start, "end": start + len(quote)}
    return make_draft_item(draft=draft, kind=ItemKind.TASK, extracted=extracted, **changes)


def carried(old, new, by):
    changes = carry_over(old=old, new=new, by=by, at=AT)
    for item in new.items.all():
        item.refresh_from_db()
    return changes


def test_decision_on_the_same_item_is_carried_with_person_and_time(old, new, administrator):
    indicator(
        old, "产值达到100亿元", "100", decision=Decision.ACCEPTED,
        decided_by=administrator, decided_at=AT,
    )  # fmt: skip
    indicator(new, "产值达到100亿元，", "100.0", fields={"value": "100"})
    carried(old, new, administrator)
    item = new.items.get()
    assert (item.decision, item.decided_by, item.decided_at, item.revision) == (
        Decision.ACCEPTED,
        administrator,
        AT,
        1,
    )
    assert AuditEvent.objects.get().action == "draft.carried_over"


def test_accepted_item_that_is_read_differently_waits_for_a_person(old, new, administrator):
    before = indicator(old, "产值达到100亿元", "100", decision=Decision.ACCEPTED)
    after = indicator(new, "产值达到100亿元", "100", fields={"target_year": 2030})
    changes = carried(old, new, administrator)
    after.refresh_from_db()
    assert (after.decision, changes.different) == (Decision.PENDING, [(before, after)])


def test_correction_holds_for_what_is_read_differently_with_its_new_place(old, new, administrator):
    corrected = {"name": "总产值", "value": "100", "of": {"goal": 7}}
    indicator(old, "产值达到100亿元", "100", decision=Decision.CORRECTED, corrected=corrected)
    indicator(new, "产值达到100亿元", "100", fields={"name": "产业产值", "of": {"goal": 2}})
    carried(old, new, administrator)
    item = new.items.get()
    assert (item.decision, item.corrected) == (
        Decision.CORRECTED,
        {"name": "总产值", "value": "100", "of": {"goal": 2}},
    )


def test_added_item_is_taken_along_unless_it_is_found_now(old, new, administrator):
    task(old, "建设平台。", is_added=True, decision=Decision.ACCEPTED)
    task(old, "培育企业。", is_added=True, decision=Decision.ACCEPTED)
    found = task(new, "培育企业。")
    changes = carried(old, new, administrator)
    found.refresh_from_db()
    assert found.decision == Decision.ACCEPTED
    assert [item.current["title"] for item in new.items.filter(is_added=True)] == ["建设平台。"]
    assert (changes.gone, old.items.count()) == ([], 2)


def test_new_and_gone_items_are_told(old, new, administrator):
    gone, appeared = task(old, "建设平台。"), task(new, "培育企业。")
    changes = compare_drafts([gone], [appeared])
    assert (changes.new, changes.gone, changes.same) == ([appeared], [gone], [])


def test_each_item_has_one_counterpart(old, new):
    before = [indicator(old, "产值达到100亿元，企业达到50家", value) for value in ("100", "50")]
    after = [indicator(new, "产值达到100亿元，企业达到50家", value) for value in ("50", "100")]
    assert compare_drafts(before, after).same == [
        (before[1], after[0]),
        (before[0], after[1]),
    ]


def test_drafts_of_a_document_know_each_other(old, new):
    assert (predecessor_of(new), successor_of(old)) == (old, new)
    assert (predecessor_of(old), successor_of(new)) == (None, None)


def test_decision_on_a_replaced_draft_is_refused(old, new, administrator):
    item = task(old, "建设平台。")
    with pytest.raises(Refused, match="新的草稿"):
        decide_item(item=item, decision=Decision.ACCEPTED, by=administrator, at=AT)


def test_reading_again_puts_the_document_up_and_stops_decisions(old, administrator):
    item = task(old, "建设平台。")
    document = read_again(draft=old, by=administrator, at=AT)
    assert PlanDocument.objects.awaiting_extraction().get() == document
    item.draft.refresh_from_db()
    with pytest.raises(Refused, match="正在重新提取"):
        decide_item(item=item, decision=Decision.ACCEPTED, by=administrator, at=AT)


def test_reading_again_by_the_same_extractor_is_refused(document, administrator):
    draft = make_draft(document=document, extractor_version=VERSION)
    with pytest.raises(Refused, match="当前提取器"):
        read_again(draft=draft, by=administrator, at=AT)


def test_reading_a_published_document_again_is_refused(administrator):
    draft = make_draft(document=make_document(), extractor_version="0")
    with pytest.raises(Refused, match="待审核"):
        read_again(draft=draft, by=administrator, at=AT)


def test_reading_again_by_anybody_but_an_administrator_is_refused(old, supervisor):
    with pytest.raises(Refused, match="只有管理员"):
        read_again(draft=old, by=supervisor, at=AT)
