"""Sentences and clauses with their offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.clauses import LONGEST_CLAUSE, split_sentences
from planapp.domain.extraction.flattening import Flat, plain_digits


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


def test_short_line_without_punctuation_ends_the_sentence() -> None:
    assert cut("一、总体要求\n到2025年建成10所。") == [["一、总体要求"], ["到2025年建成10所"]]


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
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        (
            "到二〇二七年全市累计培育具有国际竞争力的骨干企\n业一百家，新增五十家。",
            "到二〇二七年全市累计培育具有国际竞争力的骨干企业一百家，新增五十家。",
        ),
        ("建成码头、\n船闸5座。", "建成码头、船闸5座。"),
        ("到 2025 年，达到 40 %。", "到2025年，达到40%。"),
        (
            "全市港口货物年吞吐能力力争在规划期末突破\n1.8亿吨。",
            "全市港口货物年吞吐能力力争在规划期末突破1.8亿吨。",
        ),
    ],
)
def test_accident_of_layout_is_left_out(text: str, flat: str) -> None:
    assert Flat(text).text == flat


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n到2025年建成10所。",
        "加快推进全省综合立体交通网络主骨架项目建设任务\n2.建设公路。",
        "加快推进全省综合立体交通网络主骨架项目建设任务。\n建设公路。",
        "里程 公里 8000 9000",
    ],
)
def test_line_or_space_with_a_meaning_is_kept(text: str) -> None:
    assert Flat(text).text.count("\n") == text.count("\n")
    assert "8000 9000" in Flat(text).text or "8000" not in text


def test_digits_of_full_width_become_plain_in_place() -> None:
    assert plain_digits("达到１．５亿吨") == "达到1.5亿吨"


@given(st.text(alphabet="甲乙12 \n，。、\xa0%", max_size=150), st.data())
def test_span_of_the_flat_text_leads_back_to_the_original(text: str, data: st.DataObject) -> None:
    flat = Flat(text)
    if not flat.text:
        return
    start = data.draw(st.integers(0, len(flat.text) - 1))
    end = data.draw(st.integers(start + 1, len(flat.text)))
    span = flat.span(start, end)
    assert "".join(flat.text[start:end].split()) == "".join(span.quote.split())
    assert flat.offset(span.start) == start
