from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import ExtractedTask


def tasks(text: str) -> list[ExtractedTask]:
    return list(extract(text).tasks)


def named(text: str) -> list[tuple[str | None, str | None]]:
    return [(task.number, task.title) for task in tasks(text)]


def test_tasks_lowest_numbered_headings_are_the_tasks() -> None:
    text = "一、主要任务\n（一）修路工程。\n1.修桥。建设大桥。\n2.修隧道。打通隧道。\n"
    assert named(text) == [("1", "修桥"), ("2", "修隧道")]


def test_tasks_heading_with_note_of_its_own_is_one_beside_its_parts() -> None:
    text = "一、主要任务\n（一）修路工程。（责任单位：省交通运输厅）\n1.修桥。建设大桥。\n"
    assert named(text) == [("一", "修路工程"), ("1", "修桥")]


def test_tasks_item_whose_first_sentence_is_long_has_no_title() -> None:
    sentence = "在编制国民经济和社会发展规划时统筹考虑学前教育资源的布局，" * 2
    text = f"一、主要任务\n1.{sentence}并同步实施。加强督导。\n2.扩大资源。新建园所。\n"
    assert named(text) == [("1", None), ("2", "扩大资源")]


def test_tasks_titled_paragraphs_under_a_bare_heading_are_tasks() -> None:
    text = "一、重点领域\n小麦。加快选育优质高产新品种。\n水稻。推广节水抗旱栽培技术。\n"
    assert named(text) == [(None, "小麦"), (None, "水稻")]


def test_tasks_paragraphs_under_a_heading_with_text_are_its_text() -> None:
    text = "一、重点领域\n1、粮食。围绕稳产保供推进建设。\n小麦领域：加快选育优质品种。\n"
    [task] = tasks(text)
    assert task.span.quote == "1、粮食。围绕稳产保供推进建设。\n小麦领域：加快选育优质品种。"


def test_tasks_ordinals_with_paragraphs_of_their_own_are_tasks() -> None:
    text = "一、主要任务\n（一）治水工程\n一是治河。整治河道。\n二是治湖。保护湖泊。\n"
    assert named(text) == [("一", "治河"), ("二", "治湖")]


def test_tasks_heading_without_a_mark_is_found_by_its_verb() -> None:
    prose = "严守耕地红线，建设高标准农田，完善农田水利设施，推广优良品种，提高单产水平和抗灾能力。"
    text = f"一、重点任务\n提升粮食产能\n{prose}\n发展乡村产业\n{prose}\n"
    assert named(text) == [(None, "提升粮食产能"), (None, "发展乡村产业")]
    assert tasks(text)[0].doubts == ("标题无编号，按版式识别",)


def test_tasks_box_and_its_entries_are_none() -> None:
    text = (
        "一、主要任务\n（一）修路。建设公路网络。\n专栏1 公路项目\n1.东线。新建公路。\n"
        "（二）造林。建设防护林带。\n"
    )
    assert named(text) == [("一", "修路"), ("二", "造林")]


def test_tasks_definition_of_the_scope_is_none() -> None:
    text = "一、适用范围\n本方案适用于全省各级学校。\n二、主要措施\n（一）扩容。新建学校。\n"
    assert named(text) == [("一", "扩容")]


def test_tasks_closing_appeal_after_the_note_is_left_out() -> None:
    text = (
        "一、主要任务\n（一）治水。整治河道。（牵头单位：省水利厅）\n各地要高度重视，抓好落实。\n"
    )
    [task] = tasks(text)
    assert task.span.quote.endswith("（牵头单位：省水利厅）")


def test_tasks_deadline_line_comes_before_dates_in_the_text() -> None:
    text = "一、措施\n1.清理事项。2018年底前自查。\n牵头部门：省司法厅\n完成时限：2019年6月底前\n"
    [task] = tasks(text)
    assert task.deadline == "2019年6月底前"


def test_tasks_deadline_in_the_text_is_kept_as_written() -> None:
    text = "一、措施\n（一）治理污水。2020年10月底前，全部完成整治。\n"
    [task] = tasks(text)
    assert task.deadline == "2020年10月底前"


def test_tasks_several_leads_are_a_doubt() -> None:
    text = "一、措施\n（一）治水。整治河道。（牵头单位：省水利厅、省生态环境厅）\n"
    [task] = tasks(text)
    assert task.doubts == ("有2个牵头单位",)
    assert task.confidence == 0.8


def test_tasks_structureless_text_gives_warnings() -> None:
    plan = extract("今天天气很好")
    assert (plan.tasks, plan.warnings) == ((), ("未找到目标", "未找到任务"))


def test_tasks_empty_text_gives_a_warning() -> None:
    assert extract("").warnings == ("文件没有文字",)


@given(st.text(alphabet="一二、（）1.。\n目标任务：—省厅牵头负责，是 ", max_size=200))
def test_tasks_any_text_quote_is_the_text_of_its_span(text: str) -> None:
    for task in tasks(text):
        assert text[task.span.start : task.span.end] == task.span.quote


