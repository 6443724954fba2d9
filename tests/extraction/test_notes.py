"""Responsibility notes in the shapes documents give them."""

from __future__ import annotations

import pytest

from planapp.domain.extraction.responsibility import (
    DocumentRules,
    find_units,
    is_note,
    read_document_rules,
)

LEAD_AND_SUPPORT = ["省水利厅 lead", "省林业局 support"]


def units(text: str) -> list[str]:
    rules = read_document_rules(text)
    found = find_units(text, [(0, len(text))], rules=rules)
    return [f"{unit.name} {unit.role.value}" for unit in found]


@pytest.mark.parametrize(
    "note",
    [
        "（省水利厅牵头，省林业局配合）",
        "〔省水利厅牵头,省林业局参与〕",
        "【牵头单位】省水利厅【配合单位】省林业局",
        "（牵头：省水利厅；配合：省林业局）",
        "——牵头单位：省水利厅；参与单位：省林业局",
        "（责任单位：省水利厅牵头，省林业局协助）",
        "牵头部门：省水利厅 参与部门：省林业局 完成时间：2024年底",
        "（省水利厅牵头抓总，省林业局等部门和单位配合）",
        "（由省水利厅牵头，2024年6月底前完成；省林业局配合）",
        "省水利厅牵头，省林业局等部门参加。",
    ],
)
def test_note_of_any_shape_gives_lead_and_support(note: str) -> None:
    assert units(f"整治河道。{note}") == LEAD_AND_SUPPORT


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("（省水利厅、省林业局）", ["省水利厅 responsible", "省林业局 responsible"]),
        ("（责任科室：规划科、法规科）", ["规划科 responsible", "法规科 responsible"]),
        ("（各地区、各部门按职责分工负责）", ["各地区 responsible", "各部门 responsible"]),
        (
            "（水利部、自然资源部等国务院相关部门及各地区按职责分工负责）",
            [
                "水利部 responsible",
                "自然资源部 responsible",
                "国务院相关部门 responsible",
                "各地区 responsible",
            ],
        ),
        (
            "（责任单位：各市、州、直管市、某某林区人民政府）",
            ["各市、州、直管市、某某林区人民政府 responsible"],
        ),
        ("（各县、区人民政府（管委会）负责落实）", ["各县、区人民政府（管委会） responsible"]),
        ("（省水利厅牵头督导，各市、县〔区〕人民政府落实）",
         ["省水利厅 lead", "各市、县〔区〕人民政府 responsible"]),
        (
            "（责任单位：省水利厅（列第一位的为牵头单位，下同）、省林业局）",
            ["省水利厅 lead", "省林业局 responsible"],
        ),
        (
            "（省水利厅、省林业局按职责分工负责，列第一位的为牵头单位，下同）",
            ["省水利厅 lead", "省林业局 responsible"],
        ),
    ],
)  # fmt: skip
def test_note_names_those_who_are_charged(note: str, expected: list[str]) -> None:
    assert units(f"整治河道。{note}") == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "整治河道（省、市、县三级）。",
        "整治河道。（含支流、湖汊）",
        "支持龙头企业牵头，高校院所参与。",
        "牵头负责领导：张某某。",
    ],
)
def test_brackets_and_sentences_without_an_office_charge_nobody(sentence: str) -> None:
    assert units(sentence) == []


def test_sentence_with_the_task_of_each_names_both() -> None:
    text = "由省水利厅负责制定办法，省林业局负责日常监测。"
    assert units(text) == ["省水利厅 responsible", "省林业局 responsible"]


def test_line_that_only_names_units_is_a_note() -> None:
    lines = ["（责任单位：省水利厅）", "牵头单位：省水利厅", "责任单位：省水利厅。", "整治河道。"]
    assert [is_note(line, 0, len(line)) for line in lines] == [True, True, True, False]


def test_rules_without_a_word_on_order_charge_all_alike() -> None:
    assert read_document_rules("（省水利厅、省林业局负责）") == DocumentRules(first_leads=False)
