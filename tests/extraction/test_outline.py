from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.lines import split_paragraphs
from planapp.domain.extraction.marks import Rank, find_mark, read_numeral
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.outline import build_outline
from planapp.domain.extraction.parts import assign_parts
from planapp.domain.extraction.running import cut_running_text
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.toc import find_contents


def outline(text: str) -> Node:
    root = build_outline(text, cut_running_text(text, split_paragraphs(text)))
    assign_parts(root)
    return root


def titles(text: str) -> list[tuple[int, str | None]]:
    """Depth and title of every heading."""
    return [(len(n.path()), n.title) for n in outline(text).walk() if n.heading is not None]


def parts(text: str) -> dict[str | None, Part]:
    return {n.title: n.part for n in outline(text).walk() if n.heading is not None}


def test_mark_each_scheme_gives_its_rank_and_number() -> None:
    found = {
        written: (mark.rank, mark.number)
        for written in ("第三章 总则", "第二节 任务", "四、任务", "（十二）任务", "3.任务", "⑵任务")
        if (mark := find_mark(written, 0, len(written)))
    }
    assert found == {
        "第三章 总则": (Rank.CHAPTER, 3),
        "第二节 任务": (Rank.CLAUSE, 2),
        "四、任务": (Rank.COMMA, 4),
        "（十二）任务": (Rank.PAREN, 12),
        "3.任务": (Rank.ARABIC, 3),
        "⑵任务": (Rank.ARABIC_PAREN, 2),
    }


def test_mark_number_of_a_quantity_is_no_mark() -> None:
    assert [find_mark(text, 0, len(text)) for text in ("1.5万公里", "2025年", "3家企业")] == [
        None
    ] * 3


def test_numeral_chinese_numbers_are_read() -> None:
    assert [read_numeral(n) for n in ("十", "十五", "二十", "二十三", "7")] == [10, 15, 20, 23, 7]


def test_outline_nested_marks_make_a_tree() -> None:
    text = "一、任务\n（一）修路\n1.修桥。建设大桥。\n2.修隧道。建设隧道。\n（二）通车\n二、保障\n"
    assert titles(text) == [
        (0, "任务"),
        (1, "修路"),
        (2, "修桥"),
        (2, "修隧道"),
        (1, "通车"),
        (0, "保障"),
    ]


def test_outline_heading_that_lost_its_number_stands_beside_its_siblings() -> None:
    text = (
        "一、重大工程\n（一）修路工程\n一是修桥。建设跨江大桥。\n二是修隧道。打通山区隧道。\n"
        "通航工程\n一是疏浚。整治主要航道。\n二是建港。建设内河港口。\n"
    )
    assert titles(text)[4] == (1, "通航工程")


def test_outline_running_text_is_cut_at_its_numbering() -> None:
    body = "统筹推进各项建设，" * 20
    text = (
        f"一、总体要求（一）指导思想。{body}。（二）发展目标。{body}。"
        f"二、主要任务（一）修路。{body}。（二）造林。{body}。"
    )
    assert titles(text) == [
        (0, "总体要求"),
        (1, "指导思想"),
        (1, "发展目标"),
        (0, "主要任务"),
        (1, "修路"),
        (1, "造林"),
    ]


def test_outline_list_inside_a_sentence_opens_nothing() -> None:
    text = (
        "一、任务\n（一）修路。" + "做好以下工作：（1）选线；（2）征地；" * 9 + "确保按期完成。\n"
    )
    assert titles(text) == [(0, "任务"), (1, "修路")]


def test_outline_ordinals_in_one_paragraph_are_its_text() -> None:
    text = "（一）加强领导\n一是建立机制。明确分工。二是定期调度。通报进展。\n"
    assert titles(text) == [(0, "加强领导")]


def test_outline_box_is_no_heading_and_ends_where_the_numbering_goes_on() -> None:
    text = (
        "（一）修路。建设公路网络。\n专栏1 公路项目\n1.东线。新建公路。\n2.西线。改建公路。\n"
        "（二）造林。建设防护林带。\n"
    )
    nodes = [node for node in outline(text).walk() if node.heading]
    assert [(node.title, len(node.boxes)) for node in nodes] == [("修路", 3), ("造林", 0)]


def test_outline_lines_broken_by_the_page_are_joined() -> None:
    sentence = (
        "坚持生态优先和绿色发展的总体方针全面推进重点流域综合治理和山水林田湖草沙一体化保护，"
    )
    body = sentence * 8 + "确保水质达标。"
    wrapped = "\n".join(body[at : at + 26] for at in range(0, len(body), 26))
    text = f"一、治理水污染\n{wrapped}\n二、治理土壤污染\n{wrapped}\n"
    assert [len(n.texts) for n in outline(text).walk() if n.heading] == [1, 1]


def test_contents_entries_are_read_and_left_out_of_the_outline() -> None:
    text = (
        "目  录\n第一章 现状......1\n第二章 目标......3\n第三章 任务......5\n"
        "第一章 现状\n路网已经成形。\n第二章 目标\n建成路网。\n第三章 任务\n修建公路。\n"
    )
    contents = find_contents(text)
    assert contents is not None
    assert [title for _, title in contents.entries] == ["现状", "目标", "任务"]
    assert titles(text) == [(0, "现状"), (0, "目标"), (0, "任务")]