def test_tasks_aim_that_charges_units_is_a_goal_and_a_task() -> None:
    text = (
        "一、工作目标\n1.路网更密。公路达到5万公里。（省交通运输厅负责）\n2.服务更好。班车通达。\n"
    )
    plan = extract(text)
    assert [goal.heading for goal in plan.goals] == ["路网更密", "服务更好"]
    assert [(t.title, [u.name for u in t.units]) for t in plan.tasks] == [
        ("路网更密", ["省交通运输厅"])
    ]


def test_tasks_closing_section_that_only_appeals_is_none() -> None:
    body = "一、主要任务\n（一）修路。打通断头路。\n"
    assert named(body + "二、组织实施\n各地各部门要高度重视，确保任务落到实处。\n") == [
        ("一", "修路")
    ]
    assert len(tasks(body + "二、组织实施\n建立由分管领导牵头的联席会议制度并定期调度。\n")) == 2


def test_tasks_meaning_of_the_work_is_none() -> None:
    text = (
        "一、充分认识发展航空物流的重要意义\n航空物流是战略性新兴产业，潜力巨大，前景广阔。\n"
        "二、主要任务\n（一）修机场。改扩建支线机场。\n"
    )
    assert named(text) == [("一", "修机场")]


def test_tasks_deadline_stops_at_any_bracket() -> None:
    text = "一、主要任务\n（一）修路。打通断头路。〔责任单位：省交通运输厅；完成时限：持续推进〕\n"
    assert [task.deadline for task in tasks(text)] == ["持续推进"]


def test_tasks_safeguard_that_opens_with_an_appeal_is_one() -> None:
    text = (
        "一、主要任务\n（一）修路。打通断头路。\n"
        "二、保障措施\n（一）加强组织领导。各级政府要落实责任。\n"
    )
    assert named(text) == [("一", "修路"), ("一", "加强组织领导")]


def test_tasks_that_no_chapter_holds_are_doubted() -> None:
    item = "1.修路。打通断头路。\n——修桥。建设大桥。\n"
    lost = "原文缺少章节标题，按位置推断为任务"
    assert {lost in task.doubts for task in tasks(item)} == {True}
    assert {lost in task.doubts for task in tasks(f"一、主要任务\n{item}")} == {False}


def test_tasks_whose_title_runs_on_from_a_heading_are_doubted() -> None:
    [glued] = tasks("二、主要任务修建公路和铁路。打通断头路。\n")
    assert glued.doubts == ("标题与后文连在一起",)


def test_the_deadline_of_a_tasks_note_is_the_year_of_its_figures() -> None:
    text = (
        "一、重点任务\n1．建设质检中心。新建省级质检中心8个。\n牵头单位：省市场监管局\n"
        "完成时限：2024年6月底前\n2．培育品牌。品牌企业达到200家。\n牵头单位：省商务厅\n"
        "完成时限：2026年\n"
    )
    assert [(i.name, i.target_year) for i in extract(text).indicators] == [
        ("省级质检中心", 2024),
        ("品牌企业", 2026),
    ]


def test_an_annex_ends_the_last_task() -> None:
    text = (
        "一、重点任务\n（一）建设基地。建设茶叶基地30个。\n（二）加强领导。各部门分工落实。\n"
        "附件1\n分年度目标\n由各地细化后组织实施，按年度报告。\n"
    )
    assert extract(text).tasks[-1].span.quote == "（二）加强领导。各部门分工落实。"


def test_what_a_figure_is_compared_with_is_no_deadline() -> None:
    text = (
        "一、重点任务\n（一）做大产业。总量较“十三五”末增加2倍，比2020年前三季度增长5%。\n"
        "（二）加强领导。各部门分工落实。\n"
    )
    assert [task.deadline for task in extract(text).tasks] == [None, None]


def test_tasks_whose_text_is_glued_to_the_title_keep_it_out_of_names() -> None:
    text = (
        "某省旅游发展规划第一章主要目标到2025年，景区达到200家。第二章保障措施"
        "第一节加强组织领导各级政府要高度重视，建立协调机制，定期通报工作进展情况。"
        "第二节强化资金保障每年安排专项资金不低于3亿元，完善投入机制。"
        + "提高服务水平，改善管理方式。"
        * 20
    )
    plan = extract(text)
    assert [task.title for task in plan.tasks] == ["加强组织领导", "强化资金保障"]
    assert [i.name for i in plan.indicators] == ["景区", "每年安排专项资金"]


def test_task_before_a_table_of_tasks_stays_one() -> None:
    text = (
        "一、重点任务\n（一）扩群。新建牧场30个。\n（二）加强督查。纳入年度考核。\n任务分工表\n"
        "序号 工作任务 责任单位\n1 建立良种场 省农业农村厅\n2 推进粮改饲 省财政厅\n"
    )
    assert named(text)[1:] == [("二", "加强督查"), ("1", "建立良种场"), ("2", "推进粮改饲")]
