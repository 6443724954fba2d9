"""Which successor the words of an item speak for."""

from __future__ import annotations

import pytest

from planapp.domain.inheritance import suggest_heir

FOOD, DRUGS = 1, 2
SCOPES = {FOOD: "食品安全监管", DRUGS: "药品、医疗器械和化妆品监管"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加强药品全过程追溯，完善医疗器械检验", DRUGS),
        ("建设食品安全示范县", FOOD),
        ("药品和食品安全", None),  # speaks of both alike
        ("推进产业集聚发展", None),
        ("化妆品监管", DRUGS),
        ("", None),
    ],
)
def test_suggestion_follows_the_words_of_one_scope(text, expected):
    assert suggest_heir(text, SCOPES) == expected


def test_successor_of_everything_is_never_suggested():
    assert suggest_heir("药品监管", {FOOD: "", DRUGS: ""}) is None


def test_nobody_to_suggest():
    assert suggest_heir("药品监管", {}) is None


def test_words_for_how_it_is_done_suggest_nobody():
    scopes = {1: "国土资源管理", 2: "排污口设置管理"}
    assert suggest_heir("加强管理，完善监督管理", scopes) is None
