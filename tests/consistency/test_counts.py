"""Counts beside lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.consistency import Finding, PlanFigures, check
from planapp.domain.terms import FindingKind, Severity

HAN = "零一二三四五六七八九十"


def examine(text: str) -> list[Finding]:
    return check(text, PlanFigures())


@pytest.mark.parametrize(
    ("text", "figures", "arithmetic"),
    [
        (
            "建设四大基地（东部基地、西部基地、中部基地）。",
            ("四大基地", "东部基地、西部基地、中部基地"),
            "列举3项 ≠ 4",
        ),
        (
            "开展“净水、净土、净气”四大行动。",
            ("四大行动", "净水、净土、净气"),
            "列举3项 ≠ 4",
        ),
        (
            "打造“三港”，即“空港、陆港、水港、信息港”。",
            ("“三港”", "空港、陆港、水港、信息港"),
            "列举4项 ≠ 3",
        ),
        (
            "抓好三个方面：一是扩量，二是提质；三是增效；四是降本。",
            ("三个方面：", "一是扩量，二是提质；三是增效；四是"),
            "列举4项 ≠ 3",
        ),
        (
            "着力构建新能源汽车“六环”体系。着力构建新能源汽车“七环”格局。",
            ("“六环”", "“七环”"),
            "6 ≠ 7",
        ),
    ],
)
def test_count_of_another_number_than_the_list_is_found(
    text: str, figures: tuple[str, str], arithmetic: str
) -> None:
    [finding] = examine(text)
    assert finding.kind is FindingKind.COUNT
    assert (finding.first.figure, finding.second.figure) == figures
    assert finding.arithmetic == arithmetic


@pytest.mark.parametrize(
    "text",
    [
        "建设四大基地（东部基地、西部基地、中部基地和北部基地）。",
        "建设四大基地（东部基地、西部基地等）。",
        "建设五大基地（如东部基地、西部基地）。",
        "涉及14个县（市、区），其中3个县（市、区）先行。",
        "第三个基地（东部基地、西部基地）。",
        "建设3个以上基地（东部基地、西部基地）。",
        "统筹省级、市级，推进八大重点产业。",
        "实施“三社”融合工程，加强供销社、合作社规范化建设。",
        "“五种资源”（水资源、土资源、林资源、矿资源、草资源）融合。",
        "推进“三化”融合。\n推进“四化”同步。",
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "实施“百县、千村、万户”三年行动。",
        "抓好三个方面：一是扩量；二是提质；三是增效。抓好人才工作：一是引才；二是育才。",
        "抓好五个方面：一是扩量。\n二是提质。\n三是增效。",
        "抓好三个方面：一是扩量；二是提质。\n三是增效。",
        "抓好三个方面：一是扩量；二是提质；四是增效。五是其他。",
        "县、乡、村”三级路长制，健全“县、乡、村”三级体系。",
    ],
)
def test_count_beside_what_is_no_full_list_is_no_finding(text: str) -> None:
    assert examine(text) == []


@given(
    stated=st.integers(min_value=2, max_value=10),
    listed=st.integers(min_value=2, max_value=10),
)
def test_count_is_found_when_and_only_when_the_list_is_of_another_number(
    stated: int, listed: int
) -> None:
    items = "、".join(f"{letter}类园区" for letter in "甲乙丙丁戊己庚辛壬癸"[:listed])
    assert bool(examine(f"布局{HAN[stated]}个园区（{items}）。")) == (stated != listed)


TABLE = """形成“2大类5小类”体系。
类别
名称
主要内容
基础类
材料
重点开展高性能材料的研究、开发、试验和规模化应用。
器件
重点开展关键器件的设计、流片、封装和测试验证。
应用类
整机
重点开展整机的集成、验证和示范应用等。
软件
重点开展操作系统、数据库、中间件的适配等。

"""


def test_count_of_classes_is_compared_with_the_rows_of_the_table() -> None:
    [finding] = examine(TABLE)
    assert finding.severity is Severity.WARNING
    assert (finding.first.figure, finding.second.figure) == ("2大类5小类", "4个小类")
    assert finding.note == "表中小类：材料、器件、整机、软件。"
    assert examine(TABLE.replace("5小类", "四小类")) == []


def test_count_of_classes_without_a_table_is_no_finding() -> None:
    assert examine("形成“2大类5小类”体系。\n\n类别\n一\n二\n") == []


@given(st.text(alphabet="一二三四五大类小个“”（）、，。\n0123456789%由增加到亿元长", max_size=80))
def test_check_reads_any_text_and_keeps_every_span(text: str) -> None:
    for finding in examine(text):
        for side in (finding.first, finding.second):
            assert text[side.start : side.end] == side.quote
