"""Passages of two printings are told apart by their words."""

from __future__ import annotations

from planapp.domain.pairing import Wording, pair_up, plain

TOTAL = Wording("医药产业总产值", "医药产业总产值达到1300亿元以上", "1300")
INDUSTRY = Wording("医药工业产值", "医药工业产值达到650亿元", "650")
TRADE = Wording("医药流通收入", "医药流通收入达到400亿元", "400")
PLATFORM = Wording("建设创新平台", "建设创新平台。建强国家苗药工程技术研究中心。", "")


def test_same_words_are_paired_wherever_they_stand() -> None:
    assert pair_up([TOTAL, INDUSTRY, TRADE], [TRADE, TOTAL, INDUSTRY]) == {0: 2, 1: 0, 2: 1}


def test_white_space_and_full_width_do_not_count() -> None:
    respaced = Wording("医药产业总产值", "医药产业 总产值\n达到１３００亿元以上", "1300")
    assert plain(respaced.text) == TOTAL.text
    assert pair_up([INDUSTRY, TOTAL], [respaced]) == {0: 1}


def test_changed_figure_is_still_the_same_commitment() -> None:
    raised = Wording("医药产业总产值", "医药产业总产值达到1350亿元以上", "1350")
    assert pair_up([INDUSTRY, TOTAL], [raised, INDUSTRY]) == {0: 1, 1: 0}


def test_other_commitment_in_the_same_pattern_is_none() -> None:
    assert pair_up([INDUSTRY], [TRADE]) == {}


def test_title_or_text_alone_may_change() -> None:
    retitled = Wording("强化创新支撑体系", PLATFORM.text)
    rewritten = Wording(PLATFORM.name, "整合高校和科研院所资源，开展集中攻关。")
    assert (pair_up([PLATFORM], [retitled]), pair_up([PLATFORM], [rewritten])) == ({0: 0}, {0: 0})


def test_same_sentence_with_several_figures_keeps_each_with_its_figure() -> None:
    sentence = "形成100亿元级产业园2个、30亿元级产业园4个"
    old = [Wording("产业园", sentence, "2"), Wording("产业园", sentence, "4")]
    assert pair_up(old, list(reversed(old))) == {0: 1, 1: 0}


def test_twins_keep_the_order_of_the_text() -> None:
    assert pair_up([TOTAL, TOTAL], [TOTAL, TOTAL]) == {0: 0, 1: 1}


def test_nothing_is_paired_twice() -> None:
    assert pair_up([TOTAL], [TOTAL, TOTAL]) == {0: 0}


def test_passage_without_a_letter_pairs_with_its_like_alone() -> None:
    dash = Wording("", "—")
    assert (pair_up([dash], [dash]), pair_up([dash], [TOTAL])) == ({0: 0}, {})
