from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import ExtractedGoal


def goals(text: str) -> list[ExtractedGoal]:
    return list(extract(text).goals)


def quotes(text: str) -> list[tuple[str | None, str]]:
    return [(goal.heading, goal.span.quote) for goal in goals(text)]


def test_goals_dashed_items_each_give_one() -> None:
    text = "一、发展目标\n——路网更密。公路达到5万公里。\n——服务更好。班车通达乡镇。\n"
    assert quotes(text) == [
        ("路网更密", "——路网更密。公路达到5万公里。"),
        ("服务更好", "——服务更好。班车通达乡镇。"),
    ]


def test_goals_lead_that_states_aims_is_one() -> None:
    text = "一、发展目标\n到2025年，建成交通强省，路网更加完善。\n——路网更密。公路成网。\n"
    assert quotes(text)[0] == (None, "到2025年，建成交通强省，路网更加完善。")
    assert len(quotes(text)) == 2


def test_goals_lead_that_only_announces_is_none() -> None:
    text = "一、主要目标\n到2025年，具体目标是：\n——路网更密。公路达到5万公里。\n"
    assert [heading for heading, _ in quotes(text)] == ["路网更密"]


def test_goals_two_horizons_in_two_paragraphs_are_two() -> None:
    text = "一、总体目标\n到2020年，森林面积稳步增加。\n到2025年，森林质量明显提升。\n"
    assert [quote for _, quote in quotes(text)] == [
        "到2020年，森林面积稳步增加。",
        "到2025年，森林质量明显提升。",
    ]


def test_goals_text_on_the_line_of_the_heading_starts_behind_it() -> None:
    text = "一、总体要求\n（一）指导思想。贯彻。\n（二）发展目标。到2022年，入园率达到90%。\n"
    [goal] = goals(text)
    assert (goal.heading, goal.section) == (None, ("一、总体要求", "（二）发展目标"))
    assert goal.span.quote == "到2022年，入园率达到90%。"


def test_goals_principles_are_none() -> None:
    text = "一、基本原则\n——以人为本。坚持服务群众。\n二、发展目标\n——服务更优。满意度提高。\n"
    assert [heading for heading, _ in quotes(text)] == ["服务更优"]


def test_goals_labelled_paragraph_of_a_preface_is_one() -> None:
    text = (
        "为改善水质，制定本方案。\n工作目标：到2020年，优良水体比例达到80%以上。\n"
        "一、控制污染\n（一）治理工业污染。取缔落后企业。\n"
    )
    assert [quote for _, quote in quotes(text)] == ["到2020年，优良水体比例达到80%以上。"]


def test_goals_text_without_headings_gives_a_doubtful_one() -> None:
    text = "会议介绍了情况。到2025年,用水总量控制在60亿立方米以内。" + "推进节水改造。" * 3
    [goal] = goals(text)
    assert goal.span.quote == "到2025年,用水总量控制在60亿立方米以内。"
    assert goal.confidence < 0.7
    assert goal.doubts == ("未见目标章节，按文中句式识别",)


def test_goals_situation_with_past_years_gives_none() -> None:
    text = "一、发展现状\n到2020年，全省公路达到4万公里。\n二、主要任务\n（一）修路。建设公路。\n"
    assert quotes(text) == []


@given(
    st.lists(
        st.sampled_from(["一、目标\n", "——增产。产量提高。\n", "到2025年，建成体系。\n", "（一）"])
    )
)
def test_goals_quote_is_the_text_of_its_span(pieces: list[str]) -> None:
    text = "".join(pieces)
    for goal in goals(text):
        assert text[goal.span.start : goal.span.end] == goal.span.quote


def test_goals_vision_is_a_goal_of_its_own() -> None:
    text = "一、发展目标\n到2025年，公路达到5万公里。\n展望2035年，建成交通强省，路网四通八达。\n"
    assert [quote[:6] for _, quote in quotes(text)] == ["到2025年", "展望2035"]


def test_goals_horizons_part_where_line_breaks_were_lost() -> None:
    filler = "坚持统筹推进，完善配套政策，健全工作机制，强化要素保障。" * 16
    near, far = "到2020年，公路网更加完善。", "到2025年，公路更好，水运更加畅通。"
    text = f"一、发展目标{near}{far}二、主要任务（一）修路。{filler}（二）修桥。{filler}"
    assert [quote for _, quote in quotes(text)] == [near, far]


def test_goals_ceiling_at_the_end_announces_nothing() -> None:
    text = "一、总体目标\n2025年底前，建成仓库30座，粮食产后损失率降低到4%以下。\n"
    assert len(quotes(text)) == 1
    assert quotes("一、发展目标\n到2025年，主要目标如下。\n") == []


def test_goals_sentence_broken_off_at_a_comma_goes_on() -> None:
    text = (
        "一、发展目标\n到2025年，全省公路通车里程明显增加，路网结构更加合理，\n"
        "班车通达所有建制村。\n二、主要任务\n（一）修路。打通断头路。\n"
    )
    assert [quote.endswith("建制村。") for _, quote in quotes(text)] == [True]
