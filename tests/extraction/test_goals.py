from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import ExtractedGoal


def goals(text: str) -> list[ExtractedGoal]:
    return list(extract(text).goals)


LONG = "改进服务方式，完善管理制度。" * 30  # makes a text without line breaks long enough


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


def test_a_later_horizon_below_the_items_is_a_goal_of_its_own() -> None:
    text = (
        "青海省“十四五”交通运输发展规划\n"
        "一、发展目标\n到2025年，建成交通强省，路网更加完善。\n"
        "——路网更密。公路达到5万公里。\n——服务更好。班车通达率达到98%。\n"
        "到2035年，建成现代化路网，高铁里程突破4000公里。\n"
        "专栏1 主要指标\n序号\t指标\t单位\t2020年\t2025年\n1\t公路里程\t万公里\t4\t5\n"
        "2\t桥梁数量\t座\t400\t500\n"
    )
    plan = extract(text)
    assert [goal.heading for goal in plan.goals] == [None, "路网更密", "服务更好", None]
    placed = [(i.name, i.target_year, i.of.position if i.of else None) for i in plan.indicators]
    assert placed == [
        ("公路", 2025, 1),
        ("班车通达率", 2025, 2),
        ("高铁里程", 2035, 3),
        ("公路里程", 2025, None),
        ("桥梁数量", 2025, None),
    ]


def test_a_second_paragraph_of_an_item_stays_with_it() -> None:
    text = (
        "一、发展目标\n到2025年，建成交通强省，路网更加完善。\n"
        "——路网更密。公路成网，桥隧相连。\n到2025年，公路达到5万公里，桥梁达到500座。\n"
    )
    assert [heading for heading, _ in quotes(text)] == [None, "路网更密"]


def test_goals_of_a_book_are_found_in_its_chapters() -> None:
    text = (
        "某省国民经济和社会发展第十四个五年规划纲要\n第一篇 开启新征程\n第一章 发展环境\n"
        "2020年，公路里程达到5000公里，路网逐步完善。\n第二章 指导方针和主要目标\n第一节 主要目标\n"
        "——路网更密。公路达到5万公里。\n"
        "第二节 二〇三五年远景目标\n到二〇三五年，公路里程翻一番，建成交通强省。\n"
        "第二篇 建设交通强省\n第三章 完善路网\n打通断头路，建设大桥5座。\n" + LONG
    )
    plan = extract(text)
    assert [goal.heading for goal in plan.goals] == ["路网更密", None]
    assert [task.title for task in plan.tasks] == ["完善路网"]
    assert [(i.name, i.target_year) for i in plan.indicators] == [
        ("公路", 2025),
        ("公路里程", 2035),
        ("大桥", 2025),
    ]
    glued = extract("".join(text.split()))
    assert [goal.heading for goal in glued.goals] == ["路网更密", None]


def test_goals_year_by_year_are_one_for_each_paragraph() -> None:
    text = (
        "一、行动目标\n2023年，全省建成泊位20个，吞吐量稳步增加。\n2024年，泊位达到25个，吞吐量继续增加。\n"
        "二、重点任务\n（一）修港。建设码头。" + LONG
    )
    years = ["2023年", "2024年"]
    assert [goal.span.quote[:5] for goal in goals(text)] == years
    assert [goal.span.quote[:5] for goal in goals("某省行动方案" + "".join(text.split()))] == years


def test_goals_with_titles_are_told_apart_where_line_breaks_were_lost() -> None:
    items = (
        "防洪减灾。堤防达标率达到85%，重点城镇全部达到设防标准。",
        "供水保障。新增供水能力15亿立方米，农村饮水水质持续改善。",
        "河湖健康。水土保持率达到86%，重要河湖生态流量得到保障。",
    )
    lead = "到2025年，水安全保障体系更加健全，服务能力显著增强。"
    text = f"某省水利发展规划一、发展目标{lead}{''.join(items)}二、主要任务（一）修堤。{LONG}"
    assert quotes(text) == [(None, lead), *((item[:4], item) for item in items)]


def test_goals_of_a_plan_whose_title_opens_with_its_year_stand_before_its_headings() -> None:
    text = (
        "海南省人民政府办公厅关于印发2023年海南省教育工作要点的通知\n琼府办〔2023〕9号\n各市、县人民政府：\n"
        "现印发给你们，请认真落实。\n海南省人民政府办公厅\n2023年4月12日\n2023年海南省教育工作要点\n"
        "2023年，全省教育工作的总体要求是：坚持立德树人。主要预期目标是：毛入学率稳定在90%以上，学位增长5%。\n"
        "一、扩大学位供给\n1.新建学校。建设小学20所。\n"
    )
    plan = extract(text)
    assert [goal.span.quote[:8] for goal in plan.goals] == ["主要预期目标是："]
    assert [(i.name, str(i.value)) for i in plan.indicators if i.of and i.of.kind == "goal"] == [
        ("毛入学率", "90"),
        ("学位", "5"),
    ]
    glued = extract("".join(text.split()))
    assert [goal.span.quote[:8] for goal in glued.goals] == ["主要预期目标是："]