def test_contents_in_one_line_with_the_text_leave_the_text_where_it_is() -> None:
    entries = "第一章 现状第二章 目标第三章 任务第四章"
    text = f"目录{entries} 保障为了发展，制定规划。（一）修建公路。\n（二）修建铁路。\n"
    contents = find_contents(text)
    assert contents is not None
    assert text[contents.end :].startswith(" 保障为了发展")


def test_outline_line_cut_at_a_converters_limit_goes_on_in_the_next() -> None:
    body = "推进重点流域综合治理，确保水质达标。" * 130
    text = f"{body}加快建\n设公路。\n加快建设铁路。"
    ends = [text[p.start : p.end][-8:] for p in split_paragraphs(text)]
    assert ends == ["加快建\n设公路。", "加快建设铁路。"]


def test_parts_follow_the_words_of_the_headings() -> None:
    text = (
        "一、发展基础\n路网已经成形。\n二、总体要求\n（一）指导思想。贯彻新理念。\n"
        "（二）发展目标。到2025年建成路网。\n三、主要任务\n（一）优化出行环境。增开班次。\n"
        "四、保障措施\n（一）加强领导。健全机制。\n"
    )
    assert parts(text) == {
        "发展基础": Part.SITUATION,
        "总体要求": Part.PRINCIPLES,
        "指导思想": Part.PRINCIPLES,
        "发展目标": Part.AIMS,
        "主要任务": Part.MEASURES,
        "优化出行环境": Part.MEASURES,
        "保障措施": Part.MEASURES,
        "加强领导": Part.MEASURES,
    }


def test_parts_principles_glued_to_their_first_item_are_no_aims() -> None:
    text = (
        "一、指导思想、基本原则和发展目标\n（一）指导思想。贯彻新理念。\n"
        "（二）基本原则坚持公众优先、需求导向。统筹兼顾。\n（三）发展目标。到2025年建成路网。\n"
    )
    assert parts(text)["基本原则坚持公众优先、需求导向"] is Part.PRINCIPLES


def test_parts_unknown_heading_before_the_aims_is_situation_and_after_them_measures() -> None:
    text = "一、回望来路\n路网成形。\n二、主要目标\n建成路网。\n三、通达四方\n修建公路。\n"
    assert parts(text) == {
        "回望来路": Part.SITUATION,
        "主要目标": Part.AIMS,
        "通达四方": Part.MEASURES,
    }


def test_parts_mixed_heading_leaves_it_to_its_children() -> None:
    text = "一、思路和目标\n（一）指导思想。贯彻。\n（二）基本原则。坚持。\n（三）总体目标。建。\n"
    assert list(parts(text).values()) == [Part.AIMS, Part.PRINCIPLES, Part.PRINCIPLES, Part.AIMS]


@given(
    st.text(alphabet="一二三四、（）().1 2\n。；：—专栏目录第章节是年到2025标任务", max_size=300)
)
def test_outline_any_text_spans_lie_inside_it(text: str) -> None:
    for node in outline(text).walk():
        assert 0 <= node.start <= node.end <= len(text)


def test_outline_chapters_and_sections_need_no_stop_before_them() -> None:
    text = (
        "甘肃省交通规划甘政办发〔2021〕9号第一章 规划背景第一节 主要成效“十三五”以来路网成形。"
        "第二章 总体要求第一节 规划目标到2025年，里程增加。"
        "第三章 主要任务第一节 建设路网按照第二章要求修路。第二节 提升服务开好班车。"
        + "完善配套政策，健全工作机制。"
        * 20
    )
    assert [title for depth, title in titles(text) if depth == 0] == [
        "规划背景",
        "总体要求",
        "主要任务",
    ]
    assert parts(text)["规划目标"] is Part.AIMS


def test_outline_first_heading_may_be_glued_to_the_title() -> None:
    text = (
        "甘肃省水运发展行动方案一、工作目标1.航道。航道成网。2.船闸。船闸畅通。二、重点任务（一）疏浚。疏浚航道。（二）建闸。"
        + ("建设船闸，提升通过能力。" * 20)
    )
    assert [title for _, title in titles(text)][:3] == ["工作目标", "航道", "船闸"]


def test_outline_part_may_be_glued_to_a_cell() -> None:
    text = (
        "一、重点任务（一）疏浚。疏浚航道2020年底前二、保障措施（一）加强领导。"
        + "明确分工，压实责任。" * 24
    )
    assert [title for depth, title in titles(text) if depth == 0] == ["重点任务", "保障措施"]


def test_outline_markdown_signs_are_no_part_of_a_heading() -> None:
    text = (
        "# 甘肃省水运规划\n## 一、发展目标\n**到2025年，航道成网。**\n"
        "## 二、主要任务\n### （一）疏浚航道\n"
    )
    assert [title for _, title in titles(text)][-3:] == ["发展目标", "主要任务", "疏浚航道"]
