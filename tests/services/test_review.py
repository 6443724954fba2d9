"""Decisions on the items of a draft."""

from __future__ import annotations

import pytest

from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import AuditEvent
from planapp.models.document import CORRECTABLE
from planapp.services.errors import Refused
from planapp.services.review import accept_pending, correct_item, decide_item
from tests.factories import AT, SENTENCE, make_document, make_draft, make_draft_item

pytestmark = pytest.mark.django_db

READ = {
    "name": "装机容量",
    "measure": "level",
    "comparator": "ge",
    "value": "100",
    "value_max": None,
    "unit": "万千瓦",
    "target_year": 2025,
    "base_year": None,
    "base_value": None,
    "section": [],
    "quote": SENTENCE,
    "start": 0,
    "end": len(SENTENCE),
}


@pytest.fixture
def item():
    return make_draft_item(extracted=READ)


@pytest.mark.parametrize("decision", (Decision.ACCEPTED, Decision.REJECTED))
def test_decision_on_an_item_is_kept_with_person_and_time(item, administrator, decision):
    decide_item(item=item, decision=decision, by=administrator, at=AT)
    item.refresh_from_db()
    assert (item.decision, item.decided_by, item.decided_at) == (decision, administrator, AT)
    assert AuditEvent.objects.get().action == "item.decided"


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_decision_by_anybody_but_an_administrator_is_refused(item, who, request):
    with pytest.raises(Refused, match="只有管理员"):
        decide_item(item=item, decision=Decision.ACCEPTED, by=request.getfixturevalue(who), at=AT)
    item.refresh_from_db()
    assert item.decision == Decision.PENDING


def test_decision_after_publication_is_refused(administrator):
    draft = make_draft(document=make_document(status=DocumentStatus.PUBLISHED))
    item = make_draft_item(draft=draft, extracted=READ)
    with pytest.raises(Refused, match="已发布为规划"):
        decide_item(item=item, decision=Decision.REJECTED, by=administrator, at=AT)
    with pytest.raises(Refused, match="已发布为规划"):
        correct_item(item=item, values={"value": "120"}, by=administrator, at=AT)
    with pytest.raises(Refused, match="已发布为规划"):
        accept_pending(draft=draft, by=administrator, at=AT)


def test_correction_keeps_what_was_extracted_beside_it(item, administrator):
    correct_item(item=item, values={"value": "120"}, by=administrator, at=AT)
    item.refresh_from_db()
    assert (item.decision, item.extracted, item.current) == (
        Decision.CORRECTED,
        READ,
        {**READ, "value": "120"},
    )


def test_every_correction_stays_on_the_trail(item, administrator):
    for value in ("120", "130"):
        correct_item(item=item, values={"value": value}, by=administrator, at=AT)
    events = AuditEvent.objects.filter(action="item.corrected").order_by("pk")
    assert [event.changes[-1]["fields"] for event in events] == [
        {"value": [READ["value"], "120"]},
        {"value": ["120", "130"]},
    ]


@pytest.mark.parametrize("field", ("quote", "start", "end", "section", "made_up"))
def test_correction_of_a_place_in_the_text_is_refused(item, administrator, field):
    with pytest.raises(Refused, match=f"不能修改的字段：{field}"):
        correct_item(item=item, values={field: "x"}, by=administrator, at=AT)


@pytest.mark.parametrize(
    "values", ({"value": "很多"}, {"measure": "huge"}, {"comparator": ""}, {"value": None})
)
def test_correction_that_nobody_could_publish_is_refused(item, administrator, values):
    with pytest.raises(Refused, match="请检查"):
        correct_item(item=item, values=values, by=administrator, at=AT)
    item.refresh_from_db()
    assert (item.decision, item.corrected) == (Decision.PENDING, None)


def test_correctable_fields_exist_for_every_kind_of_item():
    assert set(CORRECTABLE) == {kind.value for kind in ItemKind}


def test_accepting_the_rest_leaves_what_was_decided(administrator):
    draft = make_draft()
    rejected = make_draft_item(draft=draft, decision=Decision.REJECTED)
    pending = make_draft_item(draft=draft)
    elsewhere = make_draft_item()
    assert accept_pending(draft=draft, by=administrator, at=AT) == 1
    for row in (rejected, pending, elsewhere):
        row.refresh_from_db()
    assert [row.decision for row in (rejected, pending, elsewhere)] == [
        Decision.REJECTED,
        Decision.ACCEPTED,
        Decision.PENDING,
    ]
