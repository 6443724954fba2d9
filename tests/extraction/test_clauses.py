"""Sentences and clauses with their offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.clauses import LONGEST_CLAUSE, split_sentences


def cut(text: str) -> list[list[str]]:
    """Each sentence as the texts of its clauses."""
    return [[text[c.start : c.end] for c in s.clauses] for s in split_sentences(text)]


def test_sentences_end_at_full_stops_and_clauses_at_commas() -> None:
    assert cut("甲达到1家，乙达到2家；丙达到3家。丁达到4家。") == [
        ["甲达到1家", "乙达到2家", "丙达到3家"],
        ["丁达到4家"],
    ]


def test_comma_inside_a_number_closes_no_clause() -> None:
    assert cut("培育企业1,200家,其中新增300家。") == [["培育企业1,200家", "其中新增300家"]]


def test_comma_inside_a_bracket_closes_no_clause() -> None:
    assert cut("各县（市，以下简称县）建成2所。") == [["各县（市，以下简称县）建成2所"]]


def test_bracket_left_open_hides_no_later_clause() -> None:
    assert cut("各县（市，建成2所。新增3所。") == [["各县（市", "建成2所"], ["新增3所"]]


def test_wrapped_line_goes_on_in_the_same_sentence() -> None:
    text = "到二〇二七年全市累计培育具有国际竞争力的骨干企\n业一百家，新增五十家。"
    assert [len(clauses) for clauses in cut(text)] == [2]


def test_short_line_without_punctuation_ends_the_sentence() -> None:
    assert cut("一、总体要求\n到2025年建成10所。") == [["一、总体要求"], ["到2025年建成10所"]]


def test_line_after_a_list_mark_starts_a_sentence() -> None:
    text = "加快推进全省综合立体交通网络主骨架项目建设任务\n2.建设公路。"
    assert len(cut(text)) == 2


def test_blank_text_has_no_sentence() -> None:
    assert cut(" \n\n　") == []


def test_unpunctuated_run_is_cut_into_bounded_clauses() -> None:
    clauses = [c for s in split_sentences("建" * 5000) for c in s.clauses]
    assert max(c.end - c.start for c in clauses) == LONGEST_CLAUSE
    assert sum(c.end - c.start for c in clauses) == 5000


@given(st.text(alphabet="甲乙1，。；：（）()\n ,.!?", max_size=200))
def test_clauses_of_any_text_are_ordered_and_disjoint(text: str) -> None:
    spans = [(c.start, c.end) for s in split_sentences(text) for c in s.clauses]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in zip(spans, spans[1:], strict=False))
