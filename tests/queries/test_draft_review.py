"""A draft as its reviewers see it: no query, whatever the items."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.reading import Debris
from planapp.domain.terms import Decision, ItemKind
from planapp.models import DraftItem
from planapp.queries.draft_review import (
    Heading,
    Piece,
    cut_text,
    in_review_order,
    list_headings,
    neighbours_of,
    progress_of,
    split_points,
)

TEXT = "一、目标\n到2025年，产值达到100亿元。研发强度达到4%。\n二、任务\n建设平台。"


def item(pk, start, end, *, kind=ItemKind.TASK, decision=Decision.PENDING, **content):
    extracted = {"quote": TEXT[start:end], "start": start, "end": end} | content
    return DraftItem(pk=pk, kind=kind, position=pk, extracted=extracted, decision=decision)


@st.composite
def texts_with_items(draw):
    text = draw(st.text(min_size=1, max_size=60))
    ends = st.integers(0, len(text))
    spans = draw(
        st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=8)
    )
    choices = st.tuples(st.sampled_from(list(ItemKind)), st.sampled_from(list(Decision)))
    items = []
    for pk, span in enumerate(spans, 1):
        kind, decision = draw(choices)
        start, end = sorted(span)
        extracted = {"quote": text[start:end], "start": start, "end": end}
        items.append(
            DraftItem(pk=pk, kind=kind, position=pk, extracted=extracted, decision=decision)
        )
    return text, items


@given(texts_with_items())
def test_pieces_join_to_the_text_each_at_its_offset(case):
    text, items = case
    pieces = cut_text(text, items)
    assert "".join(piece.text for piece in pieces) == text
    assert all(text[piece.start :].startswith(piece.text) for piece in pieces)


@given(texts_with_items())
def test_characters_carry_the_kinds_of_the_items_around_them(case):
    text, items = case
    taken = [one for one in items if one.decision != Decision.REJECTED]
    for piece in cut_text(text, items):
        for at in range(piece.start, piece.start + len(piece.text)):
            around = [one for one in taken if one.current["start"] <= at < one.current["end"]]
            assert set(piece.kinds) == {str(one.kind) for one in around}
            assert (piece.item in {one.pk for one in around}) is bool(around)


@given(texts_with_items())
def test_every_item_begins_in_exactly_one_piece(case):
    text, items = case
    begun = [pk for piece in cut_text(text, items) for pk in piece.opens]
    assert sorted(begun) == [one.pk for one in items]


def test_indicator_inside_a_goal_is_the_innermost():
    goal = item(1, 5, 30, kind=ItemKind.GOAL)
    indicator = item(2, 12, 21, kind=ItemKind.INDICATOR, decision=Decision.ACCEPTED)
    pieces = cut_text(TEXT, [indicator, goal])
    assert [(piece.start, piece.item, piece.is_pending) for piece in pieces] == [
        (0, None, False),
        (5, 1, True),
        (12, 2, False),
        (21, 1, True),
        (30, None, False),
    ]


def test_debris_is_cut_out_with_its_reason():
    pieces = cut_text(TEXT, [], debris=[Debris(0, 4, "网页导航")])
    assert pieces == [Piece(TEXT[:4], 0, reason="网页导航"), Piece(TEXT[4:], 4)]


def test_review_begins_with_the_undecided_doubtful():
    sure = item(1, 0, 3)
    doubtful = item(2, 5, 9, doubts=["主语承前省略"])
    decided = item(3, 1, 4, decision=Decision.ACCEPTED, doubts=["主语承前省略"])
    items = [decided, sure, doubtful]
    assert in_review_order(items) == [doubtful, sure, decided]
    progress = progress_of(items)
    assert (progress.decided, progress.total, progress.pending, progress.doubtful) == (1, 3, 2, 1)


def test_headings_come_once_in_the_order_of_the_text():
    later = item(1, 20, 25, section=["二、任务", "（一）平台"])
    earlier = item(2, 5, 9, section=["一、目标"])
    again = item(3, 26, 28, section=["二、任务"])
    assert list_headings([later, again, earlier]) == [
        Heading("一、目标", 0, 2),
        Heading("二、任务", 0, 1),
        Heading("（一）平台", 1, 1),
    ]


def test_split_points_are_the_sentences_after_the_first():
    whole = item(1, 0, len(TEXT))
    assert split_points(whole) == [
        (TEXT.index("到2025"), "到2025年，产值达到100亿元。"),
        (TEXT.index("研发"), "研发强度达到4%。\n"),
        (TEXT.index("二、"), "二、任务\n"),
        (TEXT.index("建设"), "建设平台。"),
    ]


def test_neighbours_are_of_the_same_kind_and_not_rejected():
    first, rejected, last = item(1, 0, 3), item(2, 4, 6, decision=Decision.REJECTED), item(3, 8, 9)
    goal = item(4, 6, 8, kind=ItemKind.GOAL)
    items = [last, goal, rejected, first]
    assert neighbours_of(first, items) == (None, last)
    assert neighbours_of(last, items) == (first, None)
    assert neighbours_of(goal, items) == (None, None)
