"""Whole documents in the layouts they are found in."""

from __future__ import annotations

import pytest

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import ExtractedPlan

BOTH = "海南省教育厅、海南省财政厅"
FILLER = "坚持统筹兼顾、分类施策，完善配套政策，健全工作机制，强化要素保障，确保各项举措落地见效。"
REPORT = """政府工作报告
——2021年1月20日在某某市第六届人民代表大会第五次会议上
市长 李某某
各位代表：
现在，我向大会报告政府工作，请予审议。
一、2020年工作回顾
过去一年，全市生产总值增长4%。
二、2021年工作安排
今年的主要预期目标是：地区生产总值增长7%左右，城镇登记失业率控制在4%以内。
（一）提升城市品质。改造老旧小区60个。
（二）改善民生福祉。新增学位8000个。
各位代表！新征程催人奋进，让我们团结一心，为实现全年目标而努力奋斗！
""".replace("某某市", "宜兴市")
ACTIONS = """清洁能源三年行动方案
一、行动目标
到2023年，清洁能源装机达到800万千瓦。
二、重点行动
（一）风电提升行动
行动目标：风电装机达到300万千瓦，弃风率进一步下降。
重点任务：有序推进大型风电场建设，新建变电站4座。
责任单位：省能源局、省电力公司
（二）屋顶光伏行动
行动目标：屋顶光伏装机达到100万千瓦，整县推进。
重点任务：推进党政机关建筑屋顶安装光伏，建成示范县5个。
责任单位：省能源局、各市政府
"""


def tasks(plan: ExtractedPlan) -> list[tuple[str | None, str | None]]:
    return [(task.number, task.title) for task in plan.tasks]


def running(*parts: str) -> str:
    """Parts on one line with enough text between them to be a document that lost its breaks."""
    return "".join(part + FILLER * 6 for part in parts)


def test_report_to_a_congress_dates_itself_by_its_session() -> None:
    plan = extract(REPORT)
    header = plan.header
    assert (header.title, header.region) == ("政府工作报告", "宜兴市")
    assert (header.period_start, header.period_end) == (2021, 2021)
    assert tasks(plan) == [("一", "提升城市品质"), ("二", "改善民生福祉")]
    assert plan.tasks[-1].span.quote.endswith("新增学位8000个。")


def test_parts_of_one_action_make_one_task_with_its_units() -> None:
    plan = extract(ACTIONS)
    assert tasks(plan) == [("一", "风电提升行动"), ("二", "屋顶光伏行动")]
    assert [[unit.name for unit in task.units] for task in plan.tasks] == [
        ["省能源局", "省电力公司"],
        ["省能源局", "各市政府"],
    ]


def test_note_below_titled_paragraphs_charges_the_heading() -> None:
    text = (
        "一、重点任务\n（一）加强基地建设\n优化布局。巩固发展沿河产区，稳步扩大规模，形成集聚效应。\n"
        "提升品质。推广良种良法，健全标准体系，完善检测手段，提高产品质量。\n"
        "（责任单位：省农业农村厅）\n（二）培育主体。扶持合作社发展。\n"
    )
    plan = extract(text)
    assert tasks(plan) == [("一", "加强基地建设"), ("二", "培育主体")]
    assert [unit.name for unit in plan.tasks[0].units] == ["省农业农村厅"]


def test_named_actions_are_headings_over_their_items() -> None:
    text = (
        "一、主要任务\n行动一：平台赋能行动\n1.建平台。建设平台三类。\n2.用平台。推广应用。\n"
        "行动二：网络提升行动\n1.建基站。建设基站。\n"
    )
    plan = extract(text)
    assert [task.section for task in plan.tasks] == [
        ("一、主要任务", "行动一：平台赋能行动"),
        ("一、主要任务", "行动一：平台赋能行动"),
        ("一、主要任务", "行动二：网络提升行动"),
    ]


def test_ordinals_are_items_where_nothing_else_parts_running_text() -> None:
    text = running(
        "关于加快文旅发展的意见 一、总体目标。到2025年，接待游客达到900万人次。",
        "二、重点任务。一是优化布局。",
        "二是培育主体。",
        "三是强化营销。",
        "三、保障措施。（一）加强领导。",
        "（二）加大投入。",
    )
    assert tasks(extract(text)) == [
        ("一", "优化布局"),
        ("二", "培育主体"),
        ("三", "强化营销"),
        ("一", "加强领导"),
        ("二", "加大投入"),
    ]


def test_tags_left_by_a_page_part_the_lines() -> None:
    text = (
        "<p>山西省渔业发展方案</p><p><strong>一、总体目标</strong></p>"
        '<p>到2025年，渔业产值达到9亿元。</p><p style="text-align: left;">二、重点任务</p>'
        "<p>1.养好鱼。推广良种。（省农业厅负责）</p>"
    )
    plan = extract(text)
    assert plan.header.title == "山西省渔业发展方案"
    assert [goal.span.quote for goal in plan.goals] == ["到2025年，渔业产值达到9亿元。"]
    assert tasks(plan) == [("1", "养好鱼")]


def test_principles_before_the_dated_aim_are_no_goal() -> None:
    text = (
        "一、总体要求与目标\n坚持以人民为中心的发展思想，把办好教育摆在更加突出的位置。\n"
        "到2025年，建设优质学校30所，教师队伍结构更加合理。\n"
    )
    assert [goal.span.quote[:6] for goal in extract(text).goals] == ["到2025年"]


def test_goal_that_is_a_sentence_has_no_heading() -> None:
    text = "一、发展目标\n1.物流费用占比下降到15%左右。\n2.设施更完善。建成园区6个。\n"
    assert [goal.heading for goal in extract(text).goals] == [None, "设施更完善"]


@pytest.mark.parametrize(
    ("signed", "issuer", "issued_on"),
    [
        (
            "\n海南省教育厅\n海南省财政厅\n2022年3月1日\n",
            "海南省教育厅、海南省财政厅",
            "2022-03-01",
        ),
        ("\n海南省教育厅 海南省财政厅\n2022年3月1日\n", "海南省教育厅、海南省财政厅", "2022-03-01"),
        ("\n    二〇二二年三月一日\n", None, "2022-03-01"),
    ],
)
def test_signature_of_a_notice_gives_issuers_and_date(
    *, signed: str, issuer: str | None, issued_on: str
) -> None:
    text = (
        "关于印发《海南省学校体育工作方案》的通知\n琼教〔2022〕6号\n各市县教育局：\n"
        f"现将《海南省学校体育工作方案》印发给你们，请认真执行。{signed}"
        "海南省学校体育工作方案\n一、主要任务\n（一）上好体育课。开齐开足课程。\n"
    )
    header = extract(text).header
    assert (header.issuer, header.issued_on) == (issuer, issued_on)
    assert (header.title, header.doc_number) == ("海南省学校体育工作方案", "琼教〔2022〕6号")


def test_prose_behind_a_table_is_no_row_of_it() -> None:
    text = (
        "某省“十四五”公路规划\n第一章 发展目标\n指标 单位 2020年 2025年\n"
        "公路里程 公里 5200 6000\n桥梁座数 座 48 72\n"
        "第二章 建设路网\n一、修路\n加快建设高速公路，新增里程800公里，完成投资1500亿元。\n"
    )
    assert [(str(i.value), i.value_unit) for i in extract(text).indicators] == [
        ("6000", "公里"),
        ("72", "座"),
        ("800", "公里"),
        ("1500", "亿元"),
    ]
