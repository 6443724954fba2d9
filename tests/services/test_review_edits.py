"""Adding, merging and splitting items of a draft; two reviewers; acceptance by confidence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import AuditEvent
from planapp.services.errors import Refused
from planapp.services.review import (
    accept_pending,
    add_item,
    correct_item,
    decide_item,
    merge_items,
    split_item,
)
from tests.factories import AT, make_document, make_draft, make_draft_item

pytestmark = pytest.mark.django_db

TEXT = "1.建设平台。省科技厅牵头。2.培育企业。产值达到100亿元。"
MIDDLE = TEXT.index("2.")
INDICATOR = {"name": "产值", "measure": "level", "comparator": "ge", "value": "100", "unit": "亿元"}


def a_task(draft, start, end, **changes):
    content = {
        "number": None,
        "title": TEXT[start + 2 : start + 6],
        "section": ["一、任务"],
        "units": [],
        "deadline": None,
        "quote": TEXT[start:end],
        "start": start,
        "end": end,
    }
    extracted = content | changes.pop("content", {})
    return make_draft_item(draft=draft, kind=ItemKind.TASK, extracted=extracted, **changes)


@pytest.fixture
def draft():
    return make_draft(document=make_document(status=DocumentStatus.EXTRACTED, text=TEXT))


@pytest.fixture
def tasks(draft):
    units = [{"name": "省科技厅", "role": "lead"}]
    return (
        a_task(draft, 0, MIDDLE, content={"units": units}),
        a_task(draft, MIDDLE, len(TEXT), content={"units": units}),
    )


def span_of(item):
    return item.current["start"], item.current["end"], item.current["quote"]


def test_added_item_stands_at_its_place_and_is_accepted(draft, administrator):
    start = TEXT.index("产值")
    item = add_item(
        draft=draft,
        kind=ItemKind.INDICATOR,
        start=start,
        end=len(TEXT) - 1,
        values=INDICATOR,
        by=administrator,
        at=AT,
    )
    assert (item.is_added, item.decision, item.decided_by) == (
        True,
        Decision.ACCEPTED,
        administrator,
    )
    assert (item.current["value"], span_of(item)) == (
        "100",
        (start, len(TEXT) - 1, "产值达到100亿元"),
    )
    assert AuditEvent.objects.get().action == "item.added"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, len(TEXT) + 1)])
def test_item_outside_the_text_is_refused(draft, administrator, start, end):
    with pytest.raises(Refused, match="不在原文范围内"):
        add_item(
            draft=draft, kind=ItemKind.GOAL, start=start, end=end, values={},
            by=administrator, at=AT,
        )  # fmt: skip
    assert draft.items.count() == 0


def test_added_indicator_without_a_value_is_refused(draft, administrator):
    with pytest.raises(Refused, match="请检查"):
        add_item(
            draft=draft,
            kind=ItemKind.INDICATOR,
            start=0,
            end=3,
            values=INDICATOR | {"value": None},
            by=administrator,
            at=AT,
        )
    assert draft.items.count() == 0


def test_merged_item_covers_both_and_names_each_unit_once(tasks, administrator):
    first, second = tasks
    merge_items(item=second, into=first, by=administrator, at=AT)
    for row in tasks:
        row.refresh_from_db()
    assert (span_of(first), first.current["units"]) == (
        (0, len(TEXT), TEXT),
        [{"name": "省科技厅", "role": "lead"}],
    )
    assert (first.decision, second.decision) == (Decision.CORRECTED, Decision.REJECTED)
    assert first.extracted["end"] == MIDDLE
    assert AuditEvent.objects.get().action == "item.merged"


def test_merging_of_unlike_items_is_refused(tasks, draft, administrator):
    first, _ = tasks
    goal = a_task(draft, 0, 3)
    goal.kind = ItemKind.GOAL
    goal.save()
    for other in (goal, first):
        with pytest.raises(Refused, match="同类"):
            merge_items(item=other, into=first, by=administrator, at=AT)


def test_split_item_becomes_two_that_touch(tasks, administrator):
    first, _ = tasks
    offset = TEXT.index("省科技厅")
    second = split_item(item=first, offset=offset, by=administrator, at=AT)
    first.refresh_from_db()
    assert (span_of(first), span_of(second)) == (
        (0, offset, "1.建设平台。"),
        (offset, MIDDLE, "省科技厅牵头。"),
    )
    assert (first.decision, second.is_added, second.current["section"]) == (
        Decision.CORRECTED,
        True,
        ["一、任务"],
    )


@pytest.mark.parametrize("offset", [0, MIDDLE])
def test_split_outside_the_item_is_refused(tasks, administrator, offset):
    with pytest.raises(Refused, match="原文之内"):
        split_item(item=tasks[0], offset=offset, by=administrator, at=AT)


def test_indicators_are_neither_merged_nor_split(draft, administrator):
    content = INDICATOR | {"quote": TEXT[:5], "start": 0, "end": 5}
    one, other = (make_draft_item(draft=draft, extracted=content) for _ in range(2))
    with pytest.raises(Refused, match="不能合并"):
        merge_items(item=one, into=other, by=administrator, at=AT)
    with pytest.raises(Refused, match="不能拆分"):
        split_item(item=one, offset=3, by=administrator, at=AT)


def test_decision_on_what_another_has_decided_since_is_refused(tasks, administrator):
    item, other = tasks
    decide_item(item=item, decision=Decision.REJECTED, by=administrator, at=AT, seen=0)
    late = {"by": administrator, "at": AT, "seen": 0}
    with pytest.raises(Refused, match=r"已由.+于10:00改为“不采纳”"):
        decide_item(item=item, decision=Decision.ACCEPTED, **late)
    with pytest.raises(Refused, match="最新内容"):
        correct_item(item=item, values={"title": "平台"}, **late)
    with pytest.raises(Refused, match="最新内容"):
        split_item(item=item, offset=3, **late)
    with pytest.raises(Refused, match="最新内容"):
        merge_items(item=other, into=item, by=administrator, at=AT, seen_into=0)
    item.refresh_from_db()
    assert (item.decision, item.revision, item.corrected) == (Decision.REJECTED, 1, None)


def test_accepting_again_what_was_corrected_takes_the_correction(tasks, administrator):
    item, _ = tasks
    correct_item(item=item, values={"title": "平台"}, by=administrator, at=AT)
    decide_item(item=item, decision=Decision.REJECTED, by=administrator, at=AT)
    item = decide_item(item=item, decision=Decision.ACCEPTED, by=administrator, at=AT)
    assert (item.decision, item.current["title"]) == (Decision.CORRECTED, "平台")


def test_acceptance_by_confidence_leaves_the_unsure_and_the_doubtful(draft, administrator):
    sure = a_task(draft, 0, 5, content={"confidence": 0.95})
    unsure = a_task(draft, 0, 5, content={"confidence": 0.89})
    doubtful = a_task(draft, 0, 5, content={"confidence": 1.0, "doubts": ["标题无编号"]})
    assert accept_pending(draft=draft, by=administrator, at=AT, confidence=Decimal("0.9")) == 1
    for row in (sure, unsure, doubtful):
        row.refresh_from_db()
    assert [(row.decision, row.revision) for row in (sure, unsure, doubtful)] == [
        (Decision.ACCEPTED, 1),
        (Decision.PENDING, 0),
        (Decision.PENDING, 0),
    ]
