"""What of a text is kept for finding it, what a query asks for, and where it is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.search import excerpt_of, grams_of, mark_words, pairs_of, words_of


def test_a_text_is_kept_as_the_pairs_of_each_run_of_letters():
    kept = grams_of("task", ["数字经济"], ["到2025年，ＧＤＰ达3.5%。"])
    assert kept == ("#task 数字 字经 经济 济 | 到2 20 02 25 5年 年 gd dp p达 达3 3. .5 5")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("疫苗", ["疫苗"]),
        ("  研发　投入 ", ["研发", "投入"]),
        ("“十四五”规划", ["十四五", "规划"]),
        ("ＧＤＰ gdp Gdp", ["gdp"]),
        ("2025年", ["2025年"]),
        ("343.9亿元", ["343.9亿元"]),
        ("R&D", ["r&d"]),
        ("530000-2025-01-I001", ["530000", "2025", "01", "i001"]),
        ("省", ["省"]),
        ("①㎡", ["1m2"]),
        ("%_*\"'\\|#", []),
        ("", []),
    ],
)
def test_a_query_asks_for_its_words_folded_each_once(query: str, words: list[str]):
    assert words_of(query) == words


def test_a_query_asks_for_eight_words_at_most():
    assert words_of("一二 三四 五六 七八 九十 百千 万亿 个十 更多") == [
        "一二", "三四", "五六", "七八", "九十", "百千", "万亿", "个十",
    ]  # fmt: skip


@given(st.text(alphabet="数字经济gG2.&，“ ３％é", max_size=30), st.data())
def test_every_part_of_a_run_stands_in_what_is_kept(text: str, data: st.DataObject):
    kept = f"{grams_of('task', [text])} "
    for run in words_of(text):
        start = data.draw(st.integers(0, len(run) - 1))
        part = run[start : data.draw(st.integers(start + 1, len(run)))]
        in_order = " ".join(pairs_of(part))
        assert f" {in_order}" in kept


@given(st.text(max_size=60), st.text(max_size=10))
def test_marking_loses_nothing(text: str, query: str):
    assert "".join(piece.text for piece in mark_words(text, words_of(query))) == text


def marked(text: str, *words: str) -> str:
    return "".join(
        f"[{each.text}]" if each.is_hit else each.text for each in mark_words(text, words)
    )


def test_marks_stand_on_the_text_as_it_is_written():
    assert marked("全省ＧＤＰ（gdp）达3㎡", "gdp", "m2") == "全省[ＧＤＰ]（[gdp]）达3[㎡]"
    assert marked("研发投入强度", "研发投", "投入") == "[研发投入]强度"
    assert marked("研发、投入", "研发", "投入") == "[研发]、[投入]"


def test_an_excerpt_begins_shortly_before_the_first_word():
    text = "前" * 100 + "疫苗" + "后" * 300
    pieces = excerpt_of(text, ["疫苗"])
    shown = "".join(piece.text for piece in pieces)
    assert shown == "…" + "前" * 20 + "疫苗" + "后" * 98 + "…"
    assert [piece.text for piece in pieces if piece.is_hit] == ["疫苗"]


def test_an_excerpt_of_a_short_text_is_the_text():
    assert [piece.text for piece in excerpt_of("新建\n疫苗 基地", ["疫苗"])] == [
        "新建 ",
        "疫苗",
        " 基地",
    ]
