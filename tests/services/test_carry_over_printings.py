"""Decisions carried over from one printing of a plan to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.services.reextraction import carry_over
from tests.factories import AT, make_document, make_draft, make_draft_item

pytestmark = pytest.mark.django_db

OLD = "一、任务\n1.建设创新平台。整合高校资源。2.培育骨干企业。支持兼并重组。3.完善质量标准。"
NEW = "各市州：\n一、任务\n1.培育骨干企业。支持兼并重组。2.建设创新平台。整合高校和院所资源。"
LATER = AT + timedelta(days=1)


@pytest.fixture
def old():
    return make_draft(document=make_document(text=OLD))


@pytest.fixture
def new():
    document = make_document(text=NEW, status=DocumentStatus.EXTRACTED)
    return make_draft(document=document, created_at=LATER)


def task(draft, quote, title, number="", **changes):
    text = draft.document.text
    start = text.index(quote)
    extracted = {
        "number": number,
        "title": title,
        "deadline": None,
        "units": [],
        "section": ["一、任务"],
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }
    return make_draft_item(draft=draft, kind=ItemKind.TASK, extracted=extracted, **changes)


def enterprise(draft, number, **changes):
    return task(draft, f"{number}.培育骨干企业。支持兼并重组。", "培育骨干企业", number, **changes)


def carried(old, new, by):
    changes = carry_over(old=old, new=new, by=by, at=LATER)
    return changes, list(new.items.order_by("pk"))


def test_same_passage_at_another_place_and_number_keeps_its_decision(old, new, administrator):
    decided = {"decided_by": administrator, "decided_at": AT}
    enterprise(old, "2", decision=Decision.REJECTED, **decided)
    enterprise(new, "1")
    _, [item] = carried(old, new, administrator)
    assert (item.decision, item.decided_by, item.decided_at) == (
        Decision.REJECTED,
        administrator,
        AT,
    )


def test_changed_passage_waits_for_a_person_even_if_it_was_rejected(old, new, administrator):
    task(old, "1.建设创新平台。整合高校资源。", "建设创新平台", "1", decision=Decision.REJECTED)
    task(new, "2.建设创新平台。整合高校和院所资源。", "建设创新平台", "2")
    changes, [item] = carried(old, new, administrator)
    assert (item.decision, len(changes.different)) == (Decision.PENDING, 1)


def test_correction_is_laid_over_what_is_read_now(old, new, administrator):
    item = enterprise(old, "2", decision=Decision.CORRECTED)
    item.corrected = {**item.extracted, "deadline": "2025年底前"}
    item.save()
    fresh = enterprise(new, "1")
    _, [item] = carried(old, new, administrator)
    assert (item.decision, item.current) == (
        Decision.CORRECTED,
        {**fresh.extracted, "deadline": "2025年底前"},
    )


@pytest.mark.parametrize(
    ("merged", "decision"),
    [("培育骨干企业。", Decision.CORRECTED), ("支持兼并重组。3.完善质量标准。", Decision.PENDING)],
)
def test_stretch_cut_by_hand_is_found_again_or_asked(old, new, administrator, *, merged, decision):
    item = enterprise(old, "2", decision=Decision.CORRECTED)
    start = OLD.index(merged)
    place = {"quote": merged, "start": start, "end": start + len(merged)}
    item.corrected = {**item.extracted, **place}
    item.save()
    enterprise(new, "1")
    _, [item] = carried(old, new, administrator)
    current = item.current
    assert item.decision == decision
    assert NEW[current["start"] : current["end"]] == current["quote"]


def test_added_item_is_taken_to_its_new_place_or_told_as_gone(old, new, administrator):
    added = {"is_added": True, "decision": Decision.ACCEPTED}
    task(old, "支持兼并重组。", "支持兼并重组", **added)
    lost = task(old, "3.完善质量标准。", "完善质量标准", **added)
    changes, [item] = carried(old, new, administrator)
    assert (item.current["start"], item.is_added) == (NEW.index("支持兼并重组。"), True)
    assert changes.gone == [lost]


def test_carrying_over_twice_changes_nothing_more(old, new, administrator):
    enterprise(old, "2", decision=Decision.ACCEPTED)
    task(old, "支持兼并重组。", "支持兼并", is_added=True, decision=Decision.ACCEPTED)
    enterprise(new, "1")
    once = [item.revision for item in carried(old, new, administrator)[1]]
    assert [item.revision for item in carried(old, new, administrator)[1]] == once
